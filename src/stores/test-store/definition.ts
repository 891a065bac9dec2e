import { StoreMisconfiguredError } from '../contract/store-adapter.ts'
import type { StoreAdapter, StoreConnection, StoreDefinition } from '../contract/store-adapter.ts'
import { parseStoredConnection, toRecord } from '../shared/stored-connection.ts'
import { createTestStoreAdapter } from './adapter.ts'
import { createTestStoreClient } from './client.ts'
import { testStoreDefaults } from './config.ts'
import type { TestStoreConfig } from './config.ts'
import { credentialsSchema, parseTestStoreConnection, settingsSchema } from './connection.ts'
import { recognizeText } from './recognize-text.ts'

export type TestStoreOptions = Pick<TestStoreConfig, 'production'> & Partial<TestStoreConfig>

const notInProduction = 'The Test store does not exist in production'

export function createTestStoreDefinition(options: TestStoreOptions): StoreDefinition {
  const config: TestStoreConfig = { ...testStoreDefaults, ...options }
  return {
    name: 'TEST_STORE',
    // The Test store sends no notifications, so all of them are malformed.
    notificationStatusCodes: { accepted: 200, invalidSignature: 401, malformed: 400, unavailable: 503 },
    parseConnection: (input) =>
      config.production
        ? { ok: false, issues: [{ field: ['store'], message: notInProduction }] }
        : parseTestStoreConnection(input),
    isOfSameApp: ({ storeBundleId }, { bundleId }) => bundleId === storeBundleId,
    toConnectionInput: ({ settings, credentials }) => ({ ...toRecord(settings), ...toRecord(credentials) }),
    // Receipts are verified without a call to the store, so each app can be asked.
    findReceiptApp: () => null,
    recognizeText,
    createAdapter(connection) {
      if (config.production) throw new StoreMisconfiguredError(notInProduction)
      return buildAdapter(connection, config)
    },
  }
}

function buildAdapter(connection: StoreConnection, { timeoutMs }: TestStoreConfig): StoreAdapter {
  const schemas = { settings: settingsSchema, credentials: credentialsSchema }
  const { settings, credentials } = parseStoredConnection(connection, schemas, 'Test store')
  const { baseUrl } = settings
  const client = createTestStoreClient({ baseUrl, apiSecret: credentials.apiSecret, timeoutMs })
  return createTestStoreAdapter(settings, client)
}
