import type { Emulator } from '@coinslot/store-emulator'
import type { ImportedPurchaseInput } from '../../src/graphql/generated/types.ts'
import type { ApiClient } from '../support/api.ts'
import { countFaults, createStorePurchase, updateStorePurchase } from '../support/emulator-control.ts'
import { eventually } from '../support/eventually.ts'
import type { Faults } from '../support/faults.ts'
import { expectField, newUserId, toStoreProductId } from '../support/purchase-client.ts'
import { expect, notificationTest, vi } from './notification-fixture.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const productId = toStoreProductId('coins_100')

const importAll = async (admin: ApiClient, purchases: readonly ImportedPurchaseInput[]) =>
  expectField(await admin.mutate('importPurchases', { purchases: [...purchases] }), 'results')

/** `importRefunded` imports a sale that is refunded between the response of the store and the import. */
const test = notificationTest.extend(
  'importRefunded',
  ({ emulator, admin, faults, notifications }) =>
    async (whileReading: () => Promise<void> = () => Promise.resolve()) => {
      const sale = await createStorePurchase(emulator, { store: 'GOOGLE_PLAY', productId })
      await notifications.waitForIdle()
      await delayNextRead({ emulator, faults })
      const other = await createStorePurchase(emulator, { store: 'TEST_STORE', productId })
      const importing = importAll(admin, [
        { userId: newUserId(), receipt: sale.receipt },
        { userId: newUserId(), receipt: other.receipt },
      ])
      await eventually(async () => expect(await countFaults(emulator)).toBe(0))
      await updateStorePurchase(emulator, sale.id, 'refund')
      await notifications.waitForIdle()
      await whileReading()
      return importing
    },
)

/** The store reads the order of the next sale, and its response is late. */
async function delayNextRead({ emulator, faults }: { readonly emulator: Emulator; readonly faults: Faults }) {
  const late = { times: 1, delayMs: 3_000, phase: 'AFTER' } as const
  await faults.inject({ store: 'GOOGLE_PLAY', endpoint: 'orders.get', ...late })
  expect(await countFaults(emulator)).toBe(1)
}

test('a sale that is refunded while it is imported is recorded as refunded', async ({ importRefunded }) => {
  expect(await importRefunded()).toMatchObject([
    { outcome: 'RECORDED', payment: { status: 'REFUNDED' } },
    { outcome: 'RECORDED', payment: { status: 'PAID' } },
  ])
})

test('a store that becomes unavailable while a sale is imported rejects this sale only', async ({
  importRefunded,
  faults,
}) => {
  const results = await importRefunded(() => faults.inject({ store: 'GOOGLE_PLAY', status: 503 }))
  expect(results).toMatchObject([
    { outcome: 'REJECTED', payment: null, problem: { code: 'STORE_UNAVAILABLE', retryable: true } },
    { outcome: 'RECORDED', payment: { status: 'PAID' }, problem: null },
  ])
})
