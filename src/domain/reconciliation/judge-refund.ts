import type { KnownSale } from '../../db/queries/compared-sales.ts'

/** `SAME`: we say so too. `OLD_NEWS`: it was read not long ago. `DIFFERENT`: we do not say so. `UNCLEAR`: the sale itself must tell. */
export type Judgement = 'SAME' | 'OLD_NEWS' | 'DIFFERENT' | 'UNCLEAR'

/**
 * What a store's word that it took a sale back means, beside what we know of the sale. Pure. Of a part that was taken back, and
 * of a sale that never became a payment here, only the sale itself tells more; reading it every so often is enough.
 */
export function judgeRefund(full: boolean, known: KnownSale, readSince: Date): Judgement {
  const { payments, readAt } = known
  const refunded = payments.filter(({ status }) => status === 'REFUNDED')
  if (payments.length > 0 && refunded.length === payments.length) return 'SAME'
  if (full && payments.length > 0 && refunded.length === 0) return 'DIFFERENT'
  return readAt !== null && readAt >= readSince ? 'OLD_NEWS' : 'UNCLEAR'
}
