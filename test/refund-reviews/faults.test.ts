import { setNotificationTargets } from '../../src/development/emulator-connections.ts'
import { captureNotifications, postNotification } from '../notifications/captured-notifications.ts'
import { requestRefundReview, updateStorePurchase } from '../support/emulator-control.ts'
import { dayMs, hourMs, minuteMs } from '../support/time.ts'
import { buyReviewable, describe, expect, reviewingStores, reviewTest, vi } from './refund-review-fixture.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 })

const answerPeriodMs = { GOOGLE_PLAY: dayMs, APP_STORE: 12 * hourMs }
const answerEndpoint = { GOOGLE_PLAY: 'orders.reviewrefund', APP_STORE: 'sendConsumptionInformation' }
const answering = { refundReviewPolicy: 'ANSWER_FROM_RECORD', sendConsumptionInfo: true } as const

const test = reviewTest.extend('captured', async ({ server }, { onCleanup }) => {
  const captured = await captureNotifications(server)
  onCleanup(async () => {
    await captured.close()
    setNotificationTargets(server.emulator, server.instance.url, server.project.appKey)
  })
  return captured
})

describe.each(reviewingStores)('%s', (store) => {
  test('a request that the store repeats, and delivers ten times at once, is one review', async ({
    server,
    emulator,
    notifications,
    reviews,
    captured,
  }) => {
    await reviews.setPolicy(answering)
    const purchase = await reviews.buyConsumed(store)
    const request = await captured.captureOne(() => requestRefundReview(emulator, purchase.storePurchase.id))
    await Promise.all(Array.from({ length: 10 }, () => postNotification(server.instance.url, request)))
    await notifications.waitForIdle()
    expect(await reviews.readReview(purchase.payment.id)).toMatchObject({
      status: 'ANSWERED',
      answer: 'DECLINE',
    })
    await postNotification(server.instance.url, request)
    await notifications.waitForIdle()
    expect(await reviews.readReviews(purchase.payment.id)).toHaveLength(1)
    expect(await reviews.readEvents(purchase.payment.id)).toEqual(['REQUESTED', 'ANSWERED'])
  })

  test('a request that arrives after the refund needs no answer', async ({
    emulator,
    notifications,
    reviews,
    faults,
  }) => {
    await reviews.setPolicy(answering)
    const purchase = await reviews.buyConsumed(store)
    await faults.inject({ store, endpoint: 'notification', times: 1, notification: { effect: 'REORDER' } })
    await requestRefundReview(emulator, purchase.storePurchase.id)
    await updateStorePurchase(emulator, purchase.storePurchase.id, 'refund')
    await notifications.waitForIdle()
    expect(await reviews.readReview(purchase.payment.id)).toMatchObject({
      status: 'CLOSED',
      answer: null,
      record: null,
      payments: [{ status: 'REFUNDED' }],
    })
    expect(await reviews.readAnswer(purchase)).toBeUndefined()
    expect(await reviews.readEvents(purchase.payment.id)).not.toContain('ANSWERED')
  })

  test('a request that arrives after its deadline is recorded, and has no events', async ({
    emulator,
    notifications,
    reviews,
    faults,
  }) => {
    await reviews.setPolicy(answering)
    const purchase = await reviews.buyConsumed(store)
    const lateMs = answerPeriodMs[store] + hourMs
    const notification = { effect: 'DELAY', delayMs: lateMs }
    await faults.inject({ store, endpoint: 'notification', times: 1, notification })
    await requestRefundReview(emulator, purchase.storePurchase.id)
    await notifications.advanceTime(lateMs + minuteMs)
    await notifications.waitForIdle()
    expect(await reviews.readReview(purchase.payment.id)).toMatchObject({ status: 'EXPIRED', answer: null })
    expect(await reviews.readAnswer(purchase)).toBeUndefined()
    expect(await reviews.readEvents(purchase.payment.id)).toEqual([])
  })

  test('an answer whose response was lost is repeated unchanged, although the payment was consumed since', async ({
    buyer,
    notifications,
    reviews,
    faults,
  }) => {
    await reviews.setPolicy(answering)
    const purchase = await buyReviewable(buyer, store)
    await reviews.request(purchase)
    await faults.inject({ store, endpoint: answerEndpoint[store], times: 3, reset: true, phase: 'AFTER' })
    await notifications.advanceTime(answerPeriodMs[store] / 2)
    const sent = await reviews.readAnswer(purchase)
    expect(sent).toMatchObject({ refundPreference: store === 'GOOGLE_PLAY' ? 'APPROVE' : 'GRANT_FULL' })
    expect(await reviews.readReview(purchase.payment.id)).toMatchObject({
      status: 'ANSWERING',
      answer: 'GRANT',
    })
    await reviews.consume(purchase)
    await notifications.advanceTime(hourMs)
    expect(await reviews.readReview(purchase.payment.id)).toMatchObject({
      status: 'ANSWERED',
      answer: 'GRANT',
      attempts: 2,
      lastError: null,
      record: { delivered: false },
    })
    expect(await reviews.readEvents(purchase.payment.id)).toEqual(['REQUESTED', 'WARNING', 'ANSWERED'])
  })

  test('a store that is down until the deadline gets no answer, which is reported', async ({
    notifications,
    reviews,
    faults,
  }) => {
    await reviews.setPolicy(answering)
    const purchase = await reviews.buyConsumed(store)
    await faults.inject({ store, endpoint: answerEndpoint[store], status: 503 })
    await reviews.request(purchase)
    for (const part of [1, 2]) {
      await notifications.advanceTime((part * answerPeriodMs[store]) / 4)
      expect(await reviews.readReview(purchase.payment.id)).toMatchObject({
        status: 'ANSWERING',
        lastError: expect.any(String) as string,
      })
    }
    await notifications.advanceTime(answerPeriodMs[store] / 4)
    const review = await reviews.readReview(purchase.payment.id)
    expect(review).toMatchObject({ status: 'EXPIRED', answer: 'DECLINE', answeredAt: null })
    expect(review.attempts).toBeGreaterThan(1)
    expect(await reviews.readEvents(purchase.payment.id)).toEqual(['REQUESTED', 'WARNING', 'EXPIRED'])
    expect(await reviews.readAnswer(purchase)).toBeUndefined()
  })

  test('a second request about the same payment is another review', async ({ notifications, reviews }) => {
    await reviews.setPolicy(answering)
    const purchase = await reviews.buyConsumed(store)
    await reviews.request(purchase)
    await notifications.advanceTime(answerPeriodMs[store] + minuteMs)
    await reviews.request(purchase)
    const statuses = (await reviews.readReviews(purchase.payment.id)).map(({ status }) => status)
    expect(statuses).toEqual(['ANSWERED', 'ANSWERED'])
  })
})

test('an answer that Google Play rejects is repeated twice, and then fails', async ({
  notifications,
  reviews,
  faults,
}) => {
  await reviews.setPolicy(answering)
  const purchase = await reviews.buyConsumed('GOOGLE_PLAY')
  await faults.inject({ store: 'GOOGLE_PLAY', endpoint: 'orders.reviewrefund', status: 410 })
  await reviews.request(purchase)
  for (const attempts of [1, 2]) {
    expect(await reviews.readReview(purchase.payment.id)).toMatchObject({ status: 'ANSWERING', attempts })
    await notifications.advanceTime(hourMs)
  }
  expect(await reviews.readReview(purchase.payment.id)).toMatchObject({
    status: 'FAILED',
    answer: 'DECLINE',
    attempts: 3,
    lastError: 'Google Play reviews no refund of this order with this token.',
  })
  expect(await reviews.readEvents(purchase.payment.id)).toEqual(['REQUESTED', 'FAILED'])
})
