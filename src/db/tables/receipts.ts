import { index, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { appId, instant } from './columns.ts'

/** The store's answer that proved a payment, unchanged. Stored for disputes. */
export const receipts = pgTable(
  'receipts',
  {
    appId: appId(),
    id: uuid('id').notNull(),
    paymentId: uuid('payment_id').notNull(),
    receivedAt: instant('received_at').notNull(),
    raw: text('raw').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.appId, table.id] }),
    index('receipts_payment').on(table.paymentId, table.appId),
  ],
)
