import { loadAppStoreKeys } from './app-store/app-store-keys.ts'
import { appStoreCredentials, createAppStore } from './app-store/app-store.ts'
import type { AppStoreCredentials } from './app-store/app-store.ts'
import { loadGooglePlayKeys } from './google-play/google-play-keys.ts'
import { createGooglePlay, googlePlayCredentials } from './google-play/google-play.ts'
import type { GooglePlayCredentials } from './google-play/google-play.ts'
import type { Outbox } from './notifications/outbox.ts'
import { loadOneStoreKeys } from './one-store/one-store-keys.ts'
import { createOneStore, oneStoreCredentials } from './one-store/one-store.ts'
import type { OneStoreCredentials } from './one-store/one-store.ts'
import type { PurchaseLedger } from './purchases/purchase-ledger.ts'
import type { StoreEmulator } from './store-emulator.ts'
import { loadTestStoreKeys } from './test-store/test-store-keys.ts'
import { createTestStore, testStoreCredentials } from './test-store/test-store.ts'
import type { TestStoreCredentials } from './test-store/test-store.ts'
import type { VirtualClock } from './virtual-clock.ts'

/** What a server needs to connect each emulated store. */
export type EmulatorCredentials = {
  appStore: AppStoreCredentials
  googlePlay: GooglePlayCredentials
  oneStore: OneStoreCredentials
  testStore: TestStoreCredentials
}

export type OpenStores = {
  stores: readonly StoreEmulator[]
  /** `url` is where the emulator listens. */
  credentialsAt: (url: string) => EmulatorCredentials
}

/** The one list of all emulated stores. */
export async function openStores(
  ledger: PurchaseLedger,
  clock: VirtualClock,
  outbox: Outbox,
  dataDir: string | undefined,
): Promise<OpenStores> {
  const [appStoreKeys, googlePlayKeys, oneStoreKeys, testStoreKeys] = await Promise.all([
    loadAppStoreKeys(dataDir),
    loadGooglePlayKeys(dataDir),
    loadOneStoreKeys(dataDir),
    loadTestStoreKeys(dataDir),
  ])
  const appStore = { ledger, clock, outbox, keys: appStoreKeys }
  const googlePlay = { ledger, clock, keys: googlePlayKeys }
  const oneStore = { ledger, clock, keys: oneStoreKeys }
  const testStore = { ledger, clock, keys: testStoreKeys }
  return {
    stores: [
      createAppStore(appStore),
      createGooglePlay(googlePlay),
      createOneStore(oneStore),
      createTestStore(testStore),
    ],
    credentialsAt: (url) => ({
      appStore: appStoreCredentials(appStore, url),
      googlePlay: googlePlayCredentials(googlePlay, url),
      oneStore: oneStoreCredentials(oneStore, url),
      testStore: testStoreCredentials(testStore, url),
    }),
  }
}
