import { createHash, randomInt } from 'node:crypto'

/** `count` random decimal digits. */
export function randomDigits(count: number): string {
  return Array.from({ length: count }, () => String(randomInt(10))).join('')
}

/** `count` decimal digits that depend only on `text`, so that the same customer always has the same id. */
export function hashToDigits(text: string, count: number): string {
  const number = BigInt(`0x${createHash('sha256').update(text).digest('hex')}`)
  return (number % 10n ** BigInt(count)).toString().padStart(count, '0')
}
