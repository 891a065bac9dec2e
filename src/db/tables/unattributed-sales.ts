import { sql } from 'drizzle-orm'
import { bigint, check, index, integer, pgTable, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core'
import { appId, bytes, instant, store } from './columns.ts'

/**
 * Lines of sales that a store reports and that belong to no user, such as an offer code that was redeemed outside the app. The
 * statement that records the payment of a line deletes its row. A row may remain if both are written at the same time, so queries
 * leave out lines that have a payment.
 */
export const unattributedSales = pgTable(
  'unattributed_sales',
  {
    appId: appId(),
    id: uuid('id').notNull(),
    store: store(),
    /** As `payments.sale_key`, which together with the line item identifies the payment. */
    saleKey: bytes('sale_key').notNull(),
    lineItem: text('line_item').notNull(),
    environment: text('environment').$type<'PRODUCTION' | 'SANDBOX'>().notNull(),
    storeTransactionId: text('store_transaction_id').notNull(),
    storeOrderId: text('store_order_id'),
    storeProductId: text('store_product_id').notNull(),
    priceMicros: bigint('price_micros', { mode: 'bigint' }),
    currencyCode: text('currency_code'),
    quantity: integer('quantity').notNull(),
    paidAt: instant('paid_at').notNull(),
    detectedAt: instant('detected_at').notNull(),
    /** The account token that the store reports, which is that of no purchase; null if it reports none. */
    accountToken: uuid('account_token'),
    /** The store's id of the customer in this app; null where it states none. */
    storeAccountId: text('store_account_id'),
    /** When the store refunds the sale by itself; null where it does not, or no longer does. */
    acknowledgementDeadlineAt: instant('acknowledgement_deadline_at'),
    /** The highest deadline alert raised so far; null if none. */
    alertLevel: text('alert_level').$type<'WARNING' | 'CRITICAL'>(),
    /** When the store refunded the sale; null if it did not. */
    refundedAt: instant('refunded_at'),
    /** The store's answer that proved the sale. Encrypted. */
    encryptedRaw: bytes('encrypted_raw').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.appId, table.id] }),
    unique('unattributed_sales_line').on(table.saleKey, table.appId, table.lineItem, table.store),
    index('unattributed_sales_transaction').on(table.storeTransactionId, table.appId),
    index('unattributed_sales_order').on(table.storeOrderId, table.appId),
    index('unattributed_sales_account_token').on(table.accountToken, table.appId),
    index('unattributed_sales_detected_at')
      .on(table.appId, table.detectedAt)
      .where(sql`detected_at > '-infinity'`),
    index('unattributed_sales_deadline')
      .on(table.appId, table.acknowledgementDeadlineAt)
      .where(sql`acknowledgement_deadline_at is not null and refunded_at is null`),
    check('unattributed_sales_price', sql`(price_micros is null) = (currency_code is null)`),
    check('unattributed_sales_quantity', sql`quantity > 0`),
  ],
)
