import { setTimeout as delay } from 'node:timers/promises'
import type { Db } from '../db/client.ts'
import { isLockTimeout } from '../db/errors.ts'
import { insertNotifications, type NewNotification } from '../db/queries/notifications.ts'
import { createBatcher } from '../platform/batcher.ts'
import { encrypt, sha256, type Keyring } from '../platform/crypto.ts'
import { notificationAad } from '../platform/encryption-aad.ts'
import { newUuid } from '../platform/ids.ts'
import { startDeadline } from '../platform/retry.ts'
import { encryptContent } from '../stores/contract/notification-content.ts'
import type { StoreNotification } from '../stores/contract/notification.ts'
import type { StoreName } from '../stores/contract/store-adapter.ts'

/** Writes store notifications, each once. Notifications that arrive at the same time share a commit. */
export type InboxWriter = {
  write: (entry: InboxEntry) => Promise<InboxResult>
  /** Waits until no notification is being written, but not for long: what runs after it goes on also while they arrive without a pause. */
  waitUntilIdle: () => Promise<void>
}

export type InboxEntry = {
  readonly appId: string
  readonly store: StoreName
  readonly body: string
  readonly notification: StoreNotification
  readonly source: 'PUSH' | 'BACKFILL'
}

/** `isNew` is false for a notification that was stored before; then no row has this id. */
export type InboxResult = { readonly id: string; readonly isNew: boolean }

export type InboxWriterOptions = {
  readonly db: Db
  readonly keyring: Keyring
  readonly clock: () => Date
}

const maxBatchSize = 50
/** The job is enqueued in the same statement; should it be lost, the notification is due again after this time. */
const recoveryDelayMs = 60_000
const idlePollMs = 5
const maxIdleWaitMs = 100

export function createInboxWriter({ db, keyring, clock }: InboxWriterOptions): InboxWriter {
  const batcher = createBatcher<NewNotification, InboxResult>({
    maxBatchSize,
    runAloneAfter: isLockTimeout,
    run: async (rows) => {
      const recoverAt = new Date(clock().getTime() + recoveryDelayMs)
      const inserted = await insertNotifications(db, rows, recoverAt)
      const insertedIds = new Set(inserted.map(({ id }) => id))
      return rows.map(({ id }) => ({ id, isNew: insertedIds.has(id) }))
    },
  })
  return {
    waitUntilIdle: async () => {
      const deadline = startDeadline(maxIdleWaitMs)
      while (!batcher.isIdle() && deadline.remainingMs() > 0) await delay(idlePollMs)
    },
    write: ({ appId, store, body, notification, source }) => {
      const { storeNotificationId, type, environment, sentAt, sales, subscriptions, refundReview } =
        notification
      const named = sales[0] ?? subscriptions[0]
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
        encryptedPayload: encryptContent(keyring, { appId, store }, { sales, subscriptions, refundReview }),
        // No store sends a notification about several sales.
        saleKey: named === undefined ? null : sha256(named.key),
      })
    },
  }
}
