import type { Db } from '../../../src/db/client.ts'
import { updateUserTokenSecret, type AppRow } from '../../../src/db/queries/apps.ts'
import {
  selectEncryptedNotifications,
  selectEncryptedRefundReviews,
  selectEncryptedSales,
  selectEncryptedSubscriptionPeriods,
  selectEncryptedUnattributedSales,
  selectSecondFactorsToReencrypt,
  updateNotificationCiphertexts,
  updateRefundReviewRequest,
  updateSaleReference,
  updateSecondFactorCiphertexts,
  updateSubscriptionPeriods,
  updateUnattributedSaleRaw,
} from '../../../src/db/queries/encrypted-rows.ts'
import {
  selectAllPreviousUserSecrets,
  updatePreviousUserSecretCiphertext,
} from '../../../src/db/queries/user-secrets.ts'
import { selectStoreConnections, updateStoreCredentials } from '../../../src/db/queries/store-connections.ts'
import { selectWebhookEndpoints, updateWebhookSecrets } from '../../../src/db/queries/webhook-endpoints.ts'
import { newUuid } from '../../../src/platform/ids.ts'

const bytes = Buffer.from('ciphertext')
const id = newUuid()
const store = 'ONE_STORE'

/** What `coinslot reencrypt` reads and writes; rows whose ciphertexts are others than these stay as they are. */
export async function reencrypt(db: Db, app: AppRow): Promise<void> {
  const { appId } = app
  const query = { appId, currentKeyId: '00000000', limit: 10 }
  for (const after of [null, { store, key: bytes, encryptedReference: bytes }] as const)
    await selectEncryptedSales(db, { ...query, after })
  const row = { id, store } as const
  const [notification, review] = [
    { ...row, encryptedBody: bytes, encryptedPayload: bytes },
    { ...row, encryptedRequest: bytes },
  ]
  const [sale, subscription] = [
    { ...row, encryptedRaw: bytes },
    { ...row, encryptedPeriods: bytes },
  ]
  await selectEncryptedNotifications(db, { ...query, after: null })
  await selectEncryptedNotifications(db, { ...query, after: notification })
  await selectEncryptedRefundReviews(db, { ...query, after: review })
  await selectEncryptedUnattributedSales(db, { ...query, after: sale })
  await selectEncryptedSubscriptionPeriods(db, { ...query, after: subscription })
  await updateSaleReference(db, appId, { store, key: bytes, encryptedReference: bytes }, bytes)
  await updateNotificationCiphertexts(db, appId, notification)
  await updateRefundReviewRequest(db, appId, review)
  await updateUnattributedSaleRaw(db, appId, sale, bytes)
  await updateSubscriptionPeriods(db, appId, subscription, bytes)
  await reencryptSettings(db, app)
  await reencryptSecondFactors(db)
}

async function reencryptSettings(db: Db, app: AppRow): Promise<void> {
  await updateUserTokenSecret(db, { ...app, revision: -1 }, bytes)
  await selectAllPreviousUserSecrets(db, app.appId)
  const secret = {
    appId: app.appId,
    id,
    encryptedSecret: bytes,
    createdAt: new Date(),
    expiresAt: new Date(),
  }
  await updatePreviousUserSecretCiphertext(db, { ...secret, lastUsedAt: null }, bytes)
  for (const connection of await selectStoreConnections(db, app.appId))
    await updateStoreCredentials(db, connection, connection.encryptedCredentials ?? bytes)
  for (const endpoint of await selectWebhookEndpoints(db, app.appId))
    await updateWebhookSecrets(db, endpoint, endpoint)
}

async function reencryptSecondFactors(db: Db): Promise<void> {
  for (const after of [null, id])
    await selectSecondFactorsToReencrypt(db, { currentVersion: 1, after, limit: 10 })
  const factor = { id, secret: 'secret', backupCodes: 'codes' }
  await updateSecondFactorCiphertexts(db, factor, factor)
}
