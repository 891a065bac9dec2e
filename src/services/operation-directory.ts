import { LRUCache } from 'lru-cache'
import type { Db } from '../db/client.ts'
import { selectPersistedDocument } from '../db/queries/persisted-operations.ts'
import { singleFlight } from '../platform/single-flight.ts'
import type { App } from './app-directory.ts'

export type OperationDirectory = {
  /** The text of a persisted operation of the app; null if the app has none with this SHA-256. */
  find: (app: App, hash: Buffer) => Promise<string | null>
  /** The same without asking the database; null also for an operation that this process has not read. */
  findCached: (app: App, hash: Buffer) => string | null
}

type CachedDocument = { readonly document: string; readonly revision: number }

const maxBytes = 16 * 1024 * 1024
const bytesPerCharacter = 2
/** The key, the entry, and the list of the cache. */
const bytesPerEntry = 500

/**
 * Caches persisted operations by their size, each for as long as the revision of its app stays the same. Unknown hashes are not cached:
 * anybody can invent them.
 */
export function createOperationDirectory(db: Db): OperationDirectory {
  const cache = new LRUCache<string, CachedDocument>({
    maxSize: maxBytes,
    sizeCalculation: ({ document }) => document.length * bytesPerCharacter + bytesPerEntry,
  })
  const load = singleFlight(
    async (app: App, hash: Buffer) => {
      const document = await selectPersistedDocument(db, app.appId, hash)
      if (document !== null) cache.set(toKey(app, hash), { document, revision: app.row.revision })
      return document
    },
    (app, hash) => `${toKey(app, hash)}/${app.row.revision}`,
  )
  const findCached = (app: App, hash: Buffer) => {
    const cached = cache.get(toKey(app, hash))
    return cached?.revision === app.row.revision ? cached.document : null
  }
  return { findCached, find: async (app, hash) => findCached(app, hash) ?? load(app, hash) }
}

function toKey({ appId }: App, hash: Buffer): string {
  return `${appId}/${hash.toString('base64url')}`
}
