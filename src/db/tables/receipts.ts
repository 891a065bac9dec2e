import { index, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { appId, instant } from './columns.ts'
import type { RefundSource } from './payments.ts'

/** The answers of the store that proved a payment or changed it, unchanged. Stored for disputes. */
export const receipts = pgTable(
  'receipts',
  {
    appId: appId(),
    id: uuid('id').notNull(),
    paymentId: uuid('payment_id').notNull(),
    receivedAt: instant('received_at').notNull(),
    /** What caused the reading; null for rows of an earlier version, which proved their payment. */
    source: text('source').$type<RefundSource>(),
    raw: text('raw').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.appId, table.id] }),
    index('receipts_payment').on(table.paymentId, table.appId),
  ],
)
