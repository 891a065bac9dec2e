import { integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { appId, bytes, instant, store } from './columns.ts'

/** Connection of a project to a store. */
export const storeConnections = pgTable(
  'store_connections',
  {
    appId: appId(),
    store: store(),
    /** The app's id at the store: bundle id, package name or product id. */
    storeBundleId: text('store_bundle_id').notNull(),
    settings: jsonb('settings').notNull(),
    /** Encrypted; null where the connection needs no credentials. */
    encryptedCredentials: bytes('encrypted_credentials'),
    /** Incremented by every change of the connection; a change that was based on an older revision fails. */
    revision: integer('revision').notNull().default(0),
    connectedAt: instant('connected_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.appId, table.store] })],
)
