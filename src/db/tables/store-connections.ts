import { boolean, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { appId, bytes, instant, store } from './columns.ts'

/** A step of a check of a connection: the `CheckStep` of the stores' contract. */
export type StoredCheckStep = {
  readonly part: 'CREDENTIALS' | 'PURCHASES' | 'ORDERS' | 'NOTIFICATIONS' | 'CERTIFICATES' | 'PRODUCTS'
  readonly environment: 'PRODUCTION' | 'SANDBOX' | null
  readonly code:
    | 'OK'
    | 'NOT_CHECKED'
    | 'CREDENTIALS_REJECTED'
    | 'CLOCK_WRONG'
    | 'PERMISSION_MISSING'
    | 'API_DISABLED'
    | 'APP_NOT_FOUND'
    | 'MISCONFIGURED'
    | 'CREDENTIALS_MISSING'
    | 'STORE_UNAVAILABLE'
    | 'NOTIFICATIONS_NOT_CONFIGURED'
    | 'NO_NOTIFICATION'
    | 'CERTIFICATE_EXPIRES'
    | 'CERTIFICATE_EXPIRED'
    | 'NO_PRODUCTS'
    | 'PRODUCTS_MISSING'
  readonly message: string | null
}

/** Connections of a project to the stores: one for each of its apps at a store. */
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
    /** An operator has stated that another project may connect the same app. */
    shared: boolean('shared').notNull().default(false),
    connectedAt: instant('connected_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
    /** Time of the last check of the connection as it is; null if it was not checked since it was changed. */
    checkedAt: instant('checked_at'),
    /** What the last check found. */
    checkSteps: jsonb('check_steps').$type<StoredCheckStep[]>(),
    /** The first of the failed checks since the last one that succeeded; null if the last one did. */
    failingSince: instant('failing_since'),
  },
  (table) => [primaryKey({ columns: [table.appId, table.store, table.storeBundleId] })],
)

/**
 * The project whose connection to an app of a store is not shared. The only table, beside those of the job queue, whose key does not
 * begin with the tenant, because it must be unique over all tenants. It is small: where tables are distributed, every node has a copy.
 */
export const storeApps = pgTable(
  'store_apps',
  {
    store: store(),
    storeBundleId: text('store_bundle_id').notNull(),
    appId: uuid('app_id').notNull(),
  },
  (table) => [primaryKey({ columns: [table.store, table.storeBundleId] })],
)
