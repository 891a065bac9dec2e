import type { Scheduler } from '../scheduler.ts'
import type { PurchaseContext } from './create-purchase.ts'
import type { Purchase, Refund, RefundReview } from './purchase.ts'

/**
 * Decides on refunds that the developer was asked about, at the end of the time for an answer: as the developer recommends, and for the
 * customer when there is no recommendation. Genuine stores decide by their own signals, and may decide earlier.
 */
export function scheduleRefundDecisions(
  ctx: PurchaseContext,
  scheduler: Scheduler,
  savedPurchases: readonly Purchase[],
): void {
  const scheduleDecision = ({ id, refundReview }: Purchase): void => {
    if (!isOpen(refundReview)) return
    scheduler.schedule(refundReview.deadlineAt, (at) => {
      decideOnRefund(ctx, id, { requestedAt: refundReview.requestedAt, at })
    })
  }
  for (const purchase of savedPurchases) scheduleDecision(purchase)
  ctx.purchases.subscribe((after, before) => {
    if (after.refundReview?.requestedAt !== before?.refundReview?.requestedAt) scheduleDecision(after)
  })
}

/** Whether the store has not decided yet. */
export function isOpen(review: RefundReview | undefined): review is RefundReview {
  return review !== undefined && review.decision === undefined
}

/** Stores the developer's answer: the first one counts, and none counts after the deadline. */
export function answerRefundReview(
  { purchases, clock }: Pick<PurchaseContext, 'purchases' | 'clock'>,
  purchase: Purchase,
  response: Record<string, unknown>,
): Purchase {
  const { refundReview: review } = purchase
  if (!isOpen(review) || review.response !== undefined || clock.now() >= review.deadlineAt) return purchase
  return purchases.replace({ ...purchase, refundReview: { ...review, response } })
}

function decideOnRefund(
  { purchases, storeOf }: PurchaseContext,
  id: string,
  { requestedAt, at }: { requestedAt: number; at: number },
): void {
  const purchase = purchases.get(id)
  const review = purchase?.refundReview
  if (purchase === undefined || !isOpen(review) || review.requestedAt !== requestedAt) return
  if (purchase.state !== 'PAID') {
    purchases.replace({ ...purchase, refundReview: { ...review, decision: 'REFUNDED' } })
    return
  }
  const { percentage, ...details } = storeOf(purchase).decideOnRefund(review)
  if (percentage <= (purchase.refund?.percentage ?? 0)) {
    purchases.replace({ ...purchase, refundReview: { ...review, decision: 'DECLINED' } })
    return
  }
  const refund: Refund = { at, kind: 'REFUND', percentage, ...details }
  const isFull = percentage === 100
  purchases.replace({
    ...purchase,
    state: isFull ? 'REFUNDED' : 'PAID',
    refund,
    refundReview: { ...review, decision: isFull ? 'REFUNDED' : 'PARTIALLY_REFUNDED' },
  })
}
