import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { startEmulator } from '../src/index.ts'
import type { Emulator } from '../src/index.ts'
import { callPurchaseAction, createPurchase, getPurchaseView, sendRequest } from './emulator-client.ts'
import { getAccessToken } from './google-client.ts'
import { advanceClock, startNotificationReceiver } from './notification-receiver.ts'
import type { NotificationReceiver } from './notification-receiver.ts'

const store = 'GOOGLE_PLAY'
const hourMs = 60 * 60_000

const messageSchema = z.object({ message: z.object({ data: z.string() }) })
const noticeSchema = z.object({
  pendingRefundReviewNotification: z.object({ pendingRefundToken: z.string(), orderId: z.string() }),
})

let emulator: Emulator
let receiver: NotificationReceiver

beforeAll(async () => {
  receiver = await startNotificationReceiver()
  emulator = await startEmulator({ notificationTargets: [{ store, url: receiver.url }] })
})
beforeEach(async () => {
  await emulator.reset()
  receiver.received = []
})
afterAll(async () => {
  await emulator.close()
  await receiver.close()
})

/** A purchase under review, and what the notification states. */
async function openReview() {
  const { id } = await createPurchase(emulator, { store, accountToken: 'an-account' })
  await advanceClock(emulator)
  expect(await callPurchaseAction(emulator, id, 'refund-review')).toMatchObject({ status: 201 })
  await advanceClock(emulator)
  const { message } = messageSchema.parse(JSON.parse(receiver.received.at(-1)?.body ?? ''))
  const notice: unknown = JSON.parse(Buffer.from(message.data, 'base64').toString())
  const { pendingRefundToken, orderId } = noticeSchema.parse(notice).pendingRefundReviewNotification
  return {
    id,
    notice,
    orderId,
    body: { pendingRefundToken, sampleContentProvided: false, refundPreference: 'DECLINE' },
  }
}

async function reviewRefund(orderId: string, body: object) {
  const { apiUrl, packageName } = emulator.credentials.googlePlay
  const url = `${apiUrl}/androidpublisher/v3/applications/${packageName}/orders/${orderId}:reviewrefund`
  const headers = { authorization: `Bearer ${await getAccessToken(emulator)}` }
  return sendRequest(url, 'POST', body, headers)
}

describe('a refund review of Google Play', () => {
  test('the notification names the order, the token, the reason and the account', async () => {
    const { notice, orderId } = await openReview()
    expect(notice).toMatchObject({
      packageName: 'com.example.arcade',
      pendingRefundReviewNotification: {
        version: '1.0',
        orderId,
        refundReason: 7,
        obfuscatedAccountId: 'an-account',
      },
    })
  })

  test('the first answer counts, and later ones succeed without effect', async () => {
    const { id, orderId, body } = await openReview()
    const usage = {
      consumptionPercentageMilliunits: 45_200,
      consumptionUsageEvents: [{ consumptionItemDescription: 'coins' }],
    }
    expect(await reviewRefund(orderId, { ...body, ...usage })).toMatchObject({ status: 204 })
    expect(await reviewRefund(orderId, { ...body, refundPreference: 'APPROVE' })).toMatchObject({
      status: 204,
    })
    const response = { refundPreference: 'DECLINE', ...usage }
    expect(await getPurchaseView(emulator, id)).toMatchObject({ refundReview: { response } })
  })

  test.each([
    ['DECLINE', 'DECLINED', 'PAID'],
    ['NEUTRAL', 'REFUNDED', 'REFUNDED'],
    ['APPROVE', 'REFUNDED', 'REFUNDED'],
  ])('after the answer %s the decision after 24 hours is %s', async (refundPreference, decision, state) => {
    const { id, orderId, body } = await openReview()
    await acknowledge(id)
    await reviewRefund(orderId, { ...body, refundPreference })
    await advanceClock(emulator, 24 * hourMs + 1_000)
    expect(await getPurchaseView(emulator, id)).toMatchObject({ state, refundReview: { decision } })
  })

  test('without an answer the money is charged back, and a late answer is rejected', async () => {
    const { id, orderId, body } = await openReview()
    await acknowledge(id)
    await advanceClock(emulator, 24 * hourMs + 1_000)
    expect(await getPurchaseView(emulator, id)).toMatchObject({
      state: 'REFUNDED',
      refund: { by: 'STORE', reason: 'CHARGEBACK' },
    })
    expect(await reviewRefund(orderId, body)).toMatchObject({ status: 400 })
  })

  test.each([
    { pendingRefundToken: 'another' },
    { refundPreference: 'GRANT' },
    { sampleContentProvided: undefined },
    { consumptionPercentageMilliunits: 100_001 },
    { consumptionUsageEvents: Array.from({ length: 1_001 }, () => ({})) },
    { consumptionUsageEvents: [{ consumptionItemDescription: 'x'.repeat(5_001) }] },
  ])('an answer with %j is rejected', async (change) => {
    const { id, orderId, body } = await openReview()
    expect(await reviewRefund(orderId, { ...body, ...change })).toMatchObject({ status: 400 })
    expect(await getPurchaseView(emulator, id)).not.toHaveProperty('refundReview.response')
  })

  test('the refund of a pending purchase is not reviewed', async () => {
    const { id } = await createPurchase(emulator, { store, outcome: 'PENDING' })
    expect(await callPurchaseAction(emulator, id, 'refund-review')).toMatchObject({ status: 409 })
  })
})

/** Google refunds a purchase that is not acknowledged, whatever the review says. */
async function acknowledge(id: string): Promise<void> {
  const { apiUrl, packageName } = emulator.credentials.googlePlay
  const { purchaseToken, productId } = await getPurchaseView(emulator, id)
  const path = `purchases/products/${String(productId)}/tokens/${String(purchaseToken)}:acknowledge`
  const headers = { authorization: `Bearer ${await getAccessToken(emulator)}` }
  await sendRequest(`${apiUrl}/androidpublisher/v3/applications/${packageName}/${path}`, 'POST', {}, headers)
}
