import { injectFault } from '../support/emulator-control.ts'
import { createServerClient, expectField, toStoreProductId } from '../support/purchase-client.ts'
import type { TestServer } from '../support/test-server.ts'
import { reconciledStores } from './reconcile.ts'
import { storeFaults } from './store-faults.ts'

const itemTypes = {
  vip: 'AUTO_RENEWABLE',
  vip_gold: 'AUTO_RENEWABLE',
  monthly_coins: 'CONSUMABLE_AUTO_RENEWABLE',
} as const
/** `STORE_TIMEOUT_MS` of the servers. */
export const storeTimeoutMs = 250

/** Sells subscriptions at every store, whose endpoints and notifications fail now and then. */
export async function openFaultyShop(server: TestServer): Promise<void> {
  await sellSubscriptions(server)
  await setFaults(server)
}

async function sellSubscriptions(server: TestServer): Promise<void> {
  const client = createServerClient(server)
  for (const [itemId, type] of Object.entries(itemTypes)) {
    const storeProducts = reconciledStores.map((store) => ({ store, productId: toStoreProductId(itemId) }))
    expectField(await client.mutate('upsertItem', { itemId, name: itemId, type, storeProducts }), 'item')
  }
  const itemIds = Object.keys(itemTypes)
  expectField(
    await client.mutate('upsertEntitlement', { key: 'premium', name: 'Premium', itemIds }),
    'entitlement',
  )
  await client.mutate('updateAppKey', { acknowledgeOn: 'PAID' })
}

/** Besides the faults of every soak, answers that come after the server has given up. */
async function setFaults({ emulator }: TestServer): Promise<void> {
  const late = { probability: 0.01, delayMs: storeTimeoutMs * 2 }
  for (const store of reconciledStores) {
    for (const fault of [...storeFaults, late])
      await injectFault(emulator, { store, times: 1_000_000, ...fault })
  }
}
