import { LRUCache } from 'lru-cache'
import type { Coordination } from '../coordination/contract.ts'
import type { Db } from '../db/client.ts'
import { selectActiveServerKey, updateServerKeyUsed } from '../db/queries/server-keys.ts'
import type { ServerKeyRow } from '../db/queries/server-keys.ts'
import { sha256 } from '../platform/crypto.ts'
import type { Log } from '../platform/log.ts'
import { parseServerKeyAppId } from '../platform/server-key-secret.ts'

export type ServerKeyDirectory = {
  /** The key with this secret; null if it does not exist or is revoked. */
  find: (secret: string) => Promise<ServerKeyRow | null>
  /** Calls the listener with the id of each key that is revoked, by this process or another. Returns a function that removes it. */
  onRevoked: (listener: (serverKeyId: string) => void) => () => void
  /** Removes a revoked key from the cache of every process. */
  publishRevocation: (key: ServerKeyRow) => void
  close: () => void
}

/** How long a process may accept a revoked key if the message about its revocation is lost. */
const maxAgeMs = 5_000
/** How often `lastUsedAt` of a key is updated at most. */
const touchIntervalMs = 60_000
const topic = 'server-key-revoked'

export function createServerKeyDirectory(
  db: Db,
  coordination: Coordination,
  clock: () => Date,
  log: Log,
): ServerKeyDirectory {
  const cache = new LRUCache<string, ServerKeyRow>({ max: 10_000, ttl: maxAgeMs })
  const touched = new LRUCache<string, true>({ max: 10_000, ttl: touchIntervalMs })
  const listeners = new Set<(serverKeyId: string) => void>()

  const unsubscribe = coordination.subscribe(topic, (message) => {
    if (message === '') return cache.clear()
    const [hash = '', serverKeyId = ''] = message.split(' ')
    cache.delete(hash)
    for (const listener of listeners) listener(serverKeyId)
  })

  const touch = (key: ServerKeyRow) => {
    if (touched.has(key.id)) return
    touched.set(key.id, true)
    updateServerKeyUsed(db, key.appId, key.id, clock()).catch((error: unknown) => {
      log.warn({ error }, 'could not record the use of a server key')
    })
  }

  return {
    find: async (secret) => {
      const appId = parseServerKeyAppId(secret)
      if (appId === null) return null
      const hash = sha256(secret)
      const cacheKey = hash.toString('base64url')
      const key = cache.get(cacheKey) ?? (await selectActiveServerKey(db, appId, hash))
      if (key === null) return null
      cache.set(cacheKey, key, { noUpdateTTL: true })
      touch(key)
      return key
    },
    onRevoked: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    publishRevocation: (key) => {
      const hash = Buffer.from(key.hash).toString('base64url')
      cache.delete(hash)
      for (const listener of listeners) listener(key.id)
      coordination.publish(topic, `${hash} ${key.id}`)
    },
    close: unsubscribe,
  }
}
