import { sql } from 'drizzle-orm'
import { bigint, index, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { appId, bytes, instant, store } from './columns.ts'

/**
 * A sale at a store: how to read it again, and which of several concurrent reads is the newest. The versions fence out stale
 * reads: the result of a read is applied only if no later read was applied before.
 */
export const sales = pgTable(
  'sales',
  {
    appId: appId(),
    store: store(),
    /** SHA-256 of the store's own key, which may be a token that proves possession. */
    key: bytes('key').notNull(),
    /** What identifies the sale in requests to the store. Encrypted. */
    encryptedReference: bytes('encrypted_reference').notNull(),
    /** Incremented before each read of the store: a later read has a higher version. */
    readVersion: bigint('read_version', { mode: 'bigint' }).notNull(),
    /** Version of the newest read that was applied. Results of older reads are dropped. */
    appliedVersion: bigint('applied_version', { mode: 'bigint' }).notNull(),
    /** These three come from a signed notification; they are null if none contained them. The store's API may leave them out. */
    notifiedPriceMicros: bigint('notified_price_micros', { mode: 'bigint' }),
    notifiedCurrencyCode: text('notified_currency_code'),
    notifiedAccountToken: uuid('notified_account_token'),
    /** Time of the last read of the store. */
    checkedAt: instant('checked_at').notNull(),
    /** Time of the newest read that was applied; null if an earlier version of the server applied it. */
    appliedAt: instant('applied_at'),
  },
  (table) => [
    primaryKey({ columns: [table.appId, table.store, table.key] }),
    index('sales_checked')
      .on(table.appId, table.store, table.checkedAt)
      .where(sql`checked_at > '-infinity'`),
  ],
)
