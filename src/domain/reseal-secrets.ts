import { listApps, replaceUserTokenSecret } from '../db/queries/apps.ts'
import { listStoreConnections, replaceCredentials } from '../db/queries/store-connections.ts'
import { isSealedUnderCurrent, seal, unseal } from '../platform/crypto.ts'
import { sealedUserSecret } from './app-key/app-directory.ts'
import type { Services } from './context.ts'
import { sealedCredentials } from './store-connection/store-directory.ts'

/**
 * Seals everything anew that an older secret sealed, so that the older one can be taken out of COINSLOT_SECRET. May run while
 * the servers do, and again after it was broken off.
 */
export async function resealSecrets(services: Services): Promise<{ resealed: number }> {
  const { db, keyring } = services
  const renew = (sealed: Uint8Array, bindTo: string) => seal(keyring, unseal(keyring, sealed, bindTo), bindTo)
  let resealed = 0
  for await (const app of eachApp(services)) {
    if (!isSealedUnderCurrent(keyring, app.userTokenSecret)) {
      const anew = renew(app.userTokenSecret, sealedUserSecret(app.appId))
      if (await replaceUserTokenSecret(db, app, anew)) resealed += 1
    }
    for (const connection of await listStoreConnections(db, app.appId)) {
      const { credentials, store } = connection
      if (credentials === null || isSealedUnderCurrent(keyring, credentials)) continue
      const anew = renew(credentials, sealedCredentials(app.appId, store))
      if (await replaceCredentials(db, connection, anew)) resealed += 1
    }
  }
  return { resealed }
}

async function* eachApp({ db }: Services) {
  let last: string | null = null
  for (;;) {
    const page = await listApps(db, last)
    yield* page
    const end = page.at(-1)
    if (end === undefined) return
    last = end.appId
  }
}
