import { LRUCache } from 'lru-cache'
import type { Coordination } from '../coordination/contract.ts'
import type { Db } from '../db/client.ts'
import { selectStoreConnection, type StoreConnectionRow } from '../db/queries/store-connections.ts'
import { decrypt, type Keyring } from '../platform/crypto.ts'
import { storeCredentialsAad } from '../platform/encryption-aad.ts'
import type { Log } from '../platform/log.ts'
import { coalesceVerifications } from './coalesce-verifications.ts'
import type { StoreAdapter, StoreDefinition, StoreName } from '../stores/contract/store-adapter.ts'

export type StoreDirectory = {
  readonly definitions: Readonly<Record<StoreName, StoreDefinition>>
  /** The adapter of the app's connection; null if the app is not connected to the store. */
  find: (appId: string, store: StoreName) => Promise<StoreAdapter | null>
  /** Makes every process create a new adapter for a connection that has changed. */
  invalidate: (appId: string, store: StoreName) => void
  close: () => Promise<void>
}

type CachedAdapter = { readonly version: string; readonly adapter: StoreAdapter }

/** How long a process may use an old connection if the message about a change is lost. */
const maxAgeMs = 10_000
const maxAdapters = 1_000
const topic = 'store-connection-changed'

export type StoreDirectoryOptions = {
  readonly db: Db
  readonly coordination: Coordination
  readonly keyring: Keyring
  readonly definitions: Readonly<Record<StoreName, StoreDefinition>>
  readonly log: Log
}

/** Caches adapters while the version of their connection stays the same, because they hold access tokens and verified certificates. */
export function createStoreDirectory(options: StoreDirectoryOptions): StoreDirectory {
  const { db, coordination, keyring, definitions, log } = options
  const adapters = createAdapterCache(log)
  const fresh = new LRUCache<string, true>({ max: maxAdapters, ttl: maxAgeMs })

  const createAdapter = async (
    appId: string,
    store: StoreName,
    key: string,
  ): Promise<StoreAdapter | null> => {
    const row = await selectStoreConnection(db, appId, store)
    if (row === null) return null
    const version = row.updatedAt.toISOString()
    const cached = adapters.get(key)
    fresh.set(key, true)
    if (cached?.version === version) return cached.adapter
    const adapter = coalesceVerifications(definitions[store].createAdapter(decryptConnection(row, keyring)))
    adapters.set(key, { version, adapter })
    return adapter
  }

  const unsubscribe = coordination.subscribe(topic, (key) => {
    if (key === '') fresh.clear()
    else fresh.delete(key)
  })

  return {
    definitions,
    find: async (appId, store) => {
      const key = `${appId}/${store}`
      const cached = adapters.get(key)
      return cached !== undefined && fresh.has(key) ? cached.adapter : createAdapter(appId, store, key)
    },
    invalidate: (appId, store) => {
      const key = `${appId}/${store}`
      fresh.delete(key)
      coordination.publish(topic, key)
    },
    close: async () => {
      unsubscribe()
      await Promise.all([...adapters.values()].map(({ adapter }) => adapter.close()))
    },
  }
}

/** A cache that closes each adapter which is replaced or evicted. */
function createAdapterCache(log: Log): LRUCache<string, CachedAdapter> {
  return new LRUCache<string, CachedAdapter>({
    max: maxAdapters,
    dispose: ({ adapter }) => {
      adapter.close().catch((error: unknown) => {
        log.warn({ error }, 'could not close a store adapter')
      })
    },
  })
}

function decryptConnection(row: StoreConnectionRow, keyring: Keyring) {
  const credentials: unknown =
    row.encryptedCredentials === null
      ? null
      : JSON.parse(decrypt(keyring, row.encryptedCredentials, storeCredentialsAad(row.appId, row.store)))
  return { storeBundleId: row.storeBundleId, settings: row.settings, credentials }
}
