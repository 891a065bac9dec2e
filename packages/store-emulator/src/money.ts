const microsDigits = 6

/** `"4.99"` → 4990000n. The text must match `amountPattern`. */
export function parseAmountMicros(amount: string): bigint {
  const [units = '0', fraction = ''] = amount.split('.')
  return BigInt(units + fraction.padEnd(microsDigits, '0'))
}

/** 4990000n → `"4.99"`, 1200000000n → `"1200"`. */
export function formatAmount(micros: bigint): string {
  const digits = micros.toString().padStart(microsDigits + 1, '0')
  const fraction = digits.slice(-microsDigits).replace(/0+$/, '')
  const units = digits.slice(0, -microsDigits)
  return fraction === '' ? units : `${units}.${fraction}`
}

/** At most nine digits of units and six of fraction, so that the amount in micros is a safe integer. */
export const amountPattern = /^\d{1,9}(\.\d{1,6})?$/
