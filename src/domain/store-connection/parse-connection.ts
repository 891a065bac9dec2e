import type { StoreConnectionRow } from '../../db/queries/store-connections.ts'
import { decrypt } from '../../platform/crypto.ts'
import { storeCredentialsAad } from '../../platform/encryption-aad.ts'
import type { StoreConnection, StoreDefinition } from '../../stores/contract/store-adapter.ts'
import type { Context } from '../context.ts'

type Parsed = ReturnType<StoreDefinition['parseConnection']>

/** Parses the input of a connection. Fields that the input leaves out keep the values of the stored connection; null removes a value. */
export function parseConnection(
  definition: StoreDefinition,
  stored: StoreConnection | null,
  input: unknown,
): Parsed {
  if (stored === null || typeof input !== 'object' || input === null) return definition.parseConnection(input)
  const given = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined))
  return definition.parseConnection({ ...definition.toConnectionInput(stored), ...given })
}

/** The stored connection to the app that the input names; null if there is none. */
export function findConnection(
  definition: StoreDefinition,
  connections: readonly StoreConnectionRow[],
  input: unknown,
): StoreConnectionRow | null {
  if (typeof input !== 'object' || input === null) return null
  const isOfSameApp = ({ storeBundleId, settings }: StoreConnectionRow) =>
    definition.isOfSameApp({ storeBundleId, settings, credentials: null }, input as Record<string, unknown>)
  return connections.find(isOfSameApp) ?? null
}

/** A stored connection with its credentials; null if there is none. */
export function decryptConnection(
  { keyring }: Pick<Context, 'keyring'>,
  row: StoreConnectionRow | null,
): StoreConnection | null {
  if (row === null) return null
  const { appId, store, storeBundleId, settings, encryptedCredentials } = row
  const credentials: unknown =
    encryptedCredentials === null
      ? null
      : JSON.parse(decrypt(keyring, encryptedCredentials, storeCredentialsAad(appId, store)))
  return { storeBundleId, settings, credentials }
}
