import { randomUUID } from 'node:crypto'
import {
  updateRefundReviewProgress,
  updateRefundReviewStarted,
} from '../../src/db/queries/update-refund-review.ts'
import { decodeId } from '../../src/platform/ids.ts'
import { expectField } from '../support/purchase-client.ts'
import { dayMs, minuteMs } from '../support/time.ts'
import { describe, expect, openReviewTest as test, vi } from './refund-review-fixture.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 })

const reason = 'The player spent the coins.'

describe('an answer by a server key', () => {
  test('the answer is sent, and is in the audit log', async ({
    admin,
    records,
    notifications,
    reviews,
    openReview,
  }) => {
    const { purchase, review } = await openReview()
    const answered = await admin.mutate('answerRefundReview', {
      reviewId: review.id,
      answer: 'GRANT',
      reason,
    })
    expect(answered).toMatchObject({
      refundReview: { status: 'ANSWERING', answer: 'GRANT', answeredBy: 'SERVER', answerReason: reason },
      replayed: false,
      problem: null,
    })
    await notifications.waitForIdle()
    expect(await reviews.readReview(purchase.payment.id)).toMatchObject({
      status: 'ANSWERED',
      answer: 'GRANT',
    })
    expect(await reviews.readAnswer(purchase)).toMatchObject({ refundPreference: 'APPROVE' })
    expect(await records.auditLog(review.id)).toMatchObject([
      {
        action: 'answerRefundReview',
        actor: expect.stringMatching(/^SERVER_KEY key_/) as string,
        reason,
        changes: {
          before: { status: 'PENDING' },
          after: { answer: 'GRANT', consumptionMilliunits: 100_000 },
        },
      },
    ])
  })

  test('an attempt that was overtaken by the answer does not put off the next attempt to send it', async ({
    admin,
    project,
    services,
    sql,
    faults,
    notifications,
    openReview,
  }) => {
    const { review } = await openReview()
    const key = { appId: decodeId('ak', project.appKey) ?? '', id: decodeId('rvw', review.id) ?? '' }
    const claimedUntil = new Date(services.clock().getTime() + minuteMs)
    const overtaken = await updateRefundReviewStarted(services.db, key, claimedUntil)
    if (overtaken === null) throw new Error('the review was not open')
    await faults.inject({ store: 'GOOGLE_PLAY', endpoint: 'orders.reviewrefund', status: 503 })
    await admin.mutate('answerRefundReview', { reviewId: review.id, answer: 'GRANT', reason })
    await notifications.waitForIdle()
    const readProgress = () =>
      sql`select status, attempts, last_error, next_attempt_at from refund_reviews where id = ${key.id}`
    const progress = await readProgress()
    expect(progress).toMatchObject([{ status: 'ANSWERING', attempts: 1 }])
    const untilDeadline = { ...overtaken, nextAttemptAt: overtaken.deadlineAt }
    await updateRefundReviewProgress(services.db, overtaken, untilDeadline)
    expect(await readProgress()).toEqual(progress)
  })

  test('a repeated call with the same key is replayed, and another answer with it is rejected', async ({
    admin,
    openReview,
  }) => {
    const { review } = await openReview()
    const input = { reviewId: review.id, answer: 'DECLINE', reason, idempotencyKey: randomUUID() } as const
    expect(await admin.mutate('answerRefundReview', input)).toMatchObject({ replayed: false, problem: null })
    expect(await admin.mutate('answerRefundReview', input)).toMatchObject({
      refundReview: { id: review.id, answer: 'DECLINE' },
      replayed: true,
      problem: null,
    })
    expect(await admin.mutate('answerRefundReview', { ...input, answer: 'GRANT' })).toMatchObject({
      refundReview: null,
      problem: { code: 'IDEMPOTENCY_KEY_REUSED' },
    })
  })

  test('of two answers at once the first one counts, and the other caller sees it', async ({
    admin,
    records,
    notifications,
    reviews,
    openReview,
  }) => {
    const { purchase, review } = await openReview()
    const answers = (['GRANT', 'DECLINE'] as const).map((answer) =>
      admin.mutate('answerRefundReview', { reviewId: review.id, answer, reason }),
    )
    const results = await Promise.all(answers)
    const winner = results.find(({ problem }) => problem === null)?.refundReview?.answer
    expect(results.filter(({ problem }) => problem === null)).toHaveLength(1)
    expect(results.find(({ problem }) => problem !== null)).toMatchObject({
      refundReview: { answer: winner },
      problem: { code: 'REFUND_REVIEW_NOT_PENDING', retryable: false },
    })
    await notifications.waitForIdle()
    expect(await reviews.readReview(purchase.payment.id)).toMatchObject({
      status: 'ANSWERED',
      answer: winner,
    })
    expect(await reviews.readAnswer(purchase)).toMatchObject({
      refundPreference: winner === 'GRANT' ? 'APPROVE' : 'DECLINE',
    })
    expect(await records.auditLog(review.id)).toHaveLength(1)
  })

  test('the consumed share may be stated', async ({ admin, notifications, reviews, openReview }) => {
    const { purchase, review } = await openReview()
    const input = {
      reviewId: review.id,
      answer: 'NEUTRAL',
      reason,
      consumptionPercentageMilliunits: 45_200,
    } as const
    expectField(await admin.mutate('answerRefundReview', input), 'refundReview')
    await notifications.waitForIdle()
    expect(await reviews.readAnswer(purchase)).toMatchObject({ consumptionPercentageMilliunits: 45_200 })
    expect(await reviews.readReview(purchase.payment.id)).toMatchObject({
      record: { consumptionPercentageMilliunits: 45_200 },
    })
  })

  test('the App Store is sent an answer only with the consent of the customer', async ({
    admin,
    notifications,
    reviews,
    openReview,
  }) => {
    const { purchase, review } = await openReview('APP_STORE')
    const input = { reviewId: review.id, answer: 'GRANT_PRORATED', reason } as const
    expect(await admin.mutate('answerRefundReview', input)).toMatchObject({
      refundReview: { status: 'PENDING', answer: null },
      problem: { code: 'CUSTOMER_CONSENT_REQUIRED', field: ['customerConsented'] },
    })
    await reviews.setPolicy({ sendConsumptionInfo: true })
    expect(await admin.mutate('answerRefundReview', { ...input, customerConsented: false })).toMatchObject({
      problem: { code: 'CUSTOMER_CONSENT_REQUIRED' },
    })
    await reviews.setPolicy({ sendConsumptionInfo: false })
    await notifications.waitForIdle()
    expect(await reviews.readAnswer(purchase)).toBeUndefined()
    expectField(
      await admin.mutate('answerRefundReview', { ...input, customerConsented: true }),
      'refundReview',
    )
    await notifications.waitForIdle()
    expect(await reviews.readAnswer(purchase)).toMatchObject({
      customerConsented: true,
      refundPreference: 'GRANT_PRORATED',
      consumptionPercentage: 100_000,
    })
  })
})

