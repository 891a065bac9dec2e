import { bigint, index, pgTable, primaryKey } from 'drizzle-orm/pg-core'
import { appId, bytes, instant, store } from './columns.ts'

/** A sale as its store knows it: how to ask again, and which of several answers is the newest. */
export const sales = pgTable(
  'sales',
  {
    appId: appId(),
    store: store(),
    /** SHA-256 of the store's own key: it may be a token that proves possession. */
    key: bytes('key').notNull(),
    /** Sealed. */
    reference: bytes('reference').notNull(),
    /** Drawn before each reading of the store, so that a later reading has a higher number. */
    reads: bigint('reads', { mode: 'bigint' }).notNull(),
    /** The highest reading that was applied; an older one that arrives after it is dropped. */
    applied: bigint('applied', { mode: 'bigint' }).notNull(),
    checkedAt: instant('checked_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.appId, table.store, table.key] }),
    index('sales_checked').on(table.appId, table.store, table.checkedAt),
  ],
)
