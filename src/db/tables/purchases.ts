import { sql } from 'drizzle-orm'
import { foreignKey, index, pgTable, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core'
import { appId, bytes, instant, store } from './columns.ts'
import { items } from './items.ts'
import { users } from './users.ts'

export type PurchaseStatus = 'REQUESTED' | 'PENDING' | 'VERIFIED' | 'CANCELED' | 'FAILED' | 'EXPIRED'

/** One row per attempt to buy: a reservation that a payment fulfils. */
export const purchases = pgTable(
  'purchases',
  {
    appId: appId(),
    id: uuid('id').notNull(),
    userId: uuid('user_id').notNull(),
    itemId: uuid('item_id').notNull(),
    store: store(),
    status: text('status').$type<PurchaseStatus>().notNull(),
    /** Token that the app passes to the store, so that the store returns it with the transaction. */
    accountToken: uuid('account_token').notNull(),
    storeProductId: text('store_product_id').notNull(),
    developerPayload: text('developer_payload'),
    requestedAt: instant('requested_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
    /** Why the purchase was canceled or failed, as the caller or the store states it. */
    endReason: text('end_reason'),
    /** `sales.key` of the sale at the store, once it is known. */
    saleKey: bytes('sale_key'),
  },
  (table) => [
    primaryKey({ columns: [table.appId, table.id] }),
    unique('purchases_account_token').on(table.accountToken, table.appId),
    index('purchases_user').on(table.userId, table.appId, table.id),
    /** For the open purchases that expire or are reconciled, and the ended ones that are deleted when old. */
    index('purchases_unpaid')
      .on(table.appId, table.status, table.expiresAt)
      .where(sql`status <> 'VERIFIED' and expires_at > '-infinity'`),
    /** For the list of purchases without a payment. One entry for each reservation; a verification adds none. */
    index('purchases_unpaid_list')
      .on(table.appId, table.status, table.id)
      .where(sql`status <> 'VERIFIED' and requested_at > '-infinity'`),
    index('purchases_sale')
      .on(table.saleKey, table.appId, table.store)
      .where(sql`sale_key is not null`),
    foreignKey({ columns: [table.appId, table.userId], foreignColumns: [users.appId, users.id] }),
    foreignKey({ columns: [table.appId, table.itemId], foreignColumns: [items.appId, items.id] }),
  ],
)
