import type { LocalSale } from '../../db/queries/local-sales.ts'

/** `MATCH`: we say so too. `STALE`: it was read not long ago. `MISMATCH`: we do not say so. `UNKNOWN`: the sale itself must tell. */
export type RefundClassification = 'MATCH' | 'STALE' | 'MISMATCH' | 'UNKNOWN'

/**
 * What a store's word that it took a sale back means, beside what we know of the sale. Pure. Of a part that was taken back, and
 * of a sale that never became a payment here, only the sale itself tells more; reading it every so often is enough.
 */
export function classifyRefund(full: boolean, known: LocalSale, freshSince: Date): RefundClassification {
  const { payments, readAt } = known
  const refunded = payments.filter(({ status }) => status === 'REFUNDED')
  if (payments.length > 0 && refunded.length === payments.length) return 'MATCH'
  if (full && payments.length > 0 && refunded.length === 0) return 'MISMATCH'
  return readAt !== null && readAt >= freshSince ? 'STALE' : 'UNKNOWN'
}
