import { sql } from 'drizzle-orm'
import { index, integer, pgTable, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core'
import { appId, bytes, instant, store } from './columns.ts'

export type NotificationStatus = 'RECEIVED' | 'PROCESSED' | 'FAILED'

/** The inbox: each message of a store once, as it came. */
export const notifications = pgTable(
  'notifications',
  {
    appId: appId(),
    id: uuid('id').notNull(),
    store: store(),
    /** The store's own identity of the message. */
    messageId: text('message_id').notNull(),
    type: text('type').notNull(),
    environment: text('environment').$type<'PRODUCTION' | 'SANDBOX'>(),
    sentAt: instant('sent_at'),
    receivedAt: instant('received_at').notNull(),
    /** Pushed by the store, or found in its list of messages. */
    source: text('source').$type<'PUSH' | 'BACKFILL'>().notNull(),
    /** As it came. Sealed. */
    body: bytes('body').notNull(),
    /** What was read from it when its signature was checked: proofs expire. Sealed. */
    content: bytes('content').notNull(),
    status: text('status').$type<NotificationStatus>().notNull(),
    attempts: integer('attempts').notNull(),
    /** What handling it changed, or why it changed nothing; or why it failed. For operators. */
    outcome: text('outcome'),
    processedAt: instant('processed_at'),
    /** When to look again; null once it is handled. */
    nextAt: instant('next_at'),
  },
  (table) => [
    primaryKey({ columns: [table.appId, table.id] }),
    unique('notifications_message').on(table.appId, table.store, table.messageId),
    index('notifications_received').on(table.appId, table.receivedAt),
    index('notifications_due')
      .on(table.appId, table.nextAt)
      .where(sql`next_at is not null`),
  ],
)
