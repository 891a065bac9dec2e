import type { RefundReviewAnswer } from '../../stores/contract/refund-review.ts'
import type { Context } from '../context.ts'
import type { PaymentRow, RefundReviewRow } from '../models.ts'
import { buildConsumptionRecord } from './consumption-record.ts'

export type RefundReviewRecord = {
  readonly delivered: boolean
  readonly consumptionMilliunits: number | null
  readonly suggestedAnswer: RefundReviewAnswer | null
}

/** What was stated to the store together with the answer; before an answer, what the records say now. */
export function getRefundReviewRecord(
  { app }: Context,
  review: RefundReviewRow,
  payments: readonly PaymentRow[],
): RefundReviewRecord | null {
  const { answer, delivered, consumptionMilliunits } = review
  if (answer !== null) return { delivered: delivered === true, consumptionMilliunits, suggestedAnswer: null }
  return buildConsumptionRecord(app.row, payments)
}
