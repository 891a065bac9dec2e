import type { StorePrice } from '../contract/sale.ts'
import type { GoogleMoney } from './api-types.ts'

const microsPerUnit = 1_000_000n
const nanosPerMicro = 1_000n

/** Converts to integer micros; null when the amount is absent or more precise than a micro. */
export function toMicros(money: GoogleMoney): StorePrice | null {
  if (!money) return null
  const nanos = BigInt(money.nanos ?? 0)
  if (nanos % nanosPerMicro !== 0n) return null
  const amountMicros = BigInt(money.units ?? 0) * microsPerUnit + nanos / nanosPerMicro
  return { amountMicros, currencyCode: money.currencyCode }
}

/** The sum in micros; null when one of the amounts is absent or in another currency. */
export function sumMicros(amounts: readonly GoogleMoney[], currencyCode: string): bigint | null {
  let total = 0n
  for (const amount of amounts) {
    const price = toMicros(amount)
    if (price?.currencyCode !== currencyCode) return null
    total += price.amountMicros
  }
  return total
}