describe('an answer that is not accepted', () => {
  test('an unknown review, a bad reason and a share out of range are rejected', async ({
    admin,
    openReview,
  }) => {
    const { review } = await openReview()
    const input = { reviewId: review.id, answer: 'DECLINE', reason } as const
    const expectProblem = async (change: object, problem: object) => {
      expect(await admin.mutate('answerRefundReview', { ...input, ...change })).toMatchObject({ problem })
    }
    const unknown = `rvw_${'0'.repeat(26)}`
    await expectProblem({ reviewId: unknown }, { code: 'REFUND_REVIEW_NOT_FOUND', field: ['reviewId'] })
    await expectProblem({ reviewId: 'pay_1' }, { code: 'REFUND_REVIEW_NOT_FOUND' })
    await expectProblem({ reason: '' }, { code: 'INVALID_INPUT', field: ['reason'] })
    const share = 'consumptionPercentageMilliunits'
    await expectProblem({ [share]: 100_001 }, { code: 'INVALID_INPUT', field: [share] })
    await expectProblem({ [share]: -1 }, { code: 'INVALID_INPUT', field: [share] })
  })

  test('Google Play accepts no recommendation of a prorated refund', async ({ admin, openReview }) => {
    const { review } = await openReview()
    const input = { reviewId: review.id, answer: 'GRANT_PRORATED', reason } as const
    expect(await admin.mutate('answerRefundReview', input)).toMatchObject({
      refundReview: { status: 'PENDING' },
      problem: {
        code: 'INVALID_INPUT',
        field: ['answer'],
        message: expect.stringMatching(/prorated/) as string,
      },
    })
  })

  test('a review cannot be answered after its deadline', async ({ admin, notifications, openReview }) => {
    const { review } = await openReview()
    await notifications.advanceTime(dayMs + minuteMs)
    const input = { reviewId: review.id, answer: 'DECLINE', reason } as const
    expect(await admin.mutate('answerRefundReview', input)).toMatchObject({
      refundReview: { status: 'EXPIRED', answer: null },
      problem: { code: 'REFUND_REVIEW_NOT_PENDING' },
    })
  })
})
