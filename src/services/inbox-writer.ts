import type { Db } from '../db/client.ts'
import { insertNotifications, type NewNotification } from '../db/queries/notifications.ts'
import { createBatcher } from '../platform/batcher.ts'
import { newUuid } from '../platform/ids.ts'
import { encrypt, decrypt, type Keyring } from '../platform/crypto.ts'
import { notificationAad } from '../platform/encryption-aad.ts'
import type { StoreName } from '../stores/contract/store-adapter.ts'
import type { NotifiedSale, StoreNotification } from '../stores/contract/notification.ts'

/** Keeps each message of a store once. Messages that come at the same time share a commit. */
export type InboxWriter = {
  /** `fresh` is false for a message that was there before; then `id` is nobody's. */
  write: (message: InboxEntry) => Promise<{ readonly id: string; readonly fresh: boolean }>
}

export type InboxEntry = {
  readonly appId: string
  readonly store: StoreName
  readonly body: string
  readonly notification: StoreNotification
  readonly source: 'PUSH' | 'BACKFILL'
}

export type InboxWriterOptions = {
  readonly db: Db
  readonly keyring: Keyring
  readonly clock: () => Date
}

/** What of a message is acted on later, when its proof may have expired. */
export type NotificationContent = {
  readonly sales: readonly NotifiedSale[]
  readonly refundRequest: string | null
}

const batchSize = 50
/** The job is asked for with the message; this is for the day that it gets lost. */
const recoveryDelayMs = 60_000

export function createInboxWriter({ db, keyring, clock }: InboxWriterOptions): InboxWriter {
  const batcher = createBatcher<NewNotification, { id: string; fresh: boolean }>({
    batchSize,
    run: async (messages) => {
      const recoverAt = new Date(clock().getTime() + recoveryDelayMs)
      const stored = await insertNotifications(db, messages, recoverAt)
      const insertedIds = new Set(stored.map(({ id }) => id))
      return messages.map(({ id }) => ({ id, fresh: insertedIds.has(id) }))
    },
  })
  return {
    write: ({ appId, store, body, notification, source }) => {
      const { storeNotificationId, type, environment, sentAt, sales, refundRequest } = notification
      const content = JSON.stringify({ sales: sales.map(serializeSale), refundRequest })
      return batcher.add({
        appId,
        id: newUuid(),
        store,
        storeNotificationId,
        type,
        environment,
        sentAt,
        receivedAt: clock(),
        source,
        encryptedBody: encrypt(keyring, body, notificationAad(appId, store)),
        encryptedPayload: encrypt(keyring, content, notificationAad(appId, store)),
      })
    },
  }
}

/** @throws if it was sealed under a secret that is gone */
export function decryptContent(
  keyring: Keyring,
  row: { readonly appId: string; readonly store: string; readonly encryptedPayload: Uint8Array },
): NotificationContent {
  const text = decrypt(keyring, row.encryptedPayload, notificationAad(row.appId, row.store))
  const { sales, refundRequest } = JSON.parse(text) as {
    sales: SerializedSale[]
    refundRequest: string | null
  }
  return { sales: sales.map(deserializeSale), refundRequest }
}

type SerializedSale = Omit<NotifiedSale, 'price'> & {
  readonly price: { readonly amountMicros: string; readonly currencyCode: string } | null
}

function serializeSale({ price, ...sale }: NotifiedSale): SerializedSale {
  return {
    ...sale,
    price: price === null ? null : { ...price, amountMicros: price.amountMicros.toString() },
  }
}

function deserializeSale({ price, ...sale }: SerializedSale): NotifiedSale {
  return { ...sale, price: price === null ? null : { ...price, amountMicros: BigInt(price.amountMicros) } }
}
