import { sql } from 'drizzle-orm'
import { index, integer, pgTable, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core'
import { appId, instant, store } from './columns.ts'

/** What is compared with a store: its refund list, its notification history, a buyer's refund history, open purchases. */
export type ReconciliationSource = 'REFUNDS' | 'NOTIFICATIONS' | 'CUSTOMER_REFUND_HISTORY' | 'PURCHASES'

/** Lease and progress of each recurring reconciliation: one row per AppKey, store, source and app of the store. */
export const reconciliationJobs = pgTable(
  'reconciliation_jobs',
  {
    appId: appId(),
    store: store(),
    source: text('source').$type<ReconciliationSource>().notNull(),
    /** The app of the store whose list is read, as in `store_connections`; empty if local rows of all apps are compared. */
    storeBundleId: text('store_bundle_id').notNull().default(''),
    /** Everything before this time has been reconciled. */
    reconciledUntil: instant('reconciled_until'),
    /** Window, next page and id of the run in progress; null between runs. */
    windowFrom: instant('window_from'),
    windowTo: instant('window_to'),
    pageCursor: text('page_cursor'),
    runId: uuid('run_id'),
    /** No other worker leases the job before this time. */
    leaseExpiresAt: instant('lease_expires_at').notNull(),
    /** The process that acquired the lease last, see `job_workers`. */
    leaseHolder: uuid('lease_holder'),
  },
  (table) => [primaryKey({ columns: [table.appId, table.store, table.source, table.storeBundleId] })],
)

/** One run of a reconciliation job over one time window. */
export const reconciliationRuns = pgTable(
  'reconciliation_runs',
  {
    appId: appId(),
    id: uuid('id').notNull(),
    store: store(),
    source: text('source').$type<ReconciliationSource>().notNull(),
    /** As in `reconciliation_jobs`. */
    storeBundleId: text('store_bundle_id').notNull().default(''),
    startedAt: instant('started_at').notNull(),
    endedAt: instant('ended_at'),
    /** Number of entries of the store's list, or of purchases, that were checked. */
    checkedCount: integer('checked_count').notNull(),
    /** Why the run was interrupted the last time; null if it never was. */
    lastError: text('last_error'),
  },
  (table) => [
    primaryKey({ columns: [table.appId, table.id] }),
    index('reconciliation_runs_started')
      .on(table.appId, table.store, table.startedAt)
      .where(sql`started_at > '-infinity'`),
  ],
)

/** Differences between the store's state and the recorded one. */
export const reconciliationDiscrepancies = pgTable(
  'reconciliation_discrepancies',
  {
    appId: appId(),
    id: uuid('id').notNull(),
    store: store(),
    source: text('source').$type<ReconciliationSource>().notNull(),
    /** What differs: a sale key in hex, a store notification id or a purchase id. Stored once per run. */
    subject: text('subject').notNull(),
    runId: uuid('run_id').notNull(),
    detectedAt: instant('detected_at').notNull(),
    /** What the store reports and what was done about it. Text for operators. */
    description: text('description').notNull(),
    paymentId: uuid('payment_id'),
    purchaseId: uuid('purchase_id'),
    /** The store's id of a transaction that was paid and is not recorded; null where the payment is recorded, or not known. */
    storeTransactionId: text('store_transaction_id'),
    resolvedAt: instant('resolved_at'),
    /** When and why an operator ignored the discrepancy; null where it is not ignored. */
    ignoredAt: instant('ignored_at'),
    ignoreReason: text('ignore_reason'),
    /** The description that the operator has read. A run that describes the discrepancy otherwise detects an open one. */
    ignoredDescription: text('ignored_description'),
  },
  (table) => [
    primaryKey({ columns: [table.appId, table.id] }),
    unique('reconciliation_discrepancies_subject').on(
      table.subject,
      table.appId,
      table.store,
      table.source,
      table.runId,
    ),
    index('reconciliation_discrepancies_detected_at')
      .on(table.appId, table.store, table.detectedAt)
      .where(sql`detected_at > '-infinity'`),
    index('reconciliation_discrepancies_open')
      .on(table.appId, table.store, table.source, table.subject)
      .where(sql`resolved_at is null`),
    index('reconciliation_discrepancies_open_day')
      .on(table.appId, table.store, table.detectedAt)
      .where(sql`resolved_at is null and ignored_at is null`),
    index('reconciliation_discrepancies_ignored')
      .on(table.subject, table.appId, table.store, table.source)
      .where(sql`resolved_at is null and ignored_at is not null`),
    index('reconciliation_discrepancies_purchase')
      .on(table.purchaseId, table.appId)
      .where(sql`purchase_id is not null and resolved_at is null`),
  ],
)
