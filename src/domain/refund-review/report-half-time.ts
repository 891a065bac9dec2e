import { updateRefundReviewAlerted } from '../../db/queries/update-refund-review.ts'
import type { AppContext } from '../context.ts'
import type { RefundReviewRow } from '../models.ts'
import { getHalfTime } from './plan-refund-review.ts'
import { toReviewEvents } from './review-events.ts'

/** Reports once, by an event, a metric and a log line, that half of the time has passed without an accepted answer. */
export async function reportHalfTime(
  ctx: AppContext,
  review: RefundReviewRow,
  paymentIds: readonly string[],
): Promise<void> {
  const now = ctx.clock()
  if (review.alertedAt !== null || now < getHalfTime(review)) return
  const alert = { events: toReviewEvents(paymentIds), now }
  if (!(await updateRefundReviewAlerted(ctx.db, review, alert))) return
  const { appId, id: reviewId, store, status, deadlineAt, lastError } = review
  ctx.count('refund_review_warning', { store })
  const logFields = { appId, reviewId, store, status, deadlineAt, lastError }
  ctx.log.error(logFields, 'refund review not answered: half of the time has passed')
  ctx.events.notifyCommitted(ctx.app.appId)
}
