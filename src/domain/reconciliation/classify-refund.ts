import type { LocalSale } from '../../db/queries/local-sales.ts'

/**
 * `MATCH`: the sale is refunded locally too. `MISMATCH`: it is not. `UNKNOWN`: the sale has to be read from the store. `STALE`: the
 * same, but it was read recently.
 */
export type RefundClassification = 'MATCH' | 'STALE' | 'MISMATCH' | 'UNKNOWN'

/**
 * Compares a refund in a store's list with the local sale. Pure. A partial refund, and a sale without a local payment, can only be
 * judged by reading the sale; one read per refresh interval is enough.
 * @param full whether the store lists the whole sale as refunded
 * @param freshSince a sale read after this time is not read again
 */
export function classifyRefund(full: boolean, known: LocalSale, freshSince: Date): RefundClassification {
  const { payments, readAt } = known
  const refunded = payments.filter(({ status }) => status === 'REFUNDED')
  if (payments.length > 0 && refunded.length === payments.length) return 'MATCH'
  if (full && payments.length > 0 && refunded.length === 0) return 'MISMATCH'
  return readAt !== null && readAt >= freshSince ? 'STALE' : 'UNKNOWN'
}
