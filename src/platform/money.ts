const microsPerUnit = 1_000_000n

/** Integer micros as an exact decimal string without trailing zeros: 4_990_000n is `"4.99"`. */
export function formatMicros(micros: bigint): string {
  const sign = micros < 0n ? '-' : ''
  const size = micros < 0n ? -micros : micros
  const fraction = (size % microsPerUnit).toString().padStart(6, '0').replace(/0+$/, '')
  return `${sign}${size / microsPerUnit}${fraction === '' ? '' : `.${fraction}`}`
}

/** The micros of a decimal string; null if the text is not one, has more than six decimals, or does not fit into 64 bits. */
export function parseMicros(decimal: string): bigint | null {
  const match = /^(-?)(\d{1,12})(?:\.(\d{1,6}))?$/.exec(decimal)
  if (match === null) return null
  const [, sign = '', units = '', fraction = ''] = match
  const size = BigInt(units) * microsPerUnit + BigInt(fraction.padEnd(6, '0'))
  return sign === '-' ? -size : size
}
