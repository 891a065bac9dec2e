import { formatMicros } from '../../platform/money.ts'

/** An amount as the API shows it; null where the sum or its currency is not known. */
export function toMoney(
  micros: bigint | null,
  currencyCode: string | null,
): { readonly amount: string; readonly currencyCode: string } | null {
  return micros === null || currencyCode === null ? null : { amount: formatMicros(micros), currencyCode }
}
