import { describe, expect, test } from 'vitest'
import { getHalfTime, planRefundReview } from './plan-refund-review.ts'

const hourMs = 60 * 60_000
const requestedAt = new Date('2026-11-01T00:00:00Z')
const at = (hours: number) => new Date(requestedAt.getTime() + hours * hourMs)

const review = {
  status: 'PENDING',
  answeredBy: null,
  consentRequired: false,
  requestedAt,
  deadlineAt: at(24),
} as const
const manual = { refundReviewPolicy: 'MANUAL', sendConsumptionInfo: false } as const
const reporting = { refundReviewPolicy: 'REPORT_RECORD', sendConsumptionInfo: false } as const
const answering = { refundReviewPolicy: 'ANSWER_FROM_RECORD', sendConsumptionInfo: false } as const

const consumed = {
  record: { delivered: true, consumptionMilliunits: 100_000, suggestedAnswer: 'DECLINE', isFinal: true },
  count: 1,
} as const
const unconsumed = {
  record: { delivered: false, consumptionMilliunits: 0, suggestedAnswer: 'GRANT', isFinal: false },
  count: 1,
} as const

test('half of the time is in the middle between the request and the deadline', () => {
  expect(getHalfTime(review)).toEqual(at(12))
})

describe('a pending review', () => {
  test('an operator has until the deadline, with an alert at half of the time', () => {
    expect(planRefundReview(manual, review, consumed, at(1))).toEqual({ kind: 'WAIT', until: at(12) })
    expect(planRefundReview(manual, review, consumed, at(12))).toEqual({ kind: 'WAIT', until: at(24) })
    expect(planRefundReview(manual, review, consumed, at(24))).toEqual({ kind: 'EXPIRE' })
  })

  test('the policy answers a final record at once, and any other at half of the time', () => {
    expect(planRefundReview(answering, review, consumed, at(0))).toEqual({
      kind: 'DECIDE',
      answer: 'DECLINE',
    })
    expect(planRefundReview(answering, review, unconsumed, at(0))).toEqual({ kind: 'WAIT', until: at(12) })
    expect(planRefundReview(answering, review, unconsumed, at(12))).toEqual({
      kind: 'DECIDE',
      answer: 'GRANT',
    })
  })

  test('the policy that only reports recommends nothing', () => {
    expect(planRefundReview(reporting, review, consumed, at(0))).toEqual({
      kind: 'DECIDE',
      answer: 'NEUTRAL',
    })
  })

  test('without the required consent nothing is answered', () => {
    const apple = { ...review, consentRequired: true }
    expect(planRefundReview(answering, apple, consumed, at(12))).toEqual({ kind: 'WAIT', until: at(24) })
    const consenting = { ...answering, sendConsumptionInfo: true }
    expect(planRefundReview(consenting, apple, consumed, at(12))).toEqual({
      kind: 'DECIDE',
      answer: 'DECLINE',
    })
  })

  test('without a recorded payment nothing is answered', () => {
    const unknown = { record: null, count: 0 }
    expect(planRefundReview(answering, review, unknown, at(13))).toEqual({ kind: 'WAIT', until: at(24) })
  })

  test('a review whose payments are all refunded is closed', () => {
    expect(planRefundReview(answering, review, { record: null, count: 2 }, at(1))).toEqual({ kind: 'CLOSE' })
  })
})

describe('a review with an answer', () => {
  const decided = { ...review, status: 'ANSWERING', answeredBy: 'POLICY', consentRequired: true } as const

  test('the answer is sent until the deadline, although the record has changed', () => {
    const consenting = { ...answering, sendConsumptionInfo: true }
    expect(planRefundReview(consenting, decided, unconsumed, at(23))).toEqual({ kind: 'SEND' })
    expect(planRefundReview(consenting, decided, { record: null, count: 1 }, at(23))).toEqual({
      kind: 'SEND',
    })
    expect(planRefundReview(consenting, decided, unconsumed, at(24))).toEqual({ kind: 'EXPIRE' })
  })

  test('an answer of the policy is not sent after the consent was withdrawn', () => {
    expect(planRefundReview(answering, decided, consumed, at(13))).toEqual({ kind: 'WAIT', until: at(24) })
  })

  test('an answer of a caller, who stated the consent, is sent', () => {
    const byOperator = { ...decided, answeredBy: 'OPERATOR' } as const
    expect(planRefundReview(manual, byOperator, consumed, at(13))).toEqual({ kind: 'SEND' })
  })
})
