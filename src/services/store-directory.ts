import { LRUCache } from 'lru-cache'
import type { Coordination } from '../coordination/contract.ts'
import type { Db } from '../db/client.ts'
import { selectStoreConnection, type StoreConnectionRow } from '../db/queries/store-connections.ts'
import { decrypt, type Keyring } from '../platform/crypto.ts'
import type { Log } from '../platform/log.ts'
import { coalesceVerifications } from './coalesce-verifications.ts'
import type { StoreAdapter, StoreDefinition, StoreName } from '../stores/contract/store-adapter.ts'

export type StoreDirectory = {
  readonly definitions: Readonly<Record<StoreName, StoreDefinition>>
  /** The adapter of the AppKey's connection; null if there is none. */
  find: (appId: string, store: StoreName) => Promise<StoreAdapter | null>
  /** Makes every process build a new adapter, because the connection has changed. */
  invalidate: (appId: string, store: StoreName) => void
  close: () => Promise<void>
}

type CachedAdapter = { readonly version: string; readonly adapter: StoreAdapter }

/** How long a process may go on with an old connection if the word of a change is lost. */
const maxAgeMs = 10_000
const maxAdapters = 1_000
const topic = 'store-connection-changed'

export const storeCredentialsAad = (appId: string, store: string) => `store-credentials/${appId}/${store}`

export type StoreDirectoryOptions = {
  readonly db: Db
  readonly coordination: Coordination
  readonly keyring: Keyring
  readonly definitions: Readonly<Record<StoreName, StoreDefinition>>
  readonly log: Log
}

/** Adapters are kept while their connection's version stays the same: they hold tokens and checked certificates. */
export function createStoreDirectory(options: StoreDirectoryOptions): StoreDirectory {
  const { db, coordination, keyring, definitions, log } = options
  const adapters = createAdapterCache(log)
  const fresh = new LRUCache<string, true>({ max: maxAdapters, ttl: maxAgeMs })

  const build = async (appId: string, store: StoreName, key: string): Promise<StoreAdapter | null> => {
    const row = await selectStoreConnection(db, appId, store)
    if (row === null) return null
    const version = row.updatedAt.toISOString()
    const known = adapters.get(key)
    fresh.set(key, true)
    if (known?.version === version) return known.adapter
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
      const known = adapters.get(key)
      return known !== undefined && fresh.has(key) ? known.adapter : build(appId, store, key)
    },
    invalidate: (appId, store) => {
      const key = `${appId}/${store}`
      fresh.delete(key)
      coordination.publish(topic, key)
    },
    close: async () => {
      unsubscribe()
      const open = [...adapters.values()]
      await Promise.all(open.map(({ adapter }) => adapter.close()))
    },
  }
}

/** An adapter that is replaced or pushed out is closed. */
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
