import { updateUserTokenSecret } from '../../db/queries/apps.ts'
import {
  selectEncryptedNotifications,
  selectEncryptedRefundReviews,
  selectEncryptedSales,
  selectEncryptedSubscriptionPeriods,
  selectEncryptedUnattributedSales,
  updateNotificationCiphertexts,
  updateRefundReviewRequest,
  updateSaleReference,
  updateSubscriptionPeriods,
  updateUnattributedSaleRaw,
  type EncryptedRow,
  type EncryptedRowsQuery,
} from '../../db/queries/encrypted-rows.ts'
import { selectStoreConnections, updateStoreCredentials } from '../../db/queries/store-connections.ts'
import {
  selectAllPreviousUserSecrets,
  updatePreviousUserSecretCiphertext,
} from '../../db/queries/user-secrets.ts'
import { selectWebhookEndpoints, updateWebhookSecrets } from '../../db/queries/webhook-endpoints.ts'
import { isEncryptedWithCurrentKey, encrypt, decrypt } from '../../platform/crypto.ts'
import {
  notificationAad,
  refundReviewAad,
  saleReferenceAad,
  storeCredentialsAad,
  subscriptionPeriodsAad,
  unattributedSaleAad,
  userTokenSecretAad,
  webhookSecretAad,
} from '../../platform/encryption-aad.ts'
import { eachApp } from '../app/each-app.ts'
import type { Services } from '../context.ts'
import type { AppRow } from '../models.ts'
import { reencryptSecondFactors } from './reencrypt-second-factors.ts'

/** Rows read by one statement. */
const batchSize = 500

type ReencryptionContext = Pick<Services, 'db' | 'keyring'> & {
  readonly reencrypt: (ciphertext: Uint8Array, aad: string) => Buffer
}

/**
 * Encrypts with the current secret everything that is encrypted with an older one, so that the older one can be removed from
 * COINSLOT_SECRET. May run while servers are running, and may be repeated after an interruption.
 */
export async function reencryptSecrets({
  db,
  keyring,
}: Services): Promise<{ readonly reencryptedCount: number }> {
  const reencrypt = (ciphertext: Uint8Array, aad: string) =>
    encrypt(keyring, decrypt(keyring, ciphertext, aad), aad)
  const reencryption = { db, keyring, reencrypt }
  let reencryptedCount = 0
  for await (const app of eachApp({ db })) {
    reencryptedCount += await reencryptAppSettings(reencryption, app)
    reencryptedCount += await reencryptWebhookSecrets(reencryption, app.appId)
    reencryptedCount += await reencryptSaleReferences(reencryption, app.appId)
    reencryptedCount += await reencryptNotifications(reencryption, app.appId)
    reencryptedCount += await reencryptRefundReviews(reencryption, app.appId)
    reencryptedCount += await reencryptUnattributedSales(reencryption, app.appId)
    reencryptedCount += await reencryptSubscriptionPeriods(reencryption, app.appId)
  }
  reencryptedCount += await reencryptSecondFactors({ db, keyring })
  return { reencryptedCount }
}

async function reencryptAppSettings(
  { db, keyring, reencrypt }: ReencryptionContext,
  app: AppRow,
): Promise<number> {
  let reencryptedCount = 0
  if (!isEncryptedWithCurrentKey(keyring, app.encryptedUserTokenSecret)) {
    const reencrypted = reencrypt(app.encryptedUserTokenSecret, userTokenSecretAad(app.appId))
    if (await updateUserTokenSecret(db, app, reencrypted)) reencryptedCount += 1
  }
  for (const previous of await selectAllPreviousUserSecrets(db, app.appId)) {
    if (isEncryptedWithCurrentKey(keyring, previous.encryptedSecret)) continue
    const reencrypted = reencrypt(previous.encryptedSecret, userTokenSecretAad(app.appId))
    await updatePreviousUserSecretCiphertext(db, previous, reencrypted)
    reencryptedCount += 1
  }
  for (const connection of await selectStoreConnections(db, app.appId)) {
    const { encryptedCredentials: credentials, store } = connection
    if (credentials === null || isEncryptedWithCurrentKey(keyring, credentials)) continue
    const reencrypted = reencrypt(credentials, storeCredentialsAad(app.appId, store))
    if (await updateStoreCredentials(db, connection, reencrypted)) reencryptedCount += 1
  }
  return reencryptedCount
}

