import { parseRsaPublicKey } from '../../platform/rsa-signature.ts'
import { StoreMisconfiguredError } from '../contract/store-adapter.ts'
import type { StoreAdapter, StoreConnection, StoreDefinition } from '../contract/store-adapter.ts'
import { parseStoredConnection } from '../shared/stored-connection.ts'
import { createGooglePlayAdapter } from './adapter.ts'
import { createGooglePlayClient } from './client.ts'
import type { GooglePlayClient } from './client.ts'
import { googlePlayDefaults } from './config.ts'
import type { GooglePlayConfig } from './config.ts'
import {
  credentialsSchema,
  emulatorFields,
  parseGooglePlayConnection,
  settingsSchema,
  toGooglePlayInput,
} from './connection.ts'
import type { GooglePlayCredentials, GooglePlaySettings } from './connection.ts'
import { createPushTokenCheck } from './push-token.ts'
import { recognizeText } from './recognize-text.ts'
import { findPackageName } from './signed-purchase.ts'

export type GooglePlayOptions = Pick<GooglePlayConfig, 'production'> & Partial<GooglePlayConfig>

export function createGooglePlayDefinition(options: GooglePlayOptions): StoreDefinition {
  const config: GooglePlayConfig = { ...googlePlayDefaults, ...options }
  return {
    name: 'GOOGLE_PLAY',
    // Pub/Sub redelivers a push that is not accepted for a week, so a malformed one is accepted.
    notificationStatusCodes: { accepted: 204, invalidSignature: 401, malformed: 204, unavailable: 503 },
    parseConnection: (input) => parseGooglePlayConnection(input, config.production),
    isOfSameApp: ({ storeBundleId }, { packageName }) => packageName === storeBundleId,
    toConnectionInput: toGooglePlayInput,
    findReceiptApp: findPackageName,
    recognizeText,
    createAdapter: (connection) => buildAdapter(connection, config),
  }
}

function buildAdapter(connection: StoreConnection, config: GooglePlayConfig): StoreAdapter {
  const schemas = { settings: settingsSchema, credentials: credentialsSchema }
  const { settings, credentials } = parseStoredConnection(connection, schemas, 'Google Play')
  const { packageName, licenseKey, push } = settings
  return createGooglePlayAdapter({
    packageName,
    licenseKey: licenseKey === undefined ? null : parseRsaPublicKey(licenseKey),
    client: buildClient(settings, credentials, config),
    push:
      push === undefined
        ? null
        : { subscription: push.subscription ?? null, checkToken: createPushTokenCheck(push, config) },
    config,
  })
}

function buildClient(
  settings: GooglePlaySettings,
  credentials: GooglePlayCredentials,
  config: GooglePlayConfig,
): GooglePlayClient {
  if (config.production && emulatorFields(settings).length > 0) {
    throw new StoreMisconfiguredError('In production the Google Play connection may not name other servers')
  }
  return createGooglePlayClient({
    packageName: settings.packageName,
    credentials,
    config: {
      ...config,
      apiUrl: settings.apiUrl ?? config.apiUrl,
      tokenUrl: settings.tokenUrl ?? config.tokenUrl,
    },
  })
}
