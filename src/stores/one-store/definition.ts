import { parseRsaPublicKey } from '../../platform/rsa-signature.ts'
import { StoreMisconfiguredError } from '../contract/store-adapter.ts'
import type { StoreAdapter, StoreConnection, StoreDefinition } from '../contract/store-adapter.ts'
import { parseStoredConnection, toRecord } from '../shared/stored-connection.ts'
import { createOneStoreAdapter } from './adapter.ts'
import { findSignedApp } from './signed-purchase.ts'
import { createOneStoreClient } from './client.ts'
import type { OneStoreClient } from './client.ts'
import {
  credentialsSchema,
  findDisallowedUrls,
  parseOneStoreConnection,
  settingsSchema,
} from './connection.ts'
import type { OneStoreCredentials, OneStoreSettings } from './connection.ts'
import { oneStoreDefaults } from './config.ts'
import type { OneStoreConfig } from './config.ts'
import { recognizeText } from './recognize-text.ts'

export type OneStoreOptions = Pick<OneStoreConfig, 'production'> & Partial<OneStoreConfig>

export function createOneStoreDefinition(options: OneStoreOptions): StoreDefinition {
  const config: OneStoreConfig = { ...oneStoreDefaults, ...options }
  return {
    name: 'ONE_STORE',
    // ONE store repeats a notification until it receives a 200.
    notificationStatusCodes: { accepted: 200, invalidSignature: 401, malformed: 400, unavailable: 503 },
    parseConnection: (input) => parseOneStoreConnection(input, config),
    isOfSameApp: ({ storeBundleId, settings }, { packageName, clientId }) =>
      (packageName ?? null) === null
        ? toRecord(settings)['clientId'] === clientId
        : packageName === storeBundleId,
    toConnectionInput: ({ settings, credentials }) => ({ ...toRecord(settings), ...toRecord(credentials) }),
    findReceiptApp: findSignedApp,
    recognizeText,
    createAdapter: (connection) => buildAdapter(connection, config),
  }
}

function buildAdapter(connection: StoreConnection, config: OneStoreConfig): StoreAdapter {
  const schemas = { settings: settingsSchema, credentials: credentialsSchema }
  const { settings, credentials } = parseStoredConnection(connection, schemas, 'ONE store')
  const { licenseKey } = settings
  return createOneStoreAdapter({
    settings,
    licenseKey: licenseKey === undefined ? null : parseRsaPublicKey(licenseKey),
    config,
    client: buildClient(settings, credentials, config),
  })
}

function buildClient(
  settings: OneStoreSettings,
  credentials: OneStoreCredentials,
  config: OneStoreConfig,
): OneStoreClient {
  if (findDisallowedUrls(settings, config).length > 0) {
    throw new StoreMisconfiguredError('In production the ONE store connection may not name other servers')
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
