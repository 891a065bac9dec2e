import type { ConnectStoreInput } from '../../src/graphql/generated/types.ts'
import { emulatorConnectionInputs } from '../support/connect-emulator.ts'
import { createStorePurchase, type EmulatedStore, type StorePurchase } from '../support/emulator-control.ts'
import {
  createBuyer,
  expectField,
  requestPurchase,
  type Buyer,
  type PurchaseOptions,
} from '../support/purchase-client.ts'
import type { TestServer } from '../support/test-server.ts'
import { notificationTest } from '../notifications/notification-fixture.ts'
import type { ApiClient } from '../support/api.ts'

export { describe, expect } from '../support/test.ts'

export const mainApp = 'com.example.arcade'
/** The second app of the emulated developer. */
export const liteApp = 'com.example.arcade.lite'

/** The inputs of `connectStore` that connect each store to the second app of the emulated developer. */
export function liteConnections(
  server: Pick<TestServer, 'emulator'>,
): Readonly<Record<EmulatedStore, ConnectStoreInput>> {
  const { appStore, googlePlay, oneStore, testStore } = emulatorConnectionInputs(server.emulator)
  return {
    APP_STORE: { appStore: { ...appStore, bundleId: liteApp, appAppleId: '1234567891' } },
    GOOGLE_PLAY: { googlePlay: { ...googlePlay, packageName: liteApp } },
    ONE_STORE: { oneStore: { ...oneStore, packageName: liteApp, clientId: '0000000043' } },
    TEST_STORE: { testStore: { ...testStore, bundleId: liteApp } },
  }
}

async function connectLiteApps(server: TestServer, admin: ApiClient): Promise<void> {
  for (const connection of Object.values(liteConnections(server))) {
    expectField(await admin.mutate('connectStore', connection), 'storeConnection')
  }
}

/** A server whose project is connected to two apps of each store. */
export const test = notificationTest
  .extend('liteApps', { scope: 'file', auto: true }, ({ server, admin }) => connectLiteApps(server, admin))
  .extend('buyer', { scope: 'file' }, ({ server }) => createBuyer(server, { userId: 'tester' }))

/** Requests a purchase and pays for it in an app of the store. */
export async function payInApp(
  buyer: Buyer,
  storeBundleId: string,
  options: PurchaseOptions & { readonly productId?: string },
): Promise<{ readonly purchaseId: string; readonly storePurchase: StorePurchase }> {
  const { productId, ...request } = options
  const purchase = await requestPurchase(buyer, request)
  const { store, accountToken, storeProductId } = purchase
  const storePurchase = await createStorePurchase(buyer.endpoint.emulator, {
    store,
    accountToken,
    productId: productId ?? storeProductId,
    bundleId: storeBundleId,
  })
  return { purchaseId: purchase.id, storePurchase }
}
