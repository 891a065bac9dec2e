import { StoreMisconfiguredError } from '../contract/store-adapter.ts'
import type { StoreAdapter, StoreConnection, StoreDefinition } from '../contract/store-adapter.ts'
import { createTestStoreAdapter } from './adapter.ts'
import { createTestStoreClient } from './client.ts'
import { credentialsSchema, parseTestStoreConnection, settingsSchema } from './connection.ts'

export type TestStoreOptions = {
  readonly production: boolean
  /** For one request; a look-up with its retries takes at most twice as long. */
  readonly timeoutMs?: number
}

const defaultTimeoutMs = 5_000
const notInProduction = 'The Test store does not exist in production'

export function createTestStoreDefinition(options: TestStoreOptions): StoreDefinition {
  const { production, timeoutMs = defaultTimeoutMs } = options
  return {
    name: 'TEST_STORE',
    // It sends none, so all are malformed.
    notificationStatusCodes: { accepted: 200, invalidSignature: 401, malformed: 400, unavailable: 503 },
    parseConnection: (input) =>
      production
        ? { ok: false, issues: [{ field: ['store'], message: notInProduction }] }
        : parseTestStoreConnection(input),
    createAdapter(connection) {
      if (production) throw new StoreMisconfiguredError(notInProduction)
      return buildAdapter(connection, timeoutMs)
    },
  }
}

function buildAdapter(connection: StoreConnection, timeoutMs: number): StoreAdapter {
  const settings = settingsSchema.safeParse(connection.settings)
  const credentials = credentialsSchema.safeParse(connection.credentials)
  if (!settings.success || !credentials.success) {
    throw new StoreMisconfiguredError(
      'The stored Test store connection cannot be read; connect the store again',
    )
  }
  const client = createTestStoreClient({
    baseUrl: settings.data.baseUrl,
    apiSecret: credentials.data.apiSecret,
    timeoutMs,
  })
  return createTestStoreAdapter(settings.data, client)
}
