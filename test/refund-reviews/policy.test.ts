import { expectField } from '../support/purchase-client.ts'
import { dayMs, hourMs, minuteMs } from '../support/time.ts'
import {
  buyReviewable,
  describe,
  expect,
  reviewingStores,
  reviewTest as test,
  vi,
} from './refund-review-fixture.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 })

const answerPeriodMs = { GOOGLE_PLAY: dayMs, APP_STORE: 12 * hourMs }
const declined = { GOOGLE_PLAY: 'DECLINE', APP_STORE: 'DECLINE' }
const granted = { GOOGLE_PLAY: 'APPROVE', APP_STORE: 'GRANT_FULL' }
const share = { GOOGLE_PLAY: 'consumptionPercentageMilliunits', APP_STORE: 'consumptionPercentage' }

describe.each(reviewingStores)('%s', (store) => {
  test('by default nothing leaves the server, the review is listed and an event is written', async ({
    notifications,
    reviews,
  }) => {
    const purchase = await reviews.buyConsumed(store)
    await reviews.request(purchase)
    const review = await reviews.readReview(purchase.payment.id)
    expect(review).toMatchObject({
      status: 'PENDING',
      store,
      consentRequired: store === 'APP_STORE',
      answer: null,
      record: { delivered: true, consumptionPercentageMilliunits: 100_000, suggestedAnswer: 'DECLINE' },
      payments: [{ id: purchase.payment.id, status: 'CONSUMED' }],
    })
    const period = Date.parse(review.deadline) - Date.parse(review.requestedAt)
    expect(period).toBe(answerPeriodMs[store])
    expect(await reviews.readAnswer(purchase)).toBeUndefined()
    expect(await notifications.readEventTypes(purchase.payment.id)).toContain(
      'PAYMENT_REFUND_REVIEW_REQUESTED',
    )
  })

  test('a consumed item is declined at once by the policy', async ({ notifications, reviews }) => {
    await reviews.setPolicy({ refundReviewPolicy: 'ANSWER_FROM_RECORD', sendConsumptionInfo: true })
    const purchase = await reviews.buyConsumed(store)
    await reviews.request(purchase)
    expect(await reviews.readReview(purchase.payment.id)).toMatchObject({
      status: 'ANSWERED',
      answer: 'DECLINE',
      answeredBy: 'POLICY',
      answerReason: null,
      answeredAt: expect.any(String) as string,
      lastError: null,
      record: { delivered: true, consumptionPercentageMilliunits: 100_000, suggestedAnswer: null },
    })
    expect(await reviews.readAnswer(purchase)).toMatchObject({
      refundPreference: declined[store],
      [share[store]]: 100_000,
    })
    const types = await notifications.readEventTypes(purchase.payment.id)
    expect(types.filter((type) => type.startsWith('PAYMENT_REFUND_REVIEW'))).toEqual([
      'PAYMENT_REFUND_REVIEW_REQUESTED',
      'PAYMENT_REFUND_REVIEW_ANSWERED',
    ])
  })

  test('an item that is not consumed by half of the time is granted', async ({
    admin,
    buyer,
    notifications,
    reviews,
  }) => {
    await reviews.setPolicy({ refundReviewPolicy: 'ANSWER_FROM_RECORD', sendConsumptionInfo: true })
    await admin.mutate('updateAppKey', { unconsumedPolicy: 'ACKNOWLEDGE' })
    const purchase = await buyReviewable(buyer, store)
    await reviews.request(purchase)
    expect(await reviews.readReview(purchase.payment.id)).toMatchObject({ status: 'PENDING' })
    await notifications.advanceTime(answerPeriodMs[store] / 2)
    expect(await reviews.readReview(purchase.payment.id)).toMatchObject({
      status: 'ANSWERED',
      answer: 'GRANT',
    })
    expect(await reviews.readAnswer(purchase)).toMatchObject({
      refundPreference: granted[store],
      [share[store]]: 0,
    })
    expect(await notifications.readEventTypes(purchase.payment.id)).not.toContain(
      'PAYMENT_REFUND_REVIEW_WARNING',
    )
  })

  test('an item that is consumed between the request and the answer is declined', async ({
    buyer,
    notifications,
    reviews,
  }) => {
    await reviews.setPolicy({ refundReviewPolicy: 'ANSWER_FROM_RECORD', sendConsumptionInfo: true })
    const purchase = await buyReviewable(buyer, store)
    await reviews.request(purchase)
    await reviews.consume(purchase)
    await notifications.advanceTime(answerPeriodMs[store] / 2)
    expect(await reviews.readReview(purchase.payment.id)).toMatchObject({
      status: 'ANSWERED',
      answer: 'DECLINE',
    })
    expect(await reviews.readAnswer(purchase)).toMatchObject({ refundPreference: declined[store] })
  })

  test('the policy that only reports recommends nothing', async ({ reviews }) => {
    await reviews.setPolicy({ refundReviewPolicy: 'REPORT_RECORD', sendConsumptionInfo: true })
    const purchase = await reviews.buyConsumed(store)
    await reviews.request(purchase)
    const sent = await reviews.readAnswer(purchase)
    expect(sent).toMatchObject({ [share[store]]: 100_000 })
    expect(sent?.['refundPreference']).toBe(store === 'GOOGLE_PLAY' ? 'NEUTRAL' : undefined)
  })

  test('the use of an item that cannot be consumed is left to the store', async ({ buyer, reviews }) => {
    await reviews.setPolicy({ refundReviewPolicy: 'ANSWER_FROM_RECORD', sendConsumptionInfo: true })
    const purchase = await buyReviewable(buyer, store, 'remove_ads')
    await reviews.request(purchase)
    expect(await reviews.readReview(purchase.payment.id)).toMatchObject({
      status: 'ANSWERED',
      answer: 'NEUTRAL',
    })
    expect(await reviews.readAnswer(purchase)).not.toHaveProperty(share[store])
  })

  test('half of the time without an answer raises one alert, and the deadline ends the review', async ({
    notifications,
    reviews,
  }) => {
    const purchase = await reviews.buyConsumed(store)
    await reviews.request(purchase)
    await notifications.advanceTime(answerPeriodMs[store] / 2)
    await notifications.advanceTime(hourMs)
    const readTypes = async () =>
      (await notifications.readEventTypes(purchase.payment.id)).filter((type) => type.includes('REVIEW'))
    const raised = ['PAYMENT_REFUND_REVIEW_REQUESTED', 'PAYMENT_REFUND_REVIEW_WARNING']
    expect(await readTypes()).toEqual(raised)
    await notifications.advanceTime(answerPeriodMs[store] / 2)
    expect(await reviews.readReview(purchase.payment.id)).toMatchObject({ status: 'EXPIRED', answer: null })
    expect(await readTypes()).toEqual([...raised, 'PAYMENT_REFUND_REVIEW_EXPIRED'])
  })
})

