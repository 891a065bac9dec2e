import { index, integer, pgTable, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core'
import { appId, instant, store } from './columns.ts'

/** What is compared with a store: its list of refunds, of messages, of a buyer's refunds; purchases that stay open. */
export type ReconciliationSource = 'REFUNDS' | 'NOTIFICATIONS' | 'CUSTOMER_REFUND_HISTORY' | 'PURCHASES'

/** How far each comparison has come. One row per AppKey, store and source. */
export const reconciliationJobs = pgTable(
  'reconciliation_cursors',
  {
    appId: appId(),
    store: store(),
    source: text('source').$type<ReconciliationSource>().notNull(),
    /** Everything up to here was compared. */
    comparedTo: instant('compared_to'),
    /** Of the round under way: its window, its next page, its run. */
    windowFrom: instant('window_from'),
    windowTo: instant('window_to'),
    page: text('page'),
    runId: uuid('run_id'),
    /** Nobody else works on it until then. */
    leasedUntil: instant('leased_until').notNull(),
  },
  (table) => [primaryKey({ columns: [table.appId, table.store, table.source] })],
)

/** One round of a comparison. */
export const reconciliationRuns = pgTable(
  'reconciliation_runs',
  {
    appId: appId(),
    id: uuid('id').notNull(),
    store: store(),
    source: text('source').$type<ReconciliationSource>().notNull(),
    startedAt: instant('started_at').notNull(),
    endedAt: instant('ended_at'),
    /** Entries of the store's list, or purchases, that were looked at. */
    checked: integer('checked').notNull(),
    /** Why it stopped before its end, the last time it did. */
    lastError: text('last_error'),
  },
  (table) => [
    primaryKey({ columns: [table.appId, table.id] }),
    index('reconciliation_runs_started').on(table.appId, table.store, table.startedAt),
  ],
)

/** Where the store and we said different things. */
export const reconciliationDiscrepancies = pgTable(
  'reconciliation_differences',
  {
    appId: appId(),
    id: uuid('id').notNull(),
    store: store(),
    source: text('source').$type<ReconciliationSource>().notNull(),
    /** What differs, so that the same difference is written down once: a sale's key in hex, a message's id, a purchase. */
    subject: text('subject').notNull(),
    runId: uuid('run_id').notNull(),
    detectedAt: instant('detected_at').notNull(),
    /** What the store says, and what was done about it. For operators. */
    description: text('description').notNull(),
    paymentId: uuid('payment_id'),
    purchaseId: uuid('purchase_id'),
    resolvedAt: instant('resolved_at'),
  },
  (table) => [
    primaryKey({ columns: [table.appId, table.id] }),
    unique('reconciliation_differences_subject').on(
      table.appId,
      table.store,
      table.source,
      table.subject,
      table.runId,
    ),
    index('reconciliation_differences_found').on(table.appId, table.store, table.detectedAt),
  ],
)
