import { createOpenReviewCounter } from '../../src/domain/refund-review/count-open-reviews.ts'
import { listEmulatorNotifications, resendNotification } from '../notifications/emulator-notifications.ts'
import { createStorePurchase, requestRefundReview } from '../support/emulator-control.ts'
import { buyUnverified, expectField, toConsumeInput, toStoreProductId } from '../support/purchase-client.ts'
import { dayMs, hourMs, minuteMs } from '../support/time.ts'
import { describe, expect, reviewTest as test, vi } from './refund-review-fixture.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 })

const answering = { refundReviewPolicy: 'ANSWER_FROM_RECORD', sendConsumptionInfo: true } as const

describe('a request about a payment that is not recorded yet', () => {
  test('the sale is read from the order, and its payment is recorded for the buyer', async ({
    emulator,
    buyer,
    notifications,
    reviews,
    faults,
  }) => {
    await faults.disableNotifications('GOOGLE_PLAY')
    const { purchase, storePurchase } = await buyUnverified(buyer, { store: 'GOOGLE_PLAY' })
    await faults.clear()
    await requestRefundReview(emulator, storePurchase.id)
    await notifications.waitForIdle()
    const { payment } = await notifications.findPurchase(purchase.id)
    expect(await reviews.readReview(payment?.id ?? '')).toMatchObject({
      status: 'PENDING',
      record: { suggestedAnswer: 'GRANT' },
    })
    expect(await reviews.readEvents(payment?.id ?? '')).toEqual(['REQUESTED'])
  })

  test('the payment of an unknown buyer is added once its receipt is submitted, and then answered', async ({
    emulator,
    admin,
    buyer,
    notifications,
    reviews,
  }) => {
    await reviews.setPolicy(answering)
    const productId = toStoreProductId('coins_100')
    const storePurchase = await createStorePurchase(emulator, { store: 'GOOGLE_PLAY', productId })
    await requestRefundReview(emulator, storePurchase.id)
    await notifications.waitForIdle()
    const { nodes } = (
      await admin.query(
        '{ refundReviews(first: 1) { nodes { status record { delivered } payments { id } } } }',
      )
    ).refundReviews
    expect(nodes).toEqual([{ status: 'PENDING', record: null, payments: [] }])
    const { userId, client } = buyer
    const verified = await client.mutate('verifyPurchase', { userId, receipt: storePurchase.receipt })
    const payment = expectField(verified, 'payment')
    expectField(await admin.mutate('consumePayment', toConsumeInput(payment)), 'consume')
    await notifications.advanceTime(15 * minuteMs)
    expect(await reviews.readReview(payment.id)).toMatchObject({ status: 'ANSWERED', answer: 'DECLINE' })
    expect(await reviews.readEvents(payment.id)).toEqual(['REQUESTED', 'ANSWERED'])
  })
})

test('a request that is sent again by the store’s history is the same review', async ({
  emulator,
  notifications,
  reviews,
}) => {
  const purchase = await reviews.buyConsumed('APP_STORE')
  await reviews.request(purchase)
  const sent = await listEmulatorNotifications(emulator, purchase.storePurchase.id)
  const request = sent.find(({ type }) => type === 'CONSUMPTION_REQUEST')
  await resendNotification(emulator, request?.id ?? '')
  await notifications.waitForIdle()
  expect(await reviews.readReviews(purchase.payment.id)).toHaveLength(1)
})

test('open reviews are counted by the time that is left', async ({ services, notifications, reviews }) => {
  // Everything older has ended.
  await notifications.advanceTime(dayMs + minuteMs)
  const purchase = await reviews.buyConsumed('GOOGLE_PLAY')
  await reviews.request(purchase)
  const count = () => createOpenReviewCounter(services)()
  expect(await count()).toEqual([{ store: 'GOOGLE_PLAY', timeLeft: 'over_6h', count: 1 }])
  await notifications.advanceTime(20 * hourMs)
  expect(await count()).toEqual([{ store: 'GOOGLE_PLAY', timeLeft: 'under_6h', count: 1 }])
  await notifications.advanceTime(3 * hourMs + minuteMs)
  expect(await count()).toEqual([{ store: 'GOOGLE_PLAY', timeLeft: 'under_1h', count: 1 }])
  await notifications.advanceTime(hourMs)
  expect(await count()).toEqual([])
})
