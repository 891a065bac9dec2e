import { LRUCache } from 'lru-cache'
import type { Coordination } from '../coordination/contract.ts'
import type { Db } from '../db/client.ts'
import { selectApp, selectAppRevisions, type AppRow } from '../db/queries/apps.ts'
import { selectPreviousUserSecrets, updateUserSecretUsed } from '../db/queries/user-secrets.ts'
import { selectUserTokenKeys, updateUserTokenKeyUsed } from '../db/queries/user-token-keys.ts'
import { coalesceRuns } from '../platform/coalesce-runs.ts'
import type { Keyring } from '../platform/crypto.ts'
import { encodeId } from '../platform/ids.ts'
import type { Log } from '../platform/log.ts'
import { singleFlight } from '../platform/single-flight.ts'
import { createUseRecorder, useIntervalMs } from './use-recorder.ts'
import { toUserTokenCredentials } from './user-token-credentials.ts'
import { createUserTokenVerifier, type UserTokenCredential, type UserTokenVerifier } from './user-token.ts'

/** An app as domain functions use it: its row and what is derived from it. */
export type App = {
  readonly row: AppRow
  readonly appId: string
  /** The public AppKey, `ak_…`. */
  readonly key: string
  readonly verifyUserToken: UserTokenVerifier
  /** Whether user tokens of this secret or key are still accepted. */
  readonly acceptsCredential: (credentialId: string) => boolean
}

export type AppDirectory = {
  /** The app as it was at most a second ago. */
  find: (appId: string) => Promise<App | null>
  /** Whether this process has used the app within the last minute, so that finding it asks the database for no unknown app. */
  isKnown: (appId: string) => boolean
  /** Removes an app that has changed from the cache of every process. */
  invalidate: (appId: string) => void
  /** Calls the listener when this process learns that an app, or any of them, has changed. Returns a function that removes it. */
  onChanged: (listener: () => void) => () => void
  close: () => Promise<void>
}

/** How long a process uses an app without confirming that it has not changed. With the interval it keeps the bound of one second. */
const maxAgeMs = 900
const pollIntervalMs = 400
/** An app that was not used for so long is no longer polled. */
const maxIdleMs = 60_000
const maxApps = 1_000
const topic = 'app-changed'

type AppDirectoryOptions = {
  readonly db: Db
  readonly coordination: Coordination
  readonly keyring: Keyring
  readonly clock: () => Date
  readonly log: Log
}

/** @property confirmedAt when a read began that found the app unchanged, by `performance.now()` */
type CachedApp = { readonly app: App; confirmedAt: number }

/**
 * Caches apps. A message tells every process about a change; because it can be lost, one small query also reads the revisions of all
 * cached apps at an interval, and an app that it has not confirmed in time is read again before it is used.
 */
export function createAppDirectory(options: AppDirectoryOptions): AppDirectory {
  const { db, coordination } = options
  const cache = new LRUCache<string, CachedApp>({ max: maxApps, ttl: maxIdleMs, updateAgeOnGet: true })
  const listeners = new Set<() => void>()
  const loadApp = createAppLoader(options)
  /** A read that began before a change must not serve a caller that came after it. */
  let changeCount = 0
  const load = singleFlight(
    async (appId: string) => {
      const startedAt = performance.now()
      const startCount = changeCount
      const app = await loadApp(appId)
      if (app !== null && startCount === changeCount) cache.set(appId, { app, confirmedAt: startedAt })
      return app
    },
    (appId) => `${appId}/${changeCount}`,
  )
  const forget = (appId: string) => {
    changeCount += 1
    if (appId === '') cache.clear()
    else cache.delete(appId)
    for (const listener of listeners) listener()
  }
  const poll = coalesceRuns(() => confirmApps(db, cache, forget))
  const timer = setInterval(poll, pollIntervalMs)
  timer.unref()
  const unsubscribe = coordination.subscribe(topic, forget)
  return {
    find: async (appId) => {
      const cached = cache.get(appId)
      return cached !== undefined && performance.now() - cached.confirmedAt < maxAgeMs
        ? cached.app
        : load(appId)
    },
    isKnown: (appId) => cache.has(appId),
    invalidate: (appId) => {
      forget(appId)
      coordination.publish(topic, appId)
    },
    onChanged: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close: async () => {
      clearInterval(timer)
      unsubscribe()
      await poll.whenIdle()
    },
  }
}

/** Confirms the cached apps that have not changed, and forgets the others. */
async function confirmApps(
  db: Db,
  cache: LRUCache<string, CachedApp>,
  forget: (appId: string) => void,
): Promise<void> {
  const appIds = [...cache.keys()]
  if (appIds.length === 0) return
  const startedAt = performance.now()
  try {
    const revisions = await selectAppRevisions(db, appIds)
    for (const appId of appIds) {
      const cached = cache.peek(appId)
      if (cached === undefined || cached.confirmedAt > startedAt) continue
      if (revisions.get(appId) === cached.app.row.revision) cached.confirmedAt = startedAt
      else forget(appId)
    }
  } catch {
    // The apps become too old, and the next caller reads them and gets the error.
  }
}

function createAppLoader({ db, keyring, clock, log }: AppDirectoryOptions) {
  const recordUse = createUseRecorder(log)
  const recordCredentialUse = (appId: string, { kind, id }: UserTokenCredential) => {
    recordUse(id, () => {
      const update = kind === 'SECRET' ? updateUserSecretUsed : updateUserTokenKeyUsed
      return update(db, appId, id, { now: clock(), intervalMs: useIntervalMs })
    })
  }
  return async (appId: string): Promise<App | null> => {
    // First the revision: a change between the two reads is then noticed by the next poll.
    const row = await selectApp(db, appId)
    if (row === null) return null
    const [previousSecrets, keys] = await Promise.all([
      selectPreviousUserSecrets(db, appId, clock()),
      selectUserTokenKeys(db, appId, clock()),
    ])
    const credentials = toUserTokenCredentials(keyring, { row, previousSecrets, keys })
    const byId = new Map(credentials.map((credential) => [credential.id, credential]))
    const key = encodeId('ak', appId)
    return {
      row,
      appId,
      key,
      verifyUserToken: createUserTokenVerifier({
        audience: key,
        credentials,
        clock,
        onUsed: (credential) => {
          recordCredentialUse(appId, credential)
        },
      }),
      acceptsCredential: (id) => {
        const credential = byId.get(id)
        return credential !== undefined && (credential.expiresAt === null || credential.expiresAt > clock())
      },
    }
  }
}
