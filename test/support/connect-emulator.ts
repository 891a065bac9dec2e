import type { DevProject } from '../../src/development/dev-project.ts'
import { productOf, required, serverApi } from './buyer.ts'
import type { TestServer } from './test-server.ts'

const items = [
  { itemId: 'coins_100', type: 'CONSUMABLE' },
  { itemId: 'coins_500', type: 'CONSUMABLE' },
  { itemId: 'remove_ads', type: 'NON_CONSUMABLE' },
] as const

/** Gives a project of `addProject` its stores and items, through the API. */
export async function connectEmulator(at: TestServer, project: DevProject): Promise<void> {
  const { appStore, testStore } = at.emulator.credentials
  const { appAppleId, ...apple } = appStore
  const admin = serverApi(at, project)
  const connections = [{ appStore: { ...apple, appAppleId: String(appAppleId) } }, { testStore }]
  for (const connection of connections) {
    required(await admin.mutate('connectStore', connection), 'storeConnection')
  }
  for (const { itemId, type } of items) {
    const stores = ['APP_STORE', 'TEST_STORE'] as const
    const storeProducts = stores.map((store) => ({ store, productId: productOf(itemId) }))
    required(await admin.mutate('upsertItem', { itemId, name: itemId, type, storeProducts }), 'item')
  }
}
