import { formatMicros } from '../../platform/money.ts'

/** Converts an amount in micros to `Money`; null if the amount or its currency is unknown. */
export function toMoney(
  micros: bigint | null,
  currencyCode: string | null,
): { readonly amount: string; readonly currencyCode: string } | null {
  return micros === null || currencyCode === null ? null : { amount: formatMicros(micros), currencyCode }
}
