import { StoreMisconfiguredError } from '../contract/store-adapter.ts'
import type { StoreAdapter, StoreConnection, StoreDefinition } from '../contract/store-adapter.ts'
import type { NotificationStatusCodes } from '../contract/notification.ts'
import { createAppStoreAdapter } from './adapter.ts'
import { appStoreDefaults } from './config.ts'
import type { AppStoreConfig } from './config.ts'
import { createAppStoreClient } from './client.ts'
import { credentialsSchema, parseAppStoreConnection, settingsSchema, usesEmulator } from './connection.ts'
import type { AppStoreCredentials, AppStoreSettings } from './connection.ts'
import { createSignedDataVerifier } from './signed-data.ts'
import type { SignedDataVerifier } from './signed-data.ts'

export type AppStoreOptions = Pick<AppStoreConfig, 'production'> & Partial<AppStoreConfig>

/**
 * In production Apple sends again after 40x and 50x, five times in six and a half days. For some days it was seen
 * not to after 400, so that is for what will not be better the next time.
 */
const notificationStatusCodes: NotificationStatusCodes = {
  accepted: 200,
  invalidSignature: 401,
  malformed: 400,
  unavailable: 503,
}

/** @throws Error when a root certificate of the configuration cannot be read */
export function createAppStoreDefinition(options: AppStoreOptions): StoreDefinition {
  const config: AppStoreConfig = { ...appStoreDefaults, ...options }
  // Chains are the same for every app, so every connection without roots of its own shares what was checked.
  const sharedVerifier = createSignedDataVerifier(config)
  return {
    name: 'APP_STORE',
    notificationStatusCodes,
    parseConnection: (input) => parseAppStoreConnection(input, config.production),
    createAdapter: (connection) => buildAdapter(connection, config, sharedVerifier),
  }
}

function buildAdapter(
  connection: StoreConnection,
  config: AppStoreConfig,
  sharedVerifier: SignedDataVerifier,
): StoreAdapter {
  const { settings, credentials } = parseStoredConnection(connection)
  if (config.production && usesEmulator(settings)) {
    throw new StoreMisconfiguredError(
      'In production the App Store connection may not name other servers or certificates',
    )
  }
  const { rootCertificates: ownRoots } = settings
  const verifier =
    ownRoots === undefined
      ? sharedVerifier
      : createSignedDataVerifier({
          ...config,
          rootCertificates: ownRoots.map((base64) => Buffer.from(base64, 'base64')),
        })
  const client =
    credentials === null
      ? null
      : createAppStoreClient({
          bundleId: settings.bundleId,
          credentials,
          urls: {
            PRODUCTION: settings.productionUrl ?? config.productionUrl,
            SANDBOX: settings.sandboxUrl ?? config.sandboxUrl,
          },
          timeoutMs: config.timeoutMs,
        })
  const { maxNotificationBytes, historyMs } = config
  return createAppStoreAdapter({ settings, verifier, client, maxNotificationBytes, historyMs })
}

function parseStoredConnection(connection: StoreConnection): {
  readonly settings: AppStoreSettings
  readonly credentials: AppStoreCredentials | null
} {
  const settings = settingsSchema.safeParse(connection.settings)
  const credentials = credentialsSchema.nullable().safeParse(connection.credentials ?? null)
  if (settings.success && credentials.success)
    return { settings: settings.data, credentials: credentials.data }
  throw new StoreMisconfiguredError('The stored App Store connection cannot be read; connect the store again')
}
