import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startEmulator } from '../src/index.ts'
import type { Emulator } from '../src/index.ts'
import { sendRequest } from './emulator-client.ts'
import { createGooglePlayPurchase, decodePushedNotification } from './google-client.ts'
import {
  advanceClock,
  injectNotificationFault,
  listNotifications,
  startNotificationReceiver,
} from './notification-receiver.ts'
import type { NotificationReceiver } from './notification-receiver.ts'

let emulator: Emulator
let receiver: NotificationReceiver

beforeAll(async () => {
  receiver = await startNotificationReceiver()
  emulator = await startEmulator({ notificationTargets: [{ store: 'GOOGLE_PLAY', url: receiver.url }] })
})
beforeEach(async () => {
  await emulator.reset()
  receiver.received = []
})
afterAll(async () => {
  await emulator.close()
  await receiver.close()
})

describe('notification faults', () => {
  test('DROP suppresses a notification, which can still be resent', async () => {
    await injectNotificationFault(emulator, 'GOOGLE_PLAY', { effect: 'DROP' })
    await createGooglePlayPurchase(emulator)
    await advanceClock(emulator)
    expect(receiver.received).toEqual([])
    const [dropped] = (await listNotifications(emulator)).notifications
    expect(dropped).toMatchObject({ state: 'DROPPED' })
    await sendRequest(`${emulator.url}/control/notifications/${String(dropped?.id)}/resend`, 'POST')
    await advanceClock(emulator)
    expect(receiver.received).toHaveLength(1)
  })

  test('DUPLICATE sends copies with the same message id', async () => {
    await injectNotificationFault(emulator, 'GOOGLE_PLAY', { effect: 'DUPLICATE', copies: 2 })
    await createGooglePlayPurchase(emulator)
    await advanceClock(emulator)
    expect(receiver.received).toHaveLength(3)
    expect(new Set(receiver.received.map(({ body }) => body)).size).toBe(1)
  })

  test('DELAY postpones a notification by the virtual clock', async () => {
    await injectNotificationFault(emulator, 'GOOGLE_PLAY', { effect: 'DELAY', delayMs: 3_600_000 })
    await createGooglePlayPurchase(emulator)
    await advanceClock(emulator, 3_500_000)
    expect(receiver.received).toEqual([])
    await advanceClock(emulator, 100_000)
    expect(receiver.received).toHaveLength(1)
  })

  test('REORDER delivers the first notification after the second', async () => {
    await injectNotificationFault(emulator, 'GOOGLE_PLAY', { effect: 'REORDER' })
    const first = await createGooglePlayPurchase(emulator)
    await advanceClock(emulator)
    expect((await listNotifications(emulator)).notifications).toMatchObject([{ state: 'HELD' }])
    const second = await createGooglePlayPurchase(emulator)
    await advanceClock(emulator)
    expect(receiver.received.map(decodePushedNotification)).toMatchObject([
      { oneTimeProductNotification: { purchaseToken: second.token } },
      { oneTimeProductNotification: { purchaseToken: first.token } },
    ])
  })

  test('notification faults apply only to notifications and allow no other effect', async () => {
    const base = { store: 'GOOGLE_PLAY' }
    const effect = { effect: 'DROP' }
    for (const fault of [
      { ...base, endpoint: '*', notification: effect },
      { ...base, endpoint: 'orders.get', status: 500, notification: effect },
      { ...base, endpoint: 'notification', status: 500 },
      { ...base, endpoint: 'notification', notification: effect, status: 500 },
    ]) {
      expect(await sendRequest(`${emulator.url}/control/faults`, 'POST', fault)).toMatchObject({
        status: 400,
        body: { error: { field: 'notification' } },
      })
    }
    const unknown = { store: 'TEST_STORE', endpoint: 'notification', notification: effect }
    expect(await sendRequest(`${emulator.url}/control/faults`, 'POST', unknown)).toMatchObject({
      status: 400,
      body: { error: { field: 'endpoint' } },
    })
    await sendRequest(`${emulator.url}/control/faults`, 'POST', { ...base, endpoint: '*', status: 500 })
    await createGooglePlayPurchase(emulator)
    await advanceClock(emulator)
    expect(receiver.received).toHaveLength(1)
  })
})
