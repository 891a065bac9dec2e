import { isDeadlock, isUniqueViolation } from '../../db/errors.ts'
import type { IdempotencyRecord } from '../../db/queries/idempotency-keys.ts'
import { selectPaymentsOfRefundReviews, selectRefundReview } from '../../db/queries/refund-reviews.ts'
import { updateRefundReviewDecided } from '../../db/queries/update-refund-review.ts'
import { decodeId } from '../../platform/ids.ts'
import type { RefundReviewAnswer, RefundReviewResponse } from '../../stores/contract/refund-review.ts'
import type { Context } from '../context.ts'
import { createIdempotencyRecord } from '../idempotency/idempotency-record.ts'
import { findKeyUse } from '../idempotency/find-key-use.ts'
import type { RefundReviewRow } from '../models.ts'
import { createOperatorAction } from '../operator/create-operator-action.ts'
import { checkOperatorInput } from '../operator/run-operator-action.ts'
import { createProblem, type Outcome, type Problem } from '../problem.ts'
import { retryOnConflict } from '../retry-on-conflict.ts'
import { toStoreProblem } from '../store-connection/to-store-problem.ts'
import { buildConsumptionRecord } from './consumption-record.ts'
import { decryptRequest, requireRefundReviews } from './read-request.ts'

export type AnswerRefundReviewInput = {
  readonly reviewId: string
  readonly answer: RefundReviewAnswer
  readonly reason: string
  /** null takes what the records say. */
  readonly consumptionMilliunits: number | null
  /** null takes the setting of the AppKey. */
  readonly customerConsented: boolean | null
  readonly idempotencyKey: string | null
}

type AnsweredReview = { readonly review: RefundReviewRow; readonly replayed: boolean }

const maxMilliunits = 100_000
/** How often the review is read again because another call changed it in the meantime. */
const maxAttempts = 4

/** Stores the answer of the caller to a refund review; a job sends it. The first answer counts, here and at the store. */
export async function answerRefundReview(
  ctx: Context,
  input: AnswerRefundReviewInput,
): Promise<Outcome<AnsweredReview>> {
  const problem = checkOperatorInput(input) ?? checkMilliunits(input.consumptionMilliunits)
  if (problem !== null) return { problem }
  const id = decodeId('rvw', input.reviewId)
  if (id === null) return reviewNotFound()
  const { answer, reason, consumptionMilliunits, customerConsented } = input
  const idempotencyRecord = createIdempotencyRecord(ctx.caller, {
    operation: 'answerRefundReview',
    key: input.idempotencyKey,
    userId: '',
    args: { id, answer, reason, consumptionMilliunits, customerConsented },
  })
  const outcome = await retryOnConflict(maxAttempts, () => tryAnswer(ctx, id, { input, idempotencyRecord }))
  if (outcome !== null) return outcome
  return {
    problem: createProblem('BUSY', 'Another request is changing this refund review.', ['reviewId'], 100),
  }
}

type AnswerRequest = {
  readonly input: AnswerRefundReviewInput
  readonly idempotencyRecord: IdempotencyRecord | null
}

/** null if another call changed the review after it was read. */
async function tryAnswer(
  ctx: Context,
  id: string,
  { input, idempotencyRecord }: AnswerRequest,
): Promise<Outcome<AnsweredReview> | null> {
  const { appId } = ctx.app
  const [review, use] = await Promise.all([
    selectRefundReview(ctx.db, appId, id),
    findKeyUse(ctx, idempotencyRecord),
  ])
  if (use !== null && use.problem !== null) return { problem: use.problem }
  if (review === null) return reviewNotFound()
  if (use !== null) return { review, replayed: true, problem: null }
  if (review.status !== 'PENDING' || ctx.clock() >= review.deadlineAt) return reviewNotPending(review)
  const response = await buildResponse(ctx, review, input)
  const problem = await checkResponse(ctx, review, response)
  if (problem !== null) return { review, problem }
  return decide(ctx, review, { response, reason: input.reason, idempotencyRecord })
}

async function buildResponse(
  ctx: Context,
  review: RefundReviewRow,
  { answer, consumptionMilliunits, customerConsented }: AnswerRefundReviewInput,
): Promise<RefundReviewResponse> {
  const payments = await selectPaymentsOfRefundReviews(ctx.db, ctx.app.appId, [review.id])
  const record = buildConsumptionRecord(ctx.app.row, payments)
  return {
    answer,
    delivered: record?.delivered ?? false,
    consumptionMilliunits: consumptionMilliunits ?? record?.consumptionMilliunits ?? null,
    customerConsented: customerConsented ?? ctx.app.row.sendConsumptionInfo,
    usage: [],
  }
}

/** The problem of an answer that the store would not accept; null if it would. */
async function checkResponse(
  ctx: Context,
  review: RefundReviewRow,
  response: RefundReviewResponse,
): Promise<Problem | null> {
  if (review.consentRequired && !response.customerConsented) {
    const message = 'The store accepts an answer only with the consent of the customer.'
    return createProblem('CUSTOMER_CONSENT_REQUIRED', message, ['customerConsented'])
  }
  try {
    const refundReviews = await requireRefundReviews(ctx, review)
    const reason = refundReviews.checkResponse(decryptRequest(ctx, review), response)
    return reason === null ? null : createProblem('INVALID_INPUT', reason, ['answer'])
  } catch (error) {
    return toStoreProblem(ctx, review.store, error)
  }
}

async function decide(
  ctx: Context,
  review: RefundReviewRow,
  request: {
    readonly response: RefundReviewResponse
    readonly reason: string
    readonly idempotencyRecord: IdempotencyRecord | null
  },
): Promise<Outcome<AnsweredReview> | null> {
  const { response, reason, idempotencyRecord } = request
  const { answer, delivered, consumptionMilliunits, customerConsented } = response
  const action = createOperatorAction(ctx, {
    action: 'answerRefundReview',
    reason,
    changes: { before: { status: review.status }, after: { answer, delivered, consumptionMilliunits } },
    idempotencyRecord,
  })
  try {
    const decided = await updateRefundReviewDecided(ctx.db, review, {
      answer,
      delivered,
      consumptionMilliunits,
      customerConsented,
      reason,
      now: action.now,
      answeredBy: ctx.caller.kind === 'OPERATOR' ? 'OPERATOR' : 'SERVER',
      action,
    })
    return decided === null ? null : { review: decided, replayed: false, problem: null }
  } catch (error) {
    if (isUniqueViolation(error) || isDeadlock(error)) return null
    throw error
  }
}

function checkMilliunits(milliunits: number | null): Problem | null {
  if (milliunits === null || (milliunits >= 0 && milliunits <= maxMilliunits)) return null
  const message = `consumptionPercentageMilliunits must be between 0 and ${maxMilliunits}`
  return createProblem('INVALID_INPUT', message, ['consumptionPercentageMilliunits'])
}

function reviewNotFound(): { readonly problem: Problem } {
  return {
    problem: createProblem('REFUND_REVIEW_NOT_FOUND', 'There is no such refund review.', ['reviewId']),
  }
}

function reviewNotPending(review: RefundReviewRow): Outcome<AnsweredReview> {
  const message = 'The refund review has an answer already, or it can no longer be answered.'
  return { review, problem: createProblem('REFUND_REVIEW_NOT_PENDING', message, ['reviewId']) }
}