test('the revenue that a chargeback takes is kept, and counted with the decision of the store', async ({
  emulator,
  admin,
  notifications,
  reviews,
}) => {
  const from = new Date(emulator.now()).toISOString()
  const purchase = await reviews.buyConsumed('GOOGLE_PLAY')
  await reviews.request(purchase)
  const chargebackCost = { amount: '7.719546', currencyCode: 'USD' }
  expect(await reviews.readReview(purchase.payment.id)).toMatchObject({
    requestReason: 'CHARGEBACK',
    chargebackCost,
  })
  await notifications.advanceTime(dayMs + minuteMs)
  expect(await notifications.findPayment(purchase.payment.id)).toMatchObject({
    status: 'REFUNDED',
    refund: { reason: 'CHARGEBACK' },
  })
  const text = `query ($from: DateTime) { refundReviewStatistics(requestedBetween: { from: $from }) {
    store status answer refunded count chargebackCost { amount currencyCode } } }`
  const { refundReviewStatistics } = await admin.query(text, { from })
  expect(refundReviewStatistics).toEqual([
    { store: 'GOOGLE_PLAY', status: 'EXPIRED', answer: null, refunded: true, count: 1, chargebackCost },
  ])
})

test('a consumed item whose delivery was not reported is left to the store', async ({
  admin,
  notifications,
  reviews,
}) => {
  await reviews.setPolicy({ refundReviewPolicy: 'ANSWER_FROM_RECORD', acknowledgeOn: 'COMPLETED' })
  const purchase = await reviews.buyConsumed('GOOGLE_PLAY')
  await reviews.request(purchase)
  expect(await reviews.readReview(purchase.payment.id)).toMatchObject({
    status: 'PENDING',
    record: { delivered: false, suggestedAnswer: 'NEUTRAL' },
  })
  expectField(await admin.mutate('completePayment', { paymentId: purchase.payment.id }), 'payment')
  await notifications.advanceTime(12 * hourMs)
  expect(await reviews.readReview(purchase.payment.id)).toMatchObject({
    status: 'ANSWERED',
    answer: 'DECLINE',
  })
})
