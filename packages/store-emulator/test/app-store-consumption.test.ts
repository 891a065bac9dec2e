import { ConsumptionStatus, DeliveryStatus } from '@apple/app-store-server-library'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startEmulator } from '../src/index.ts'
import type { Emulator } from '../src/index.ts'
import { createAppleClient, verifyAppleNotification } from './apple-client.ts'
import { createAppStorePurchase, callPurchaseAction, getPurchaseView } from './emulator-client.ts'
import { advanceClock, startNotificationReceiver } from './notification-receiver.ts'
import type { NotificationReceiver } from './notification-receiver.ts'

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
    expect(await callPurchaseAction(emulator, id, 'request-consumption')).toMatchObject({ status: 201 })
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

  test('malformed consumption information and information about an unknown transaction are rejected', async () => {
    const { id, transactionId } = await createAppStorePurchase(emulator)
    const client = createAppleClient(emulator)
    const validInfo = {
      customerConsented: true,
      deliveryStatus: DeliveryStatus.DELIVERED,
      sampleContentProvided: true,
    }
    await expect(
      client.sendConsumptionInformation(transactionId, { ...validInfo, customerConsented: false }),
    ).rejects.toMatchObject({ apiError: 4000035 })
    await expect(client.sendConsumptionInformation('5', validInfo)).rejects.toMatchObject({
      apiError: 4040010,
    })
    await callPurchaseAction(emulator, id, 'refund')
    expect(await callPurchaseAction(emulator, id, 'request-consumption')).toMatchObject({ status: 409 })
  })
})
