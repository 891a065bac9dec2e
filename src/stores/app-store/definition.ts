import type { NotificationStatusCodes } from '../contract/notification.ts'
import { StoreMisconfiguredError } from '../contract/store-adapter.ts'
import type { StoreAdapter, StoreConnection, StoreDefinition } from '../contract/store-adapter.ts'
import { parseStoredConnection, toRecord } from '../shared/stored-connection.ts'
import { createAppStoreAdapter } from './adapter.ts'
import { createAppStoreClient } from './client.ts'
import { findBundleId } from './find-bundle-id.ts'
import { appStoreDefaults } from './config.ts'
import type { AppStoreConfig } from './config.ts'
import { credentialsSchema, parseAppStoreConnection, settingsSchema, usesEmulator } from './connection.ts'
import { recognizeText } from './recognize-text.ts'
import { createSignedDataVerifier } from './signed-data.ts'
import type { SignedDataVerifier } from './signed-data.ts'

export type AppStoreOptions = Pick<AppStoreConfig, 'production'> & Partial<AppStoreConfig>

/**
 * In production Apple repeats a notification after 40x and 50x, five times in six and a half days. For some days it was observed not to
 * repeat after 400, so 400 is used only where a repetition would not help.
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
  // All apps have the same certificate chains, so connections without their own roots share one verifier and its cache.
  const sharedVerifier = createSignedDataVerifier(config)
  return {
    name: 'APP_STORE',
    notificationStatusCodes,
    parseConnection: (input) => parseAppStoreConnection(input, config.production),
    isOfSameApp: ({ storeBundleId }, { bundleId }) => bundleId === storeBundleId,
    toConnectionInput: ({ settings, credentials }) => ({ ...toRecord(settings), ...toRecord(credentials) }),
    findReceiptApp: findBundleId,
    recognizeText,
    createAdapter: (connection) => buildAdapter(connection, config, sharedVerifier),
  }
}

function buildAdapter(
  connection: StoreConnection,
  config: AppStoreConfig,
  sharedVerifier: SignedDataVerifier,
): StoreAdapter {
  const schemas = { settings: settingsSchema, credentials: credentialsSchema.nullable() }
  const { settings, credentials } = parseStoredConnection(connection, schemas, 'App Store')
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
