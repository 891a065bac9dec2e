import { createAppStoreDefinition } from './app-store/definition.ts'
import type { AppStoreOptions } from './app-store/definition.ts'
import type { StoreDefinition, StoreName } from './contract/store-adapter.ts'
import { createGooglePlayDefinition } from './google-play/definition.ts'
import type { GooglePlayOptions } from './google-play/definition.ts'
import { createOneStoreDefinition } from './one-store/definition.ts'
import type { OneStoreOptions } from './one-store/definition.ts'
import { createTestStoreDefinition } from './test-store/definition.ts'
import type { TestStoreOptions } from './test-store/definition.ts'

export type StoreRegistryConfig = {
  /** Rejects emulators, their certificates and the Test store. */
  readonly production: boolean
  readonly appStore?: Omit<AppStoreOptions, 'production'>
  readonly googlePlay?: Omit<GooglePlayOptions, 'production'>
  readonly oneStore?: Omit<OneStoreOptions, 'production'>
  readonly testStore?: Omit<TestStoreOptions, 'production'>
}

export type StoreRegistry = Readonly<Record<StoreName, StoreDefinition>>

/** The only place that lists all stores. */
export function createStoreRegistry(config: StoreRegistryConfig): StoreRegistry {
  const { production } = config
  return {
    APP_STORE: createAppStoreDefinition({ ...config.appStore, production }),
    GOOGLE_PLAY: createGooglePlayDefinition({ ...config.googlePlay, production }),
    ONE_STORE: createOneStoreDefinition({ ...config.oneStore, production }),
    TEST_STORE: createTestStoreDefinition({ ...config.testStore, production }),
  }
}
