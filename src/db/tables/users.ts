import { sql } from 'drizzle-orm'
import { index, pgTable, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core'
import { appId, bytes, instant } from './columns.ts'

/** Users of the projects. */
export const users = pgTable(
  'users',
  {
    appId: appId(),
    id: uuid('id').notNull(),
    /** The user's id in the project's own system. */
    externalId: text('external_id').notNull(),
    registeredAt: instant('registered_at').notNull(),
    /** When the person was erased; `external_id` is a random pseudonym since then. */
    erasedAt: instant('erased_at'),
  },
  (table) => [
    primaryKey({ columns: [table.appId, table.id] }),
    unique('users_external_id').on(table.externalId, table.appId),
  ],
)

/** Erased users, by the keyed hash of their former external id, by which a repeated erasure is recognized. */
export const erasedUsers = pgTable(
  'erased_users',
  {
    appId: appId(),
    userId: uuid('user_id').notNull(),
    idHash: bytes('id_hash').notNull(),
    /** The last notification that was searched for the user; before the first one, the time of the registration and no id. */
    searchedReceivedAt: instant('searched_received_at'),
    searchedNotificationId: uuid('searched_notification_id'),
    /** When the search continues; null when all notifications were searched. */
    nextAttemptAt: instant('next_attempt_at'),
  },
  (table) => [
    primaryKey({ columns: [table.appId, table.userId] }),
    index('erased_users_due')
      .on(table.appId, table.nextAttemptAt)
      .where(sql`next_attempt_at is not null`),
    index('erased_users_id_hash').on(table.idHash, table.appId),
  ],
)
