import {
  updateRefundReviewFinished,
  updateRefundReviewProgress,
  type RefundReviewResult,
} from '../../db/queries/update-refund-review.ts'
import { backoffMs } from '../../platform/retry.ts'
import type { AppContext } from '../context.ts'
import type { PaymentRow, RefundReviewRow } from '../models.ts'
import { toReviewEvents } from './review-events.ts'

/** A review with its payments, as an attempt works on it. */
export type OpenReview = { readonly review: RefundReviewRow; readonly payments: readonly PaymentRow[] }

const initialRetryDelayMs = 10_000
const maxRetryDelayMs = 10 * 60_000

/** Ends a review; it stays as it is if another attempt has ended or changed it. */
export async function finishReview(
  ctx: AppContext,
  { review, payments }: OpenReview,
  result: Pick<RefundReviewResult, 'status' | 'from'> &
    Partial<Pick<RefundReviewResult, 'attempts' | 'lastError'>>,
): Promise<OpenReview> {
  const finished = await updateRefundReviewFinished(ctx.db, review, {
    attempts: review.attempts,
    lastError: review.lastError,
    ...result,
    events: toReviewEvents(payments.map(({ id }) => id)),
    now: ctx.clock(),
  })
  if (finished === null) return { review, payments }
  const { appId, id: reviewId, store, answer, lastError } = finished
  const { status } = result
  ctx.count('refund_reviews', {
    store,
    outcome: toOutcomeLabel(status === 'ANSWERED' && answer !== null ? answer : status),
  })
  if (status === 'EXPIRED' || status === 'FAILED')
    ctx.log.error(
      { appId, reviewId, store, status, lastError },
      'refund review ended without an accepted answer',
    )
  ctx.events.notifyCommitted(ctx.app.appId)
  return { review: finished, payments }
}

function toOutcomeLabel<Outcome extends string>(outcome: Outcome): Lowercase<Outcome> {
  return outcome.toLowerCase() as Lowercase<Outcome>
}

/** Schedules the next attempt after one that achieved nothing; at the latest at the deadline. */
export async function scheduleRetry(
  ctx: AppContext,
  { review, payments }: OpenReview,
  lastError: string | null,
): Promise<OpenReview> {
  const attempts = review.attempts + 1
  const now = ctx.clock()
  const retryAt = now.getTime() + backoffMs(attempts, initialRetryDelayMs, maxRetryDelayMs)
  const nextAttemptAt = new Date(Math.max(now.getTime(), Math.min(retryAt, review.deadlineAt.getTime())))
  const progress = { attempts, lastError, nextAttemptAt }
  await updateRefundReviewProgress(ctx.db, review, progress)
  if (lastError !== null) {
    const { appId, id: reviewId, store } = review
    ctx.log.warn({ appId, reviewId, store, attempts, lastError }, 'an attempt at a refund review failed')
  }
  return { review: { ...review, ...progress }, payments }
}
