import { LRUCache } from 'lru-cache'
import type { Coordination } from '../coordination/contract.ts'
import type { Db } from '../db/client.ts'
import { selectApp, type AppRow } from '../db/queries/apps.ts'
import { decrypt, type Keyring } from '../platform/crypto.ts'
import { userTokenSecretAad } from '../platform/encryption-aad.ts'
import { encodeId } from '../platform/ids.ts'
import { createUserTokenVerifier, type UserTokenVerifier } from './user-token.ts'

/** An app as domain functions use it: its row and what is derived from it. */
export type App = {
  readonly row: AppRow
  readonly appId: string
  /** The public AppKey, `ak_…`. */
  readonly key: string
  readonly verifyUserToken: UserTokenVerifier
}

export type AppDirectory = {
  find: (appId: string) => Promise<App | null>
  /** Removes an app that has changed from the cache of every process. */
  invalidate: (appId: string) => void
  close: () => void
}

/** How long a process may use old settings if the message about a change is lost. */
const maxAgeMs = 5_000
const topic = 'app-changed'

export function createAppDirectory(db: Db, coordination: Coordination, keyring: Keyring): AppDirectory {
  const cache = new LRUCache<string, App>({ max: 1_000, ttl: maxAgeMs })
  const unsubscribe = coordination.subscribe(topic, (appId) => {
    if (appId === '') cache.clear()
    else cache.delete(appId)
  })
  return {
    find: async (appId) => {
      const cached = cache.get(appId)
      if (cached !== undefined) return cached
      const row = await selectApp(db, appId)
      if (row === null) return null
      const app = toApp(row, keyring)
      cache.set(appId, app)
      return app
    },
    invalidate: (appId) => {
      cache.delete(appId)
      coordination.publish(topic, appId)
    },
    close: unsubscribe,
  }
}

function toApp(row: AppRow, keyring: Keyring): App {
  const key = encodeId('ak', row.appId)
  const secret = decrypt(keyring, row.encryptedUserTokenSecret, userTokenSecretAad(row.appId))
  return {
    row,
    appId: row.appId,
    key,
    verifyUserToken: createUserTokenVerifier({ audience: key, secret, publicKeys: row.userTokenJwks }),
  }
}
