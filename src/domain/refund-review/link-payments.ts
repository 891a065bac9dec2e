import { insertRefundReviewPayments } from '../../db/queries/insert-refund-review.ts'
import { selectReviewedPaymentIds } from '../../db/queries/refund-reviews.ts'
import { toReviewEvents } from './review-events.ts'
import type { AppContext } from '../context.ts'
import type { RefundReviewRow } from '../models.ts'

/** The payments of one order, at most. */
const maxPayments = 20

/** Adds the payments that are recorded by now to a review, each with its event. */
export async function linkPayments(ctx: AppContext, review: RefundReviewRow): Promise<void> {
  const paymentIds = await selectReviewedPaymentIds(ctx.db, review, maxPayments)
  if (paymentIds.length === 0) return
  const links = toReviewEvents(paymentIds)
  const { linkedCount } = await insertRefundReviewPayments(ctx.db, review, links, ctx.clock())
  if (linkedCount > 0) ctx.events.notifyCommitted(ctx.app.appId)
}