async function reencryptWebhookSecrets(
  { db, keyring, reencrypt }: ReencryptionContext,
  appId: string,
): Promise<number> {
  let reencryptedCount = 0
  for (const endpoint of await selectWebhookEndpoints(db, appId)) {
    const { encryptedSecret: secret, encryptedPreviousSecret: previousSecret } = endpoint
    const ciphertexts = previousSecret === null ? [secret] : [secret, previousSecret]
    if (ciphertexts.every((ciphertext) => isEncryptedWithCurrentKey(keyring, ciphertext))) continue
    const aad = webhookSecretAad(appId, endpoint.id)
    const reencrypted = {
      encryptedSecret: reencrypt(secret, aad),
      encryptedPreviousSecret: previousSecret === null ? null : reencrypt(previousSecret, aad),
    }
    if (await updateWebhookSecrets(db, endpoint, reencrypted)) reencryptedCount += 1
  }
  return reencryptedCount
}

function reencryptSaleReferences(context: ReencryptionContext, appId: string): Promise<number> {
  const { db, reencrypt } = context
  return reencryptRows(context, appId, selectEncryptedSales, (sale) =>
    updateSaleReference(
      db,
      appId,
      sale,
      reencrypt(sale.encryptedReference, saleReferenceAad(appId, sale.store)),
    ),
  )
}

function reencryptUnattributedSales(context: ReencryptionContext, appId: string): Promise<number> {
  const { db, reencrypt } = context
  return reencryptRows(context, appId, selectEncryptedUnattributedSales, (sale) =>
    updateUnattributedSaleRaw(
      db,
      appId,
      sale,
      reencrypt(sale.encryptedRaw, unattributedSaleAad(appId, sale.store)),
    ),
  )
}

function reencryptSubscriptionPeriods(context: ReencryptionContext, appId: string): Promise<number> {
  const { db, reencrypt } = context
  return reencryptRows(context, appId, selectEncryptedSubscriptionPeriods, (subscription) =>
    updateSubscriptionPeriods(
      db,
      appId,
      subscription,
      reencrypt(subscription.encryptedPeriods, subscriptionPeriodsAad(appId, subscription.store)),
    ),
  )
}

function reencryptNotifications(context: ReencryptionContext, appId: string): Promise<number> {
  const { db, reencrypt } = context
  return reencryptRows(context, appId, selectEncryptedNotifications, (notification) => {
    const aad = notificationAad(appId, notification.store)
    return updateNotificationCiphertexts(db, appId, {
      id: notification.id,
      encryptedBody: reencrypt(notification.encryptedBody, aad),
      encryptedPayload: reencrypt(notification.encryptedPayload, aad),
    })
  })
}

function reencryptRefundReviews(context: ReencryptionContext, appId: string): Promise<number> {
  const { db, reencrypt } = context
  return reencryptRows(context, appId, selectEncryptedRefundReviews, ({ id, store, encryptedRequest }) =>
    updateRefundReviewRequest(db, appId, {
      id,
      encryptedRequest: reencrypt(encryptedRequest, refundReviewAad(appId, store)),
    }),
  )
}

/** Re-encrypts the outdated rows of a large table in pages, and returns how many it changed. */
async function reencryptRows<Row>(
  { db, keyring }: ReencryptionContext,
  appId: string,
  selectRows: (
    db: ReencryptionContext['db'],
    query: EncryptedRowsQuery<Row>,
  ) => Promise<readonly EncryptedRow<Row>[]>,
  updateRow: (row: Row) => Promise<boolean>,
): Promise<number> {
  const currentKeyId = keyring.current.id
  let reencryptedCount = 0
  let after: Row | null = null
  for (;;) {
    const page: readonly EncryptedRow<Row>[] = await selectRows(db, {
      appId,
      currentKeyId,
      after,
      limit: batchSize,
    })
    for (const row of page) if (row.isOutdated && (await updateRow(row))) reencryptedCount += 1
    if (page.length < batchSize) return reencryptedCount
    after = page.at(-1) ?? null
  }
}
