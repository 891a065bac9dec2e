import { StoreMisconfigured } from '../contract.ts'
import type { StoreAdapter, StoreConnection, StoreDefinition } from '../contract.ts'
import type { NotificationAnswers } from '../notification-contract.ts'
import { createAppStoreAdapter } from './adapter.ts'
import { appStoreDefaults } from './app-store-config.ts'
import type { AppStoreConfig } from './app-store-config.ts'
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
const notificationAnswers: NotificationAnswers = {
  accepted: 200,
  forged: 401,
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
    notificationAnswers,
    parseConnection: (input) => parseAppStoreConnection(input, config.production),
    createAdapter: (connection) => assembleAdapter(connection, config, sharedVerifier),
  }
}

function assembleAdapter(
  connection: StoreConnection,
  config: AppStoreConfig,
  sharedVerifier: SignedDataVerifier,
): StoreAdapter {
  const { settings, credentials } = readStored(connection)
  if (config.production && usesEmulator(settings)) {
    throw new StoreMisconfigured(
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

function readStored(connection: StoreConnection): {
  readonly settings: AppStoreSettings
  readonly credentials: AppStoreCredentials | null
} {
  const settings = settingsSchema.safeParse(connection.settings)
  const credentials = credentialsSchema.nullable().safeParse(connection.credentials ?? null)
  if (settings.success && credentials.success)
    return { settings: settings.data, credentials: credentials.data }
  throw new StoreMisconfigured('The stored App Store connection cannot be read; connect the store again')
}
