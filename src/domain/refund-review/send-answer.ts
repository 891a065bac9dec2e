import { selectConsumesOfPayments } from '../../db/queries/consumes.ts'
import type { RefundReviewResponse } from '../../stores/contract/refund-review.ts'
import type { StoreActionResult } from '../../stores/contract/sale.ts'
import type { AppContext } from '../context.ts'
import type { PaymentRow } from '../models.ts'
import { isStoreError } from '../store-connection/is-store-error.ts'
import { finishReview, scheduleRetry, type OpenReview } from './finish-review.ts'
import { decryptRequest, requireRefundReviews } from './read-request.ts'

/** A store may not know a new request yet, so a rejection is final only after this many. */
const maxRejections = 3

/** Sends the stored answer to the store; if that fails, another attempt is scheduled. */
export async function sendAnswer(ctx: AppContext, open: OpenReview): Promise<OpenReview> {
  const { review } = open
  const response = await toResponse(ctx, open)
  try {
    const refundReviews = await requireRefundReviews(ctx, review)
    const result = await refundReviews.answerRefundReview(decryptRequest(ctx, review), response)
    return await applyResult(ctx, open, result)
  } catch (error) {
    if (!isStoreError(error)) throw error
    return scheduleRetry(ctx, open, error.message)
  }
}

async function applyResult(
  ctx: AppContext,
  open: OpenReview,
  result: StoreActionResult,
): Promise<OpenReview> {
  const attempts = open.review.attempts + 1
  const from = ['ANSWERING'] as const
  if (result.kind === 'done')
    return finishReview(ctx, open, { status: 'ANSWERED', from, attempts, lastError: null })
  if (attempts < maxRejections) return scheduleRetry(ctx, open, result.reason)
  return finishReview(ctx, open, { status: 'FAILED', from, attempts, lastError: result.reason })
}

async function toResponse(ctx: AppContext, { review, payments }: OpenReview): Promise<RefundReviewResponse> {
  const { answer, delivered, consumptionMilliunits, customerConsented, decidedAt } = review
  if (answer === null || decidedAt === null)
    throw new Error('a refund review without an answer cannot be sent')
  const usage = await readUsage(ctx, payments)
  return {
    answer,
    delivered: delivered === true,
    consumptionMilliunits,
    customerConsented: customerConsented === true,
    // An attempt that is repeated states the same as the first one.
    usage: usage.filter(({ usedAt }) => usedAt <= decidedAt),
  }
}

async function readUsage(
  ctx: AppContext,
  payments: readonly PaymentRow[],
): Promise<RefundReviewResponse['usage']> {
  const consumes = await selectConsumesOfPayments(
    ctx.db,
    ctx.app.appId,
    payments.map(({ id }) => id),
  )
  const consumed = consumes.map(({ consumedAt }) => ({
    usedAt: consumedAt,
    description: 'The purchase was consumed in the app.',
  }))
  const completed = payments.flatMap(({ completedAt, deliveryReference: reference }) => {
    if (completedAt === null) return []
    const description = `The app confirmed the delivery of the item${reference === null ? '' : ` (${reference})`}.`
    return [{ usedAt: completedAt, description }]
  })
  return [...consumed, ...completed].sort((a, b) => a.usedAt.getTime() - b.usedAt.getTime())
}
