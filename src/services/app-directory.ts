import { LRUCache } from 'lru-cache'
import type { Coordination } from '../coordination/contract.ts'
import type { Db } from '../db/client.ts'
import { selectApp, type AppRow } from '../db/queries/apps.ts'
import { selectPreviousUserSecrets, type PreviousUserSecretRow } from '../db/queries/user-secrets.ts'
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

type AppDirectoryOptions = {
  readonly db: Db
  readonly coordination: Coordination
  readonly keyring: Keyring
  readonly clock: () => Date
}

export function createAppDirectory(options: AppDirectoryOptions): AppDirectory {
  const { db, coordination, clock } = options
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
      const app = toApp(row, await selectPreviousUserSecrets(db, appId, clock()), options)
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

function toApp(
  row: AppRow,
  previousSecrets: readonly PreviousUserSecretRow[],
  options: AppDirectoryOptions,
): App {
  const key = encodeId('ak', row.appId)
  const { keyring, clock } = options
  const secret = decrypt(keyring, row.encryptedUserTokenSecret, userTokenSecretAad(row.appId))
  const previous = previousSecrets.flatMap((each) => decryptPrevious(keyring, each))
  const secrets = () => [
    secret,
    ...previous.filter(({ expiresAt }) => expiresAt > clock()).map(({ text }) => text),
  ]
  return {
    row,
    appId: row.appId,
    key,
    verifyUserToken: createUserTokenVerifier({ audience: key, secrets, publicKeys: row.userTokenJwks }),
  }
}

/** A previous secret that cannot be decrypted verifies nothing. */
function decryptPrevious(
  keyring: Keyring,
  { appId, encryptedSecret, expiresAt }: PreviousUserSecretRow,
): { readonly text: string; readonly expiresAt: Date }[] {
  try {
    return [{ text: decrypt(keyring, encryptedSecret, userTokenSecretAad(appId)), expiresAt }]
  } catch {
    return []
  }
}
