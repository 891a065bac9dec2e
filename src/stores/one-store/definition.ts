import { readRsaPublicKey } from '../../platform/rsa-signature.ts'
import { StoreMisconfigured } from '../contract.ts'
import type { StoreAdapter, StoreConnection, StoreDefinition } from '../contract.ts'
import { createOneStoreAdapter } from './adapter.ts'
import { createOneStoreClient } from './client.ts'
import type { OneStoreClient } from './client.ts'
import { credentialsSchema, findForeignUrls, parseOneStoreConnection, settingsSchema } from './connection.ts'
import type { OneStoreCredentials, OneStoreSettings } from './connection.ts'
import { oneStoreDefaults } from './one-store-config.ts'
import type { OneStoreConfig } from './one-store-config.ts'

export type OneStoreOptions = Pick<OneStoreConfig, 'production'> & Partial<OneStoreConfig>

export function createOneStoreDefinition(options: OneStoreOptions): StoreDefinition {
  const config: OneStoreConfig = { ...oneStoreDefaults, ...options }
  return {
    name: 'ONE_STORE',
    // Only a 200 ends its attempts.
    notificationAnswers: { accepted: 200, forged: 401, malformed: 400, unavailable: 503 },
    parseConnection: (input) => parseOneStoreConnection(input, config),
    createAdapter: (connection) => assembleAdapter(connection, config),
  }
}

function assembleAdapter(connection: StoreConnection, config: OneStoreConfig): StoreAdapter {
  const stored = readStored(connection)
  const { licenseKey } = stored.settings
  return createOneStoreAdapter({
    settings: stored.settings,
    licenseKey: licenseKey === undefined ? null : readRsaPublicKey(licenseKey),
    config,
    client: assembleClient(stored, config),
  })
}

type Stored = { readonly settings: OneStoreSettings; readonly credentials: OneStoreCredentials }

function assembleClient({ settings, credentials }: Stored, config: OneStoreConfig): OneStoreClient {
  if (findForeignUrls(settings, config).length > 0) {
    throw new StoreMisconfigured('In production the ONE store connection may not name other servers')
  }
  return createOneStoreClient({
    clientId: settings.clientId,
    clientSecret: credentials.clientSecret,
    marketCode: settings.marketCode,
    urls: {
      PRODUCTION: settings.commercialUrl ?? config.urls.PRODUCTION,
      SANDBOX: settings.sandboxUrl ?? config.urls.SANDBOX,
    },
    config,
  })
}

function readStored(connection: StoreConnection): Stored {
  const settings = settingsSchema.safeParse(connection.settings)
  const credentials = credentialsSchema.safeParse(connection.credentials)
  if (settings.success && credentials.success)
    return { settings: settings.data, credentials: credentials.data }
  throw new StoreMisconfigured('The stored ONE store connection cannot be read; connect the store again')
}
