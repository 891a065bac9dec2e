import { pgTable, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core'
import { appId, instant } from './columns.ts'

/** Users of the projects. */
export const users = pgTable(
  'users',
  {
    appId: appId(),
    id: uuid('id').notNull(),
    /** The user's id in the project's own system. */
    externalId: text('external_id').notNull(),
    registeredAt: instant('registered_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.appId, table.id] }),
    unique('users_external_id').on(table.externalId, table.appId),
  ],
)
