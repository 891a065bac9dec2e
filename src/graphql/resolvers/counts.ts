import { formatMicros } from '../../platform/money.ts'

/** The largest value of an `Int`, which a larger count is reported as. */
const maxInt = 2 ** 31 - 1

export const toInt = (count: bigint): number => Math.min(Number(count), maxInt)

/** A quotient with six decimals; null if it has no value. */
export function formatRatio(part: bigint, whole: bigint): string | null {
  return whole === 0n ? null : formatMicros(divideRounded(part * 1_000_000n, whole))
}

/** Rounds to the nearest integer, halves away from zero. The divisor is positive. */
export function divideRounded(dividend: bigint, divisor: bigint): bigint {
  const half = divisor / 2n
  return (dividend < 0n ? dividend - half : dividend + half) / divisor
}
