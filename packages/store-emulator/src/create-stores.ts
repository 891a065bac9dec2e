import { loadAppStoreKeys } from './app-store/app-store-keys.ts'
import { appStoreCredentials, createAppStore } from './app-store/app-store.ts'
import type { AppStoreCredentials } from './app-store/app-store.ts'
import { loadGooglePlayKeys } from './google-play/google-play-keys.ts'
import { createGooglePlay, googlePlayCredentials } from './google-play/google-play.ts'
import type { GooglePlayCredentials } from './google-play/google-play.ts'
import type { NotificationQueue } from './notifications/notification-queue.ts'
import { loadOneStoreKeys } from './one-store/one-store-keys.ts'
import { createOneStore, oneStoreCredentials } from './one-store/one-store.ts'
import type { OneStoreCredentials } from './one-store/one-store.ts'
import { defaultSubscriptionFormat } from './one-store/subscriptions/subscription-format.ts'
import type { OneStoreSubscriptionFormat } from './one-store/subscriptions/subscription-format.ts'
import type { PurchaseRepository } from './purchases/purchase-repository.ts'
import type { StoreEmulator } from './store-emulator.ts'
import type { SubscriptionRunner } from './subscriptions/subscription-runner.ts'
import { loadTestStoreKeys } from './test-store/test-store-keys.ts'
import { createTestStore, testStoreCredentials } from './test-store/test-store.ts'
import type { TestStoreCredentials } from './test-store/test-store.ts'
import type { VirtualClock } from './virtual-clock.ts'

/** The credentials that a server needs to connect each emulated store. */
export type EmulatorCredentials = {
  appStore: AppStoreCredentials
  googlePlay: GooglePlayCredentials
  oneStore: OneStoreCredentials
  testStore: TestStoreCredentials
}

export type EmulatedStores = {
  stores: readonly StoreEmulator[]
  /** `url` is the base URL of the emulator. */
  createCredentials: (url: string) => EmulatorCredentials
}

/** What the stores have in common. */
export type StoreDependencies = {
  purchases: PurchaseRepository
  subscriptions: SubscriptionRunner
  clock: VirtualClock
  notificationQueue: NotificationQueue
  oneStoreSubscriptions: Partial<OneStoreSubscriptionFormat>
}

/** Creates all emulated stores. */
export async function createStores(
  dependencies: StoreDependencies,
  dataDir: string | undefined,
): Promise<EmulatedStores> {
  const { purchases, subscriptions, clock, notificationQueue } = dependencies
  const [appStoreKeys, googlePlayKeys, oneStoreKeys, testStoreKeys] = await Promise.all([
    loadAppStoreKeys(dataDir),
    loadGooglePlayKeys(dataDir),
    loadOneStoreKeys(dataDir),
    loadTestStoreKeys(dataDir),
  ])
  const appStore = { purchases, subscriptions, clock, notificationQueue, keys: appStoreKeys }
  const googlePlay = { purchases, subscriptions, clock, keys: googlePlayKeys }
  const format = { ...defaultSubscriptionFormat, ...dependencies.oneStoreSubscriptions }
  const oneStore = { purchases, subscriptions, clock, keys: oneStoreKeys, format }
  const testStore = { purchases, clock, keys: testStoreKeys }
  return {
    stores: [
      createAppStore(appStore),
      createGooglePlay(googlePlay),
      createOneStore(oneStore),
      createTestStore(testStore),
    ],
    createCredentials: (url) => ({
      appStore: appStoreCredentials(appStore, url),
      googlePlay: googlePlayCredentials(googlePlay, url),
      oneStore: oneStoreCredentials(oneStore, url),
      testStore: testStoreCredentials(testStore, url),
    }),
  }
}
