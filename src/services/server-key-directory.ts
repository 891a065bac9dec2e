import { LRUCache } from 'lru-cache'
import type { Db } from '../db/client.ts'
import { selectActiveServerKey, updateServerKeyUsed } from '../db/queries/server-keys.ts'
import type { ActiveServerKey, ServerKeyRow } from '../db/queries/server-keys.ts'
import { sha256 } from '../platform/crypto.ts'
import type { Log } from '../platform/log.ts'
import { parseServerKeyAppId } from '../platform/server-key-secret.ts'
import { singleFlight } from '../platform/single-flight.ts'
import type { AppDirectory } from './app-directory.ts'
import { createUseRecorder, useIntervalMs } from './use-recorder.ts'

export type ServerKeyDirectory = {
  /** The key with this secret; null if it does not exist, is revoked or has expired, as of at most a second ago. */
  find: (secret: string) => Promise<ServerKeyRow | null>
  /** Whether this process has found the key within the last minute. */
  isKnown: (secret: string) => boolean
}

/** How long a process uses a key at most without reading it again, also if the revision of its app stays the same. */
const maxAgeMs = 5_000
const maxKeys = 10_000
const knownForMs = 60_000
const maxPresentedKeys = 1_000

/** What is derived from a secret that a caller presents. */
type PresentedKey = { readonly appId: string; readonly hash: Buffer; readonly cacheKey: string }

type ServerKeyDirectoryOptions = {
  readonly db: Db
  readonly apps: Pick<AppDirectory, 'find'>
  readonly clock: () => Date
  readonly log: Log
}

/** Caches keys for as long as the revision of their app stays the same: every change of a key increments it. */
export function createServerKeyDirectory({
  db,
  apps,
  clock,
  log,
}: ServerKeyDirectoryOptions): ServerKeyDirectory {
  const cache = new LRUCache<string, ActiveServerKey>({ max: maxKeys, ttl: maxAgeMs })
  const known = new LRUCache<string, true>({ max: maxKeys, ttl: knownForMs })
  // Only valid keys, and for seconds. Hashing a secret for each request takes a sixth of the API's CPU for a short one.
  const presented = new LRUCache<string, PresentedKey>({ max: maxPresentedKeys, ttl: maxAgeMs })
  const recordUse = createUseRecorder(log)
  const load = singleFlight(
    async (appId: string, hash: Buffer, _revision: number) => {
      const active = await selectActiveServerKey(db, appId, hash)
      if (active !== null) cache.set(toCacheKey(hash), active)
      return active
    },
    (_appId, hash, revision) => `${toCacheKey(hash)}/${revision}`,
  )
  return {
    find: async (secret) => {
      const key = presented.get(secret) ?? toPresentedKey(secret)
      const app = key === null ? null : await apps.find(key.appId)
      if (key === null || app === null) return null
      const { hash, cacheKey } = key
      const { revision } = app.row
      const cached = cache.get(cacheKey)
      const active = cached?.revision === revision ? cached : await load(app.appId, hash, revision)
      const now = clock()
      if (active === null || isExpired(active.key, now)) {
        known.delete(cacheKey)
        presented.delete(secret)
        return null
      }
      known.set(cacheKey, true)
      if (!presented.has(secret)) presented.set(secret, key)
      const { id } = active.key
      recordUse(id, () => updateServerKeyUsed(db, app.appId, id, { now, intervalMs: useIntervalMs }))
      return active.key
    },
    isKnown: (secret) => {
      const key = presented.get(secret) ?? toPresentedKey(secret)
      return key !== null && known.has(key.cacheKey)
    },
  }
}

/** Null if the text does not have the form of a server key. */
function toPresentedKey(secret: string): PresentedKey | null {
  const appId = parseServerKeyAppId(secret)
  if (appId === null) return null
  const hash = sha256(secret)
  return { appId, hash, cacheKey: toCacheKey(hash) }
}

const toCacheKey = (hash: Buffer) => hash.toString('base64url')

function isExpired({ expiresAt }: ServerKeyRow, now: Date): boolean {
  return expiresAt !== null && expiresAt <= now
}
