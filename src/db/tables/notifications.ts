import { sql } from 'drizzle-orm'
import { index, integer, pgTable, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core'
import { appId, bytes, instant, store } from './columns.ts'

export type NotificationStatus = 'RECEIVED' | 'PROCESSED' | 'FAILED'

/** Inbox of store notifications. Each notification is stored once, as received. */
export const notifications = pgTable(
  'notifications',
  {
    appId: appId(),
    id: uuid('id').notNull(),
    store: store(),
    /** The store's id of the notification. */
    storeNotificationId: text('store_notification_id').notNull(),
    type: text('type').notNull(),
    environment: text('environment').$type<'PRODUCTION' | 'SANDBOX'>(),
    /** The store's own time; null where it gives none. */
    sentAt: instant('sent_at'),
    receivedAt: instant('received_at').notNull(),
    /** Pushed by the store, or read later from the store's notification history. */
    source: text('source').$type<'PUSH' | 'BACKFILL'>().notNull(),
    /** The request body as received. Encrypted. */
    encryptedBody: bytes('encrypted_body').notNull(),
    /** The payload as decoded when the signature was verified: certificates expire later. Encrypted. */
    encryptedPayload: bytes('encrypted_payload').notNull(),
    status: text('status').$type<NotificationStatus>().notNull(),
    attempts: integer('attempts').notNull(),
    /** `sales.key` of the sale that it is about; null if it is about none, and for notifications of an earlier version. */
    saleKey: bytes('sale_key'),
    /** What processing changed, why it changed nothing, or why it failed. Text for operators. */
    result: text('result'),
    processedAt: instant('processed_at'),
    /** Time of the next attempt; null when no attempt is due. */
    nextAttemptAt: instant('next_attempt_at'),
  },
  (table) => [
    primaryKey({ columns: [table.appId, table.id] }),
    unique('notifications_store_notification_id').on(table.storeNotificationId, table.appId, table.store),
    index('notifications_sale')
      .on(table.saleKey, table.appId, table.id)
      .where(sql`sale_key is not null`),
    index('notifications_received')
      .on(table.appId, table.receivedAt, table.id)
      .where(sql`received_at > '-infinity'`),
    index('notifications_type')
      .on(table.appId, table.type, table.receivedAt, table.id)
      .where(sql`type > ''`),
    /** Those that wait or have failed are few. */
    index('notifications_unprocessed')
      .on(table.appId, table.status, table.receivedAt, table.id)
      .where(sql`status <> 'PROCESSED'`),
    index('notifications_due')
      .on(table.appId, table.nextAttemptAt)
      .where(sql`next_attempt_at is not null`),
    index('notifications_failed')
      .on(table.appId, table.receivedAt)
      .where(sql`status = 'FAILED'`),
  ],
)
