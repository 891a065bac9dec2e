import { LRUCache } from 'lru-cache'
import type { Coordination } from '../coordination/contract.ts'
import type { Db } from '../db/client.ts'
import { selectStoreConnections, type StoreConnectionRow } from '../db/queries/store-connections.ts'
import { decrypt, type Keyring } from '../platform/crypto.ts'
import { storeCredentialsAad } from '../platform/encryption-aad.ts'
import type { Log } from '../platform/log.ts'
import {
  StoreMisconfiguredError,
  type StoreAdapter,
  type StoreDefinition,
  type StoreName,
} from '../stores/contract/store-adapter.ts'
import type { Admission } from './admission.ts'
import { bindConnection } from './bind-connection.ts'
import { coalesceVerifications } from './coalesce-verifications.ts'
import { countWaitingForStore, limitStoreCalls } from './limit-store-calls.ts'
import { combineConnections, createUnusableAdapter, type ConnectedApp } from './combine-connections.ts'

export type StoreDirectory = {
  readonly definitions: Readonly<Record<StoreName, StoreDefinition>>
  /** One adapter for all apps of the store that the AppKey is connected to; null if it is connected to none. */
  find: (appId: string, store: StoreName) => Promise<StoreAdapter | null>
  /** The adapter of each app of the store, the oldest connection first. */
  listApps: (appId: string, store: StoreName) => Promise<readonly ConnectedApp[]>
  /** Makes every process create a new adapter for a connection that has changed. */
  invalidate: (appId: string, store: StoreName) => void
  close: () => Promise<void>
}

type VersionedApp = ConnectedApp & {
  readonly version: string
  /** Why this process cannot use the connection; null if it can. */
  readonly fault: StoreMisconfiguredError | null
}
type CachedStore = { readonly apps: readonly VersionedApp[]; readonly adapter: StoreAdapter | null }

/** How long a process may use an old connection if the message about a change is lost. */
const maxAgeMs = 10_000
const maxStores = 1_000
const topic = 'store-connection-changed'

export type StoreDirectoryOptions = {
  readonly db: Db
  readonly coordination: Coordination
  readonly keyring: Keyring
  readonly definitions: Readonly<Record<StoreName, StoreDefinition>>
  readonly log: Log
  readonly admission: Pick<Admission, 'wait'>
}

/** Caches adapters while the version of their connection stays the same, because they hold access tokens and verified certificates. */
export function createStoreDirectory(options: StoreDirectoryOptions): StoreDirectory {
  const { db, coordination, definitions, log } = options
  const stores = new LRUCache<string, CachedStore>({
    max: maxStores,
    noDisposeOnSet: true,
    dispose: ({ apps }) => {
      closeApps(apps, log)
    },
  })
  const fresh = new LRUCache<string, true>({ max: maxStores, ttl: maxAgeMs })

  const load = async (appId: string, store: StoreName, key: string): Promise<CachedStore> => {
    const rows = await selectStoreConnections(db, appId, store)
    const previous = stores.get(key)?.apps ?? []
    const apps = rows.map((row) => findUnchanged(previous, row) ?? createApp(options, row))
    const loaded = { apps, adapter: combine(apps, definitions[store]) }
    stores.set(key, loaded)
    fresh.set(key, true)
    closeApps(
      previous.filter((app) => !apps.includes(app)),
      log,
    )
    return loaded
  }

  const find = async (appId: string, store: StoreName): Promise<CachedStore> => {
    const key = `${appId}/${store}`
    const cached = stores.get(key)
    return cached !== undefined && fresh.has(key) ? cached : load(appId, store, key)
  }

  const unsubscribe = coordination.subscribe(topic, (key) => {
    if (key === '') fresh.clear()
    else fresh.delete(key)
  })

  return {
    definitions,
    find: async (appId, store) => selectUsable(await find(appId, store)),
    listApps: async (appId, store) => (await find(appId, store)).apps,
    invalidate: (appId, store) => {
      const key = `${appId}/${store}`
      fresh.delete(key)
      coordination.publish(topic, key)
    },
    close: async () => {
      unsubscribe()
      await Promise.all(
        [...stores.values()].flatMap(({ apps }) => apps.map(({ adapter }) => adapter.close())),
      )
    },
  }
}

/** @throws StoreMisconfiguredError if this process can use none of the connections */
function selectUsable({ apps, adapter }: CachedStore): StoreAdapter | null {
  const fault = apps[0]?.fault ?? null
  if (fault !== null && apps.every((app) => app.fault !== null)) throw fault
  return adapter
}

function closeApps(apps: readonly ConnectedApp[], log: Log): void {
  for (const { adapter } of apps) {
    adapter.close().catch((error: unknown) => {
      log.warn({ error }, 'could not close a store adapter')
    })
  }
}

const toVersion = ({ updatedAt }: StoreConnectionRow) => updatedAt.toISOString()

function findUnchanged(apps: readonly VersionedApp[], row: StoreConnectionRow): VersionedApp | undefined {
  return apps.find((app) => app.storeBundleId === row.storeBundleId && app.version === toVersion(row))
}

function createApp(options: StoreDirectoryOptions, row: StoreConnectionRow): VersionedApp {
  const { storeBundleId } = row
  const { adapter, fault } = createAdapter(options, row)
  return {
    storeBundleId,
    version: toVersion(row),
    adapter: countWaitingForStore(
      bindConnection(storeBundleId, coalesceVerifications(limitStoreCalls(adapter))),
      options.admission,
      row.appId,
    ),
    fault,
  }
}

/** A connection that this process cannot use must not make the others unusable. */
function createAdapter(
  { definitions, keyring }: StoreDirectoryOptions,
  row: StoreConnectionRow,
): { readonly adapter: StoreAdapter; readonly fault: StoreMisconfiguredError | null } {
  const connection = decryptConnection(row, keyring)
  try {
    return { adapter: definitions[row.store].createAdapter(connection), fault: null }
  } catch (error) {
    if (error instanceof StoreMisconfiguredError)
      return { adapter: createUnusableAdapter(error), fault: error }
    throw error
  }
}

function combine(apps: readonly ConnectedApp[], { findReceiptApp }: StoreDefinition): StoreAdapter | null {
  const [oldest, ...others] = apps
  return oldest === undefined ? null : combineConnections([oldest, ...others], findReceiptApp)
}

function decryptConnection(row: StoreConnectionRow, keyring: Keyring) {
  const credentials: unknown =
    row.encryptedCredentials === null
      ? null
      : JSON.parse(decrypt(keyring, row.encryptedCredentials, storeCredentialsAad(row.appId, row.store)))
  return { storeBundleId: row.storeBundleId, settings: row.settings, credentials }
}
