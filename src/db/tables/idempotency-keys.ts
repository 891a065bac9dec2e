import { index, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { appId, instant } from './columns.ts'

export const idempotencyKeys = pgTable(
  'idempotency_keys',
  {
    appId: appId(),
    /** The mutation; the same key may serve several mutations. */
    operation: text('operation').notNull(),
    /** Whose key: `server`, or one user's, so that no user can use up another's keys. */
    scope: text('scope').notNull(),
    key: text('key').notNull(),
    /** A hash of the arguments. */
    fingerprint: text('fingerprint').notNull(),
    /** What the call made or moved. */
    subjectId: uuid('subject_id').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.appId, table.operation, table.scope, table.key] }),
    index('idempotency_keys_age').on(table.appId, table.createdAt),
  ],
)
