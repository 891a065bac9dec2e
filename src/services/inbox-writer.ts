import type { Db } from '../db/client.ts'
import { insertNotifications, type NewNotification } from '../db/queries/notifications.ts'
import { createBatcher } from '../platform/batcher.ts'
import { newUuid } from '../platform/ids.ts'
import { encrypt, decrypt, type Keyring } from '../platform/crypto.ts'
import type { StoreName } from '../stores/contract/store-adapter.ts'
import type { NotifiedSale, StoreNotification } from '../stores/contract/notification.ts'

/** Stores each notification of a store once. Notifications that arrive at the same time share a commit. */
export type InboxWriter = {
  /** `fresh` is false when the notification was stored before; then no row has this `id`. */
  write: (entry: InboxEntry) => Promise<{ readonly id: string; readonly fresh: boolean }>
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

/** The part of a notification that is processed later, when its signature can no longer be checked. */
export type NotificationContent = {
  readonly sales: readonly NotifiedSale[]
  readonly refundRequest: string | null
}

const maxBatchSize = 50
/** The job is enqueued together with the notification. If the job is lost, the recovery sweep finds the notification after this time. */
const recoveryDelayMs = 60_000

export const notificationAad = (appId: string, store: string) => `notification/${appId}/${store}`

export function createInboxWriter({ db, keyring, clock }: InboxWriterOptions): InboxWriter {
  const batcher = createBatcher<NewNotification, { id: string; fresh: boolean }>({
    maxBatchSize,
    run: async (notifications) => {
      const recoverAt = new Date(clock().getTime() + recoveryDelayMs)
      const stored = await insertNotifications(db, notifications, recoverAt)
      const insertedIds = new Set(stored.map(({ id }) => id))
      return notifications.map(({ id }) => ({ id, fresh: insertedIds.has(id) }))
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
        messageId: storeNotificationId,
        type,
        environment,
        sentAt,
        receivedAt: clock(),
        source,
        body: encrypt(keyring, body, notificationAad(appId, store)),
        content: encrypt(keyring, content, notificationAad(appId, store)),
      })
    },
  }
}

/** @throws Error if the content was encrypted with a secret that is no longer configured */
export function decryptContent(
  keyring: Keyring,
  row: { readonly appId: string; readonly store: string; readonly content: Uint8Array },
): NotificationContent {
  const text = decrypt(keyring, row.content, notificationAad(row.appId, row.store))
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
