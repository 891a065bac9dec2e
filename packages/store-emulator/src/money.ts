const MICROS_DIGITS = 6

/** `"4.99"` → 4990000n. The text must match `AMOUNT_PATTERN`. */
export function microsFromAmount(amount: string): bigint {
  const [units = '0', fraction = ''] = amount.split('.')
  return BigInt(units + fraction.padEnd(MICROS_DIGITS, '0'))
}

/** 4990000n → `"4.99"`, 1200000000n → `"1200"`. */
export function amountFromMicros(micros: bigint): string {
  const digits = micros.toString().padStart(MICROS_DIGITS + 1, '0')
  const fraction = digits.slice(-MICROS_DIGITS).replace(/0+$/, '')
  const units = digits.slice(0, -MICROS_DIGITS)
  return fraction === '' ? units : `${units}.${fraction}`
}

/** Up to nine digits of units and six of fraction: in millionths it stays a safe integer in every store's number. */
export const AMOUNT_PATTERN = /^\d{1,9}(\.\d{1,6})?$/
