import { jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { appId, bytes, instant, store } from './columns.ts'

export const storeConnections = pgTable(
  'store_connections',
  {
    appId: appId(),
    store: store(),
    storeBundleId: text('store_bundle_id').notNull(),
    settings: jsonb('settings').notNull(),
    /** Sealed; null where the store needs none for what was connected. */
    credentials: bytes('credentials'),
    connectedAt: instant('connected_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.appId, table.store] })],
)
