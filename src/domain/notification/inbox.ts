import type { Db } from '../../db/client.ts'
import { insertNotifications, type NewNotification } from '../../db/queries/notifications.ts'
import { createBatcher } from '../../platform/batcher.ts'
import { newUuid } from '../../platform/ids.ts'
import { seal, unseal, type Keyring } from '../../platform/crypto.ts'
import type { StoreName } from '../../stores/contract.ts'
import type { NotifiedSale, StoreNotification } from '../../stores/notification-contract.ts'

/** Keeps each message of a store once. Messages that come at the same time share a commit. */
export type Inbox = {
  /** `fresh` is false for a message that was there before; then `id` is nobody's. */
  store: (message: InboxMessage) => Promise<{ readonly id: string; readonly fresh: boolean }>
}

export type InboxMessage = {
  readonly appId: string
  readonly store: StoreName
  readonly body: string
  readonly notification: StoreNotification
  readonly source: 'PUSH' | 'BACKFILL'
}

export type InboxOptions = {
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
const firstLookAfterMs = 60_000

export const sealedNotification = (appId: string, store: string) => `notification/${appId}/${store}`

export function createInbox({ db, keyring, clock }: InboxOptions): Inbox {
  const batcher = createBatcher<NewNotification, { id: string; fresh: boolean }>({
    batchSize,
    run: async (messages) => {
      const firstLookAt = new Date(clock().getTime() + firstLookAfterMs)
      const stored = await insertNotifications(db, messages, firstLookAt)
      const fresh = new Set(stored.map(({ id }) => id))
      return messages.map(({ id }) => ({ id, fresh: fresh.has(id) }))
    },
  })
  return {
    store: ({ appId, store, body, notification, source }) => {
      const { messageId, type, environment, sentAt, sales, refundRequest } = notification
      const content = JSON.stringify({ sales: sales.map(writeSale), refundRequest })
      return batcher.add({
        appId,
        id: newUuid(),
        store,
        messageId,
        type,
        environment,
        sentAt,
        receivedAt: clock(),
        source,
        body: seal(keyring, body, sealedNotification(appId, store)),
        content: seal(keyring, content, sealedNotification(appId, store)),
      })
    },
  }
}

/** @throws if it was sealed under a secret that is gone */
export function openContent(
  keyring: Keyring,
  row: { readonly appId: string; readonly store: string; readonly content: Uint8Array },
): NotificationContent {
  const text = unseal(keyring, row.content, sealedNotification(row.appId, row.store))
  const { sales, refundRequest } = JSON.parse(text) as { sales: WrittenSale[]; refundRequest: string | null }
  return { sales: sales.map(readSale), refundRequest }
}

type WrittenSale = Omit<NotifiedSale, 'price'> & {
  readonly price: { readonly amountMicros: string; readonly currencyCode: string } | null
}

function writeSale({ price, ...sale }: NotifiedSale): WrittenSale {
  return {
    ...sale,
    price: price === null ? null : { ...price, amountMicros: price.amountMicros.toString() },
  }
}

function readSale({ price, ...sale }: WrittenSale): NotifiedSale {
  return { ...sale, price: price === null ? null : { ...price, amountMicros: BigInt(price.amountMicros) } }
}
