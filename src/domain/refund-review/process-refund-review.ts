import { selectPaymentsOfRefundReviews } from '../../db/queries/refund-reviews.ts'
import {
  updateRefundReviewDecided,
  updateRefundReviewProgress,
  updateRefundReviewStarted,
} from '../../db/queries/update-refund-review.ts'
import type { RefundReviewAnswer } from '../../stores/contract/refund-review.ts'
import type { AppContext } from '../context.ts'
import type { PaymentRow, RefundReviewRow } from '../models.ts'
import { isStoreError } from '../store-connection/is-store-error.ts'
import { buildConsumptionRecord, type ConsumptionRecord } from './consumption-record.ts'
import { finishReview, scheduleRetry, type OpenReview } from './finish-review.ts'
import { linkPayments } from './link-payments.ts'
import { planRefundReview } from './plan-refund-review.ts'
import { readRequest } from './read-request.ts'
import { reportHalfTime } from './report-half-time.ts'
import { sendAnswer } from './send-answer.ts'

/** How long a started attempt is not started again by another job. */
const visibilityTimeoutMs = 2 * 60_000

/**
 * Runs the step of a review that is due. After a crash the step runs again: an answer is stored before it is sent, so it is repeated
 * unchanged, and the store counts the first one.
 */
export async function processRefundReview(ctx: AppContext, reviewId: string): Promise<void> {
  const { appId } = ctx.app
  const visibleAgainAt = new Date(ctx.clock().getTime() + visibilityTimeoutMs)
  const review = await updateRefundReviewStarted(ctx.db, { appId, id: reviewId }, visibleAgainAt)
  if (review === null) return
  const readError = await readMissingRecords(ctx, review)
  const payments = await selectPayments(ctx, review)
  const open = await runStep(ctx, { review, payments }, readError)
  const { status } = open.review
  const paymentIds = open.payments.map(({ id }) => id)
  if (status === 'PENDING' || status === 'ANSWERING') await reportHalfTime(ctx, open.review, paymentIds)
}

/**
 * Adds the payments of a review that are recorded, and reads from the store what is missing. Returns the store's error, which matters
 * only while no payment is known.
 */
async function readMissingRecords(ctx: AppContext, review: RefundReviewRow): Promise<string | null> {
  await linkPayments(ctx, review)
  const isWaiting = review.status === 'PENDING' && ctx.clock() < review.deadlineAt
  if (!isWaiting || review.chargebackCostMicros !== null) return null
  try {
    await readRequest(ctx, review)
  } catch (error) {
    if (!isStoreError(error)) throw error
    return error.message
  }
  await linkPayments(ctx, review)
  return null
}

function selectPayments(ctx: AppContext, { id }: RefundReviewRow): Promise<readonly PaymentRow[]> {
  return selectPaymentsOfRefundReviews(ctx.db, ctx.app.appId, [id])
}

async function runStep(ctx: AppContext, open: OpenReview, readError: string | null): Promise<OpenReview> {
  const { review, payments } = open
  const record = buildConsumptionRecord(ctx.app.row, payments)
  const step = planRefundReview(ctx.app.row, review, { record, count: payments.length }, ctx.clock())
  switch (step.kind) {
    case 'EXPIRE':
      return finishReview(ctx, open, { status: 'EXPIRED', from: ['PENDING', 'ANSWERING'] })
    case 'CLOSE':
      return finishReview(ctx, open, { status: 'CLOSED', from: ['PENDING'] })
    case 'SEND':
      return sendAnswer(ctx, open)
    case 'DECIDE':
      return record === null ? open : decideByPolicy(ctx, open, { record, answer: step.answer })
    case 'WAIT':
      // The payment may be recorded later.
      if (payments.length === 0) return scheduleRetry(ctx, open, readError)
      await updateRefundReviewProgress(ctx.db, review, { ...review, nextAttemptAt: step.until })
      return open
  }
}

/** Stores the answer of the policy and sends it. An answer that another call stored in the meantime is sent by its own job. */
async function decideByPolicy(
  ctx: AppContext,
  open: OpenReview,
  { record, answer }: { readonly record: ConsumptionRecord; readonly answer: RefundReviewAnswer },
): Promise<OpenReview> {
  const { delivered, consumptionMilliunits } = record
  const now = ctx.clock()
  const decided = await updateRefundReviewDecided(ctx.db, open.review, {
    answer,
    delivered,
    consumptionMilliunits,
    customerConsented: ctx.app.row.sendConsumptionInfo,
    reason: null,
    now,
    answeredBy: 'POLICY',
    recoverAt: new Date(now.getTime() + visibilityTimeoutMs),
  })
  return decided === null ? open : sendAnswer(ctx, { ...open, review: decided })
}
