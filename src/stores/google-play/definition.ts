import { StoreMisconfiguredError } from '../contract/store-adapter.ts'
import type { StoreAdapter, StoreConnection, StoreDefinition } from '../contract/store-adapter.ts'
import { parseRsaPublicKey } from '../../platform/rsa-signature.ts'
import { createGooglePlayAdapter } from './adapter.ts'
import { createGooglePlayClient } from './client.ts'
import type { GooglePlayClient } from './client.ts'
import { credentialsSchema, emulatorFields, parseGooglePlayConnection, settingsSchema } from './connection.ts'
import type { GooglePlayCredentials, GooglePlaySettings } from './connection.ts'
import { googlePlayDefaults } from './config.ts'
import type { GooglePlayConfig } from './config.ts'
import { createPushTokenCheck } from './push-token.ts'

export type GooglePlayOptions = Pick<GooglePlayConfig, 'production'> & Partial<GooglePlayConfig>

export function createGooglePlayDefinition(options: GooglePlayOptions): StoreDefinition {
  const config: GooglePlayConfig = { ...googlePlayDefaults, ...options }
  return {
    name: 'GOOGLE_PLAY',
    // A malformed push would come again for a week.
    notificationStatusCodes: { accepted: 204, invalidSignature: 401, malformed: 204, unavailable: 503 },
    parseConnection: (input) => parseGooglePlayConnection(input, config.production),
    createAdapter: (connection) => buildAdapter(connection, config),
  }
}

function buildAdapter(connection: StoreConnection, config: GooglePlayConfig): StoreAdapter {
  const stored = parseStoredConnection(connection)
  const { packageName, licenseKey, push } = stored.settings
  return createGooglePlayAdapter({
    packageName,
    licenseKey: licenseKey === undefined ? null : parseRsaPublicKey(licenseKey),
    client: buildClient(stored, config),
    push:
      push === undefined
        ? null
        : { subscription: push.subscription ?? null, checkToken: createPushTokenCheck(push, config) },
    config,
  })
}

type StoredConnection = { readonly settings: GooglePlaySettings; readonly credentials: GooglePlayCredentials }

function buildClient(
  { settings, credentials }: StoredConnection,
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

function parseStoredConnection(connection: StoreConnection): StoredConnection {
  const settings = settingsSchema.safeParse(connection.settings)
  const credentials = credentialsSchema.safeParse(connection.credentials)
  if (settings.success && credentials.success)
    return { settings: settings.data, credentials: credentials.data }
  throw new StoreMisconfiguredError(
    'The stored Google Play connection cannot be read; connect the store again',
  )
}
