import { sql } from 'drizzle-orm'
import { index, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { appId, instant } from './columns.ts'

/** Idempotency keys of mutations, with the resource that the first call changed. */
export const idempotencyKeys = pgTable(
  'idempotency_keys',
  {
    appId: appId(),
    /** Name of the mutation. The same key may be used for several mutations. */
    operation: text('operation').notNull(),
    /** Owner of the key: `server` or `user:<user id>`, so that no user can occupy the keys of another. */
    scope: text('scope').notNull(),
    key: text('key').notNull(),
    /** Hash of the arguments. */
    requestHash: text('request_hash').notNull(),
    /** Id of the row that the call created or changed. */
    resourceId: uuid('resource_id').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.appId, table.operation, table.scope, table.key] }),
    /** For the keys whose fingerprint is erased with a user. */
    index('idempotency_keys_resource').on(table.resourceId, table.appId),
    index('idempotency_keys_created_at')
      .on(table.appId, table.createdAt)
      .where(sql`created_at > '-infinity'`),
  ],
)
