import type { StorePrice } from '../contract/sale.ts'
import type { GoogleMoney } from './api-types.ts'

const microsPerUnit = 1_000_000n
const nanosPerMicro = 1_000n

/** Integer micros; null where the sum is not told, or is finer than a micro. */
export function toMicros(money: GoogleMoney): StorePrice | null {
  if (!money) return null
  const nanos = BigInt(money.nanos ?? 0)
  if (nanos % nanosPerMicro !== 0n) return null
  const amountMicros = BigInt(money.units ?? 0) * microsPerUnit + nanos / nanosPerMicro
  return { amountMicros, currencyCode: money.currencyCode }
}

/** Null where one of the sums is not told, or is of another currency. */
export function sumMicros(sums: readonly GoogleMoney[], currencyCode: string): bigint | null {
  let total = 0n
  for (const sum of sums) {
    const price = toMicros(sum)
    if (price?.currencyCode !== currencyCode) return null
    total += price.amountMicros
  }
  return total
}
