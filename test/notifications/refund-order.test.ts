import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { payAtStore, requestPurchase } from '../support/buyer.ts'
import { updateStorePurchase, clearFaults, type EmulatedStore } from '../support/emulator-control.ts'
import { openNotificationFixture, type NotificationFixture } from './notification-fixture.ts'
import {
  listEmulatorNotifications,
  disableNotifications,
  resendNotification,
} from './emulator-notifications.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 })

let fixture: NotificationFixture
beforeAll(async () => {
  fixture = await openNotificationFixture()
})
afterEach(() => clearFaults(fixture.server.emulator))
afterAll(() => fixture.close())

type Change = 'refund' | 'reverse-refund'

/** A purchase whose whole story happens while nothing gets through. */
async function refundWithoutNotification(store: EmulatedStore, changes: readonly Change[]) {
  await disableNotifications(fixture.server.emulator, store)
  const purchase = await requestPurchase(fixture.buyer, store)
  const bought = await payAtStore(fixture.server, purchase)
  for (const change of changes) await updateStorePurchase(fixture.server.emulator, bought.id, change)
  await clearFaults(fixture.server.emulator)
  const messages = await listEmulatorNotifications(fixture.server.emulator, bought.id)
  return { purchase, messages }
}

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length === 0) return [[]]
  return items.flatMap((item, index) =>
    permutations(items.toSpliced(index, 1)).map((rest) => [item, ...rest]),
  )
}

const notificationOrders = permutations([0, 1, 2])

describe.each([
  ['APP_STORE', ['refund', 'reverse-refund'], 'PAID'],
  ['GOOGLE_PLAY', ['refund'], 'REFUNDED'],
] as const)('%s', (store, changes, expected) => {
  const orders = changes.length === 2 ? notificationOrders : permutations([0, 1])
  it.each(orders)(
    `its messages in the order %i %i %i, each five times, end in ${expected}`,
    async (...order) => {
      const { purchase, messages } = await refundWithoutNotification(store, changes)
      expect(messages).toHaveLength(changes.length + 1)
      for (const index of order) {
        for (let copy = 0; copy < 5; copy += 1)
          await resendNotification(fixture.server.emulator, messages[index]?.id ?? '')
      }
      await fixture.waitForIdle()
      const { payment } = await fixture.findPurchase(purchase.id)
      expect(payment?.status).toBe(expected)
      const events = await fixture.readEventTypes(payment?.id ?? '')
      expect(events.filter((type) => type === 'PAYMENT_PAID')).toHaveLength(1)
      expect(new Set(events).size).toBe(events.length)
    },
  )
})
