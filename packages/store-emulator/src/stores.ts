import { loadAppStoreKeys } from './app-store/app-store-keys.ts'
import { appStoreCredentials, createAppStore } from './app-store/app-store.ts'
import type { AppStoreCredentials } from './app-store/app-store.ts'
import type { PurchaseLedger } from './purchases/purchase-ledger.ts'
import type { StoreEmulator } from './store-emulator.ts'
import { loadTestStoreKeys } from './test-store/test-store-keys.ts'
import { createTestStore, testStoreCredentials } from './test-store/test-store.ts'
import type { TestStoreCredentials } from './test-store/test-store.ts'
import type { VirtualClock } from './virtual-clock.ts'

/** What a server needs to connect each emulated store. */
export type EmulatorCredentials = { appStore: AppStoreCredentials; testStore: TestStoreCredentials }

export type OpenStores = {
  stores: readonly StoreEmulator[]
  /** `url` is where the emulator listens. */
  credentialsAt: (url: string) => EmulatorCredentials
}

/** The one list of all emulated stores. */
export async function openStores(
  ledger: PurchaseLedger,
  clock: VirtualClock,
  dataDir: string | undefined,
): Promise<OpenStores> {
  const appStore = { ledger, clock, keys: await loadAppStoreKeys(dataDir) }
  const testStore = { ledger, clock, keys: await loadTestStoreKeys(dataDir) }
  return {
    stores: [createAppStore(appStore), createTestStore(testStore)],
    credentialsAt: (url) => ({
      appStore: appStoreCredentials(appStore, url),
      testStore: testStoreCredentials(testStore, url),
    }),
  }
}
