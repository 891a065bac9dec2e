import { replaceUserTokenSecret } from '../db/queries/apps.ts'
import {
  listOldNotifications,
  listOldSales,
  replaceNotificationSeals,
  replaceReference,
} from '../db/queries/sealed-rows.ts'
import { listStoreConnections, replaceCredentials } from '../db/queries/store-connections.ts'
import { listWebhookEndpoints, replaceWebhookSecrets } from '../db/queries/webhook-endpoints.ts'
import { isSealedUnderCurrent, seal, unseal } from '../platform/crypto.ts'
import { sealedUserSecret } from './app-key/app-directory.ts'
import { eachApp } from './app-key/each-app.ts'
import type { Services } from './context.ts'
import type { AppRow } from './models.ts'
import { sealedNotification } from './notification/inbox.ts'
import { sealedReference } from './sale/sale-reference.ts'
import { sealedCredentials } from './store-connection/store-directory.ts'
import { sealedWebhookSecret } from './webhook/webhook-secret.ts'

const batchSize = 500

type Resealing = Pick<Services, 'db' | 'keyring'> & {
  readonly renew: (sealed: Uint8Array, bindTo: string) => Buffer
}

/**
 * Seals everything anew that an older secret sealed, so that the older one can be taken out of COINSLOT_SECRET. May run while
 * the servers do, and again after it was broken off.
 */
export async function resealSecrets({ db, keyring }: Services): Promise<{ resealed: number }> {
  const renew = (sealed: Uint8Array, bindTo: string) => seal(keyring, unseal(keyring, sealed, bindTo), bindTo)
  const resealing = { db, keyring, renew }
  let resealed = 0
  for await (const app of eachApp({ db })) {
    resealed += await resealSettings(resealing, app)
    resealed += await resealWebhookSecrets(resealing, app.appId)
    resealed += await resealSales(resealing, app.appId)
    resealed += await resealNotifications(resealing, app.appId)
  }
  return { resealed }
}

async function resealSettings({ db, keyring, renew }: Resealing, app: AppRow): Promise<number> {
  let resealed = 0
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
  return resealed
}

async function resealWebhookSecrets({ db, keyring, renew }: Resealing, appId: string): Promise<number> {
  let resealed = 0
  for (const endpoint of await listWebhookEndpoints(db, appId)) {
    const { secret, previousSecret } = endpoint
    const seals = previousSecret === null ? [secret] : [secret, previousSecret]
    if (seals.every((sealed) => isSealedUnderCurrent(keyring, sealed))) continue
    const bindTo = sealedWebhookSecret(appId, endpoint.id)
    const anew = {
      secret: renew(secret, bindTo),
      previousSecret: previousSecret === null ? null : renew(previousSecret, bindTo),
    }
    if (await replaceWebhookSecrets(db, endpoint, anew)) resealed += 1
  }
  return resealed
}

async function resealSales({ db, keyring, renew }: Resealing, appId: string): Promise<number> {
  const old = { appId, currentKeyId: keyring.current.id, limit: batchSize }
  let resealed = 0
  for (;;) {
    const batch = await listOldSales(db, old)
    for (const sale of batch) {
      const anew = renew(sale.reference, sealedReference(appId, sale.store))
      if (await replaceReference(db, appId, sale, anew)) resealed += 1
    }
    if (batch.length < batchSize) return resealed
  }
}

async function resealNotifications({ db, keyring, renew }: Resealing, appId: string): Promise<number> {
  const old = { appId, currentKeyId: keyring.current.id, limit: batchSize }
  let resealed = 0
  for (;;) {
    const batch = await listOldNotifications(db, old)
    for (const { id, store, body, content } of batch) {
      const bindTo = sealedNotification(appId, store)
      await replaceNotificationSeals(db, appId, {
        id,
        body: renew(body, bindTo),
        content: renew(content, bindTo),
      })
    }
    resealed += batch.length
    if (batch.length < batchSize) return resealed
  }
}
