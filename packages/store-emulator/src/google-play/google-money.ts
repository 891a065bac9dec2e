const MICROS_PER_UNIT = 1_000_000n
const NANOS_PER_MICRO = 1000n

export type Money = { currencyCode: string; units?: string; nanos?: number }

/** Zero parts are left out, as proto3 does. */
export function moneyFromMicros(micros: bigint, currencyCode: string): Money {
  const units = micros / MICROS_PER_UNIT
  const nanos = Number((micros % MICROS_PER_UNIT) * NANOS_PER_MICRO)
  return {
    currencyCode,
    ...(units === 0n ? {} : { units: units.toString() }),
    ...(nanos === 0 ? {} : { nanos }),
  }
}
