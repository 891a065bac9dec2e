import { ConsumptionStatus, DeliveryStatus } from '@apple/app-store-server-library'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startEmulator } from '../src/index.ts'
import type { Emulator } from '../src/index.ts'
import { createAppleClient, verifyAppleNotification } from './apple-client.ts'
import { createAppStorePurchase, callPurchaseAction, getPurchaseView } from './emulator-client.ts'
import { advanceClock, startNotificationReceiver } from './notification-receiver.ts'
import type { NotificationReceiver } from './notification-receiver.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const validInfo = {
  customerConsented: true,
  deliveryStatus: DeliveryStatus.DELIVERED,
  sampleContentProvided: true,
}

let emulator: Emulator
let receiver: NotificationReceiver

beforeAll(async () => {
  receiver = await startNotificationReceiver()
  emulator = await startEmulator({ notificationTargets: [{ store: 'APP_STORE', url: receiver.url }] })
})
beforeEach(async () => {
  await emulator.reset()
  receiver.received = []
})
afterAll(async () => {
  await emulator.close()
  await receiver.close()
})

describe('a request for consumption information', () => {
  test('the request is sent, and both versions of the consumption information are stored', async () => {
    const { id, transactionId } = await createAppStorePurchase(emulator)
    await advanceClock(emulator)
    expect(await callPurchaseAction(emulator, id, 'refund-review')).toMatchObject({ status: 201 })
    await advanceClock(emulator)
    const { notificationType, data } = await verifyAppleNotification(emulator, receiver.received[1])
    expect(notificationType).toBe('CONSUMPTION_REQUEST')
    expect(data?.consumptionRequestReason).toBe('UNINTENDED_PURCHASE')
    const client = createAppleClient(emulator)
    await client.sendConsumptionInformation(transactionId, {
      customerConsented: true,
      deliveryStatus: 'DELIVERED',
      sampleContentProvided: false,
      consumptionPercentage: 50_000,
    })
    expect(await getPurchaseView(emulator, id)).toMatchObject({
      consumptionInformation: { version: 2, deliveryStatus: 'DELIVERED', consumptionPercentage: 50_000 },
    })
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- servers that still send it are served too
    await client.sendConsumptionData(transactionId, {
      customerConsented: true,
      consumptionStatus: ConsumptionStatus.FULLY_CONSUMED,
      platform: 1,
      sampleContentProvided: false,
      deliveryStatus: 0,
      appAccountToken: '',
      accountTenure: 0,
      playTime: 0,
      lifetimeDollarsRefunded: 0,
      lifetimeDollarsPurchased: 0,
      userStatus: 0,
    })
    expect(await getPurchaseView(emulator, id)).toMatchObject({ consumptionInformation: { version: 1 } })
  })

  test('the request is open for 12 hours, and the first answer counts', async () => {
    const { id, transactionId } = await createAppStorePurchase(emulator)
    await callPurchaseAction(emulator, id, 'refund-review')
    expect(await callPurchaseAction(emulator, id, 'refund-review')).toMatchObject({ status: 409 })
    const client = createAppleClient(emulator)
    const info = { ...validInfo, consumptionPercentage: 100_000 }
    await client.sendConsumptionInformation(transactionId, { ...info, refundPreference: 'DECLINE' })
    await client.sendConsumptionInformation(transactionId, { ...info, refundPreference: 'GRANT_FULL' })
    await advanceClock(emulator, 12 * hourMs - minuteMs)
    expect(await getPurchaseView(emulator, id)).not.toHaveProperty('refundReview.decision')
    await advanceClock(emulator, minuteMs)
    expect(await getPurchaseView(emulator, id)).toMatchObject({
      state: 'PAID',
      refundReview: { response: { refundPreference: 'DECLINE' }, decision: 'DECLINED' },
    })
    await advanceClock(emulator)
    const { notificationType } = await verifyAppleNotification(emulator, receiver.received.at(-1))
    expect(notificationType).toBe('REFUND_DECLINED')
  })

  test.each([
    [null, { state: 'REFUNDED', refundReview: { decision: 'REFUNDED' } }],
    ['GRANT_FULL', { state: 'REFUNDED', refundReview: { decision: 'REFUNDED' } }],
    [
      'GRANT_PRORATED',
      { state: 'PAID', refund: { percentage: 60 }, refundReview: { decision: 'PARTIALLY_REFUNDED' } },
    ],
  ] as const)(
    'the store decides by the preference %s at the end of the time',
    async (refundPreference, view) => {
      const { id, transactionId } = await createAppStorePurchase(emulator)
      await callPurchaseAction(emulator, id, 'refund-review')
      if (refundPreference !== null) {
        const info = { ...validInfo, consumptionPercentage: 40_000, refundPreference }
        await createAppleClient(emulator).sendConsumptionInformation(transactionId, info)
      }
      await advanceClock(emulator, 12 * hourMs + minuteMs)
      expect(await getPurchaseView(emulator, id)).toMatchObject(view)
    },
  )

  test.each([
    { deliveryStatus: DeliveryStatus.UNDELIVERED_OTHER, consumptionPercentage: 1 },
    { consumptionPercentage: 100_001 },
    { consumptionPercentage: 0, refundPreference: 'GRANT_PRORATED' },
  ])('consumption information that contradicts itself is rejected: %j', async (change) => {
    const { transactionId } = await createAppStorePurchase(emulator)
    const info = { ...validInfo, ...change }
    await expect(
      createAppleClient(emulator).sendConsumptionInformation(transactionId, info),
    ).rejects.toMatchObject({ httpStatusCode: 400 })
  })

  test('malformed consumption information and information about an unknown transaction are rejected', async () => {
    const { id, transactionId } = await createAppStorePurchase(emulator)
    const client = createAppleClient(emulator)
    await expect(
      client.sendConsumptionInformation(transactionId, { ...validInfo, customerConsented: false }),
    ).rejects.toMatchObject({ apiError: 4000035 })
    await expect(client.sendConsumptionInformation('5', validInfo)).rejects.toMatchObject({
      apiError: 4040010,
    })
    await callPurchaseAction(emulator, id, 'refund')
    expect(await callPurchaseAction(emulator, id, 'refund-review')).toMatchObject({ status: 409 })
  })
})
