import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { startEmulator } from '../../src/index.ts'
import type { Emulator } from '../../src/index.ts'
import { startNotificationReceiver } from '../notification-receiver.ts'
import type { NotificationReceiver } from '../notification-receiver.ts'
import { createGoogleReader, receivedTypes } from './google-play-reader.ts'
import type { GoogleReader } from './google-play-reader.ts'
import { act, advanceTo, createSubscription, dayMs, passProductId } from './subscription-client.ts'

let emulator: Emulator
let receiver: NotificationReceiver
let google: GoogleReader

beforeAll(async () => {
  emulator = await startEmulator()
  receiver = await startNotificationReceiver()
  google = await createGoogleReader(emulator)
})
beforeEach(async () => {
  await emulator.reset()
  emulator.setNotificationTarget({ store: 'GOOGLE_PLAY', url: receiver.url })
  receiver.received.length = 0
})
afterAll(async () => {
  await emulator.close()
  await receiver.close()
})

test('sixty days after the end the token is gone, and its order can be read, refunded, announced and listed', async () => {
  const subscription = await createSubscription(emulator)
  const { token, paidUntil } = subscription
  await google.acknowledge(token, passProductId)
  await act(emulator, subscription, 'cancel')
  await advanceTo(emulator, (paidUntil ?? 0) + 59 * dayMs)
  expect(await google.read(token)).toMatchObject({ subscriptionState: 'SUBSCRIPTION_STATE_EXPIRED' })
  await advanceTo(emulator, (paidUntil ?? 0) + 61 * dayMs)
  await expect(google.read(token)).rejects.toMatchObject({ status: 410 })

  const orderId = subscription.periods[0]?.id ?? ''
  expect(await google.order(orderId)).toMatchObject({ state: 'PROCESSED', purchaseToken: token })
  await act(emulator, subscription, 'refund', { periodId: orderId })
  expect(await google.order(orderId)).toMatchObject({ state: 'REFUNDED' })
  const { client, packageName } = google
  const { data } = await client.orders.batchget({ packageName, orderIds: [orderId] })
  expect(data.orders).toMatchObject([{ orderId, state: 'REFUNDED' }])
  const listed = await client.purchases.voidedpurchases.list({ packageName, type: 1 })
  expect(listed.data.voidedPurchases).toMatchObject([{ orderId, purchaseToken: token }])
  expect(receivedTypes(receiver)).toEqual([4, 3, 13, 'VOIDED'])
  await expect(google.read(token)).rejects.toMatchObject({ status: 410 })
})
