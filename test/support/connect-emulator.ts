import type { Emulator } from '@coinslot/store-emulator'
import type { ConnectStoreInput } from '../../src/graphql/generated/types.ts'
import type { DevApp } from '../../src/development/dev-app.ts'
import type { ApiClient } from './api.ts'
import { toStoreProductId, expectField, createServerClient } from './purchase-client.ts'
import type { TestServer } from './test-server.ts'

const items = [
  { itemId: 'coins_100', type: 'CONSUMABLE' },
  { itemId: 'coins_500', type: 'CONSUMABLE' },
  { itemId: 'remove_ads', type: 'NON_CONSUMABLE' },
] as const

/** The inputs of `connectStore` that connect each store to the emulator. */
export function emulatorConnectionInputs({ credentials }: Pick<Emulator, 'credentials'>) {
  const { appStore, googlePlay, oneStore, testStore } = credentials
  const { appAppleId, ...apple } = appStore
  const { pemCertsUrl: _, ...push } = googlePlay.push
  return {
    appStore: { ...apple, appAppleId: String(appAppleId) },
    googlePlay: { ...googlePlay, push: { ...push, audience: 'coinslot' } },
    oneStore: { ...oneStore, packageName: googlePlay.packageName },
    testStore,
  }
}

/** Connects a project to the stores of the emulator, whose app it shares, and creates its items, through the API. */
export async function connectEmulator(
  server: Pick<TestServer, 'emulator' | 'graphqlUrl' | 'project'>,
  project: DevApp,
): Promise<void> {
  const { appStore, googlePlay, oneStore, testStore } = emulatorConnectionInputs(server.emulator)
  const admin = createServerClient(server, project)
  const shared = true
  const connections = [
    { appStore: { ...appStore, shared } },
    { googlePlay: { ...googlePlay, shared } },
    { oneStore: { ...oneStore, shared } },
    { testStore: { ...testStore, shared } },
  ]
  for (const connection of connections) {
    expectField(await admin.mutate('connectStore', connection), 'storeConnection')
  }
  for (const { itemId, type } of items) {
    const stores = ['APP_STORE', 'GOOGLE_PLAY', 'ONE_STORE', 'TEST_STORE'] as const
    const storeProducts = stores.map((store) => ({ store, productId: toStoreProductId(itemId) }))
    expectField(await admin.mutate('upsertItem', { itemId, name: itemId, type, storeProducts }), 'item')
  }
}

/** Connects a store to one app only: connections to its other apps are deleted. */
export async function replaceConnection(admin: ApiClient, input: ConnectStoreInput): Promise<void> {
  const { store, storeBundleId } = expectField(await admin.mutate('connectStore', input), 'storeConnection')
  const { appKey } = await admin.query('{ appKey { storeConnections { store storeBundleId } } }')
  for (const other of appKey.storeConnections) {
    if (other.store !== store || other.storeBundleId === storeBundleId) continue
    expectField(await admin.mutate('disconnectStore', other), 'storeConnection')
  }
}
