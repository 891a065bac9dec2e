const microsPerUnit = 1_000_000n
const nanosPerMicro = 1000n

export type Money = { currencyCode: string; units?: string; nanos?: number }

/** Zero values are omitted, as in proto3. */
export function toMoney(micros: bigint, currencyCode: string): Money {
  const units = micros / microsPerUnit
  const nanos = Number((micros % microsPerUnit) * nanosPerMicro)
  return {
    currencyCode,
    ...(units === 0n ? {} : { units: units.toString() }),
    ...(nanos === 0 ? {} : { nanos }),
  }
}
