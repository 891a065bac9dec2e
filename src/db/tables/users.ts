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
    /** Keyed hash of the erased external id, by which a repeated erasure is recognized. */
    erasedIdHash: bytes('erased_id_hash'),
  },
  (table) => [
    primaryKey({ columns: [table.appId, table.id] }),
    unique('users_external_id').on(table.externalId, table.appId),
    index('users_erased_id')
      .on(table.erasedIdHash, table.appId)
      .where(sql`erased_id_hash is not null`),
  ],
)
