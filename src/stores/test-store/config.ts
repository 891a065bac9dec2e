import { storeHttpDefaults, type StoreHttpConfig } from '../shared/http-config.ts'

/** Settings that hold for every Test store connection of this process. */
export type TestStoreConfig = Pick<StoreHttpConfig, 'timeoutMs'> & {
  /** The Test store cannot be connected in production. */
  readonly production: boolean
}

export const testStoreDefaults: Omit<TestStoreConfig, 'production'> = {
  timeoutMs: storeHttpDefaults.timeoutMs,
}
