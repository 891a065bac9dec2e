import { sql } from 'drizzle-orm'
import { foreignKey, index, pgTable, primaryKey, uuid } from 'drizzle-orm/pg-core'
import { appId, instant } from './columns.ts'
import { users } from './users.ts'

/**
 * Users whose payments cannot be consumed. A table of its own, because every consume looks here: it finds nothing in a small index,
 * where a column of `users` would be a row of the largest AppKeys.
 */
export const userSuspensions = pgTable(
  'user_suspensions',
  {
    appId: appId(),
    userId: uuid('user_id').notNull(),
    suspendedAt: instant('suspended_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.appId, table.userId] }),
    index('user_suspensions_suspended_at')
      .on(table.appId, table.suspendedAt, table.userId)
      .where(sql`suspended_at > '-infinity'`),
    foreignKey({ columns: [table.appId, table.userId], foreignColumns: [users.appId, users.id] }),
  ],
)
