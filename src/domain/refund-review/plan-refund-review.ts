import type { RefundReviewAnswer } from '../../stores/contract/refund-review.ts'
import type { AppRow, RefundReviewRow } from '../models.ts'
import type { ConsumptionRecord } from './consumption-record.ts'

type ReviewSettings = Pick<AppRow, 'refundReviewPolicy' | 'sendConsumptionInfo'>

type PlannedReview = Pick<
  RefundReviewRow,
  'status' | 'answeredBy' | 'consentRequired' | 'requestedAt' | 'deadlineAt'
>

export type RefundReviewStep =
  /** The deadline has passed without an accepted answer. */
  | { readonly kind: 'EXPIRE' }
  /** All payments are refunded, so there is nothing left to decide. */
  | { readonly kind: 'CLOSE' }
  /** Store this answer by the policy. */
  | { readonly kind: 'DECIDE'; readonly answer: RefundReviewAnswer }
  /** Send the stored answer. */
  | { readonly kind: 'SEND' }
  | { readonly kind: 'WAIT'; readonly until: Date }

/** The time at which half of the time for an answer has passed. */
export function getHalfTime({
  requestedAt,
  deadlineAt,
}: Pick<RefundReviewRow, 'requestedAt' | 'deadlineAt'>): Date {
  return new Date((requestedAt.getTime() + deadlineAt.getTime()) / 2)
}

/**
 * The next step of an open review. Pure. The policy answers at once where the record is final, and otherwise at half of the time: until
 * then a payment may still be consumed, and the other half is left for attempts while the store is unavailable.
 */
export function planRefundReview(
  settings: ReviewSettings,
  review: PlannedReview,
  payments: { readonly record: ConsumptionRecord | null; readonly count: number },
  now: Date,
): RefundReviewStep {
  const { deadlineAt, status } = review
  if (now >= deadlineAt) return { kind: 'EXPIRE' }
  if (status === 'ANSWERING') {
    // The consent may have been withdrawn since the policy decided.
    const isAllowed = review.answeredBy !== 'POLICY' || hasConsent(settings, review)
    return isAllowed ? { kind: 'SEND' } : { kind: 'WAIT', until: nextMilestone(review, now) }
  }
  const { record, count } = payments
  if (record === null && count > 0) return { kind: 'CLOSE' }
  const answer = record === null ? null : chooseAnswer(settings, review, record)
  if (record !== null && answer !== null && (record.isFinal || now >= getHalfTime(review)))
    return { kind: 'DECIDE', answer }
  return { kind: 'WAIT', until: nextMilestone(review, now) }
}

/** The answer that the policy gives; null if it gives none. */
function chooseAnswer(
  settings: ReviewSettings,
  review: PlannedReview,
  record: ConsumptionRecord,
): RefundReviewAnswer | null {
  if (settings.refundReviewPolicy === 'MANUAL' || !hasConsent(settings, review)) return null
  return settings.refundReviewPolicy === 'REPORT_RECORD' ? 'NEUTRAL' : record.suggestedAnswer
}

function hasConsent(
  { sendConsumptionInfo }: ReviewSettings,
  { consentRequired }: Pick<RefundReviewRow, 'consentRequired'>,
): boolean {
  return sendConsumptionInfo || !consentRequired
}

function nextMilestone(review: PlannedReview, now: Date): Date {
  const halfTime = getHalfTime(review)
  return now < halfTime ? halfTime : review.deadlineAt
}
