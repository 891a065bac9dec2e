import { requestRefundReview } from '../support/emulator-control.ts'
import { hourMs, minuteMs } from '../support/time.ts'
import { describe, expect, reviewTest as test, vi } from './refund-review-fixture.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 })

describe('the consent of the customer', () => {
  test('without it nothing is sent to the App Store, whatever the policy', async ({
    emulator,
    notifications,
    reviews,
  }) => {
    await reviews.setPolicy({ refundReviewPolicy: 'ANSWER_FROM_RECORD', sendConsumptionInfo: false })
    const purchase = await reviews.buyConsumed('APP_STORE')
    await requestRefundReview(emulator, purchase.storePurchase.id)
    await notifications.advanceTime(12 * hourMs + minuteMs)
    expect(await reviews.readReview(purchase.payment.id)).toMatchObject({ status: 'EXPIRED', answer: null })
    expect(await reviews.readAnswer(purchase)).toBeUndefined()
  })

  test('an open review is answered as soon as the setting is changed', async ({ notifications, reviews }) => {
    const purchase = await reviews.buyConsumed('APP_STORE')
    await reviews.request(purchase)
    await reviews.setPolicy({ refundReviewPolicy: 'ANSWER_FROM_RECORD' })
    await notifications.waitForIdle()
    expect(await reviews.readReview(purchase.payment.id)).toMatchObject({ status: 'PENDING' })
    await reviews.setPolicy({ sendConsumptionInfo: true })
    await notifications.waitForIdle()
    expect(await reviews.readReview(purchase.payment.id)).toMatchObject({
      status: 'ANSWERED',
      answer: 'DECLINE',
    })
  })

  test('Google Play needs none', async ({ reviews }) => {
    await reviews.setPolicy({ refundReviewPolicy: 'ANSWER_FROM_RECORD', sendConsumptionInfo: false })
    const purchase = await reviews.buyConsumed('GOOGLE_PLAY')
    await reviews.request(purchase)
    const usage = [{ consumptionItemDescription: 'The purchase was consumed in the app.' }]
    expect(await reviews.readAnswer(purchase)).toMatchObject({ consumptionUsageEvents: usage })
  })
})
