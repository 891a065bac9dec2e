import { payAtStore, requestPurchase } from '../support/purchase-client.ts'
import { updateStorePurchase, type EmulatedStore } from '../support/emulator-control.ts'
import {
  describe,
  expect,
  notificationTest as test,
  vi,
  type NotificationFixtures,
} from './notification-fixture.ts'
import { listEmulatorNotifications, resendNotification } from './emulator-notifications.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 })

type Change = 'refund' | 'reverse-refund'

/** A purchase that is changed at the store while notifications are disabled. */
async function refundWithoutNotification(
  { server, emulator, buyer, faults }: Pick<NotificationFixtures, 'server' | 'emulator' | 'buyer' | 'faults'>,
  store: EmulatedStore,
  changes: readonly Change[],
) {
  await faults.disableNotifications(store)
  const purchase = await requestPurchase(buyer, { store })
  const storePurchase = await payAtStore(server, purchase)
  for (const change of changes) await updateStorePurchase(emulator, storePurchase.id, change)
  await faults.clear()
  const sent = await listEmulatorNotifications(emulator, storePurchase.id)
  return { purchase, sent }
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
  test.for(orders)(
    `a purchase whose notifications come in the order ${Array.from(orders[0] ?? [], () => '%i').join(' ')}, each five times, ends in ${expected}`,
    async (order, { server, emulator, buyer, notifications, faults }) => {
      const { purchase, sent } = await refundWithoutNotification(
        { server, emulator, buyer, faults },
        store,
        changes,
      )
      expect(sent).toHaveLength(changes.length + 1)
      for (const index of order) {
        for (let copy = 0; copy < 5; copy += 1) await resendNotification(emulator, sent[index]?.id ?? '')
      }
      await notifications.waitForIdle()
      const { payment } = await notifications.findPurchase(purchase.id)
      expect(payment?.status).toBe(expected)
      const events = await notifications.readEventTypes(payment?.id ?? '')
      expect(events.filter((type) => type === 'PAYMENT_PAID')).toHaveLength(1)
      expect(new Set(events).size).toBe(events.length)
    },
  )
})
