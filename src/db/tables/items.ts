import { sql } from 'drizzle-orm'
import {
  boolean,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core'
import { appId, instant, store } from './columns.ts'

export type ItemType = 'CONSUMABLE' | 'NON_CONSUMABLE' | 'AUTO_RENEWABLE' | 'CONSUMABLE_AUTO_RENEWABLE'

/** What a project sells. */
export const items = pgTable(
  'items',
  {
    appId: appId(),
    id: uuid('id').notNull(),
    /** The item's id in the project's own system. */
    externalId: text('external_id').notNull(),
    name: text('name').notNull(),
    type: text('type').$type<ItemType>().notNull(),
    enabled: boolean('enabled').notNull(),
    /** Whether a free trial period of a CONSUMABLE_AUTO_RENEWABLE item is consumed like a charged one. */
    consumeTrial: boolean('consume_trial').notNull().default(false),
    /** Incremented by every change of the item or its products; a change that was based on an older revision fails. */
    revision: integer('revision').notNull().default(0),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.appId, table.id] }),
    unique('items_external_id').on(table.externalId, table.appId),
    index('items_list')
      .on(table.appId, table.externalId)
      .where(sql`external_id > ''`),
  ],
)

/** The products of an item at each store: one for all apps, or one for each app. */
export const storeProducts = pgTable(
  'store_products',
  {
    appId: appId(),
    store: store(),
    productId: text('product_id').notNull(),
    itemId: uuid('item_id').notNull(),
    /** The app of the store that sells the product, as in `store_connections`; empty if all of them do. */
    storeBundleId: text('store_bundle_id').notNull().default(''),
  },
  (table) => [
    primaryKey({ columns: [table.appId, table.store, table.productId] }),
    unique('store_products_item').on(table.itemId, table.appId, table.store, table.storeBundleId),
    foreignKey({ columns: [table.appId, table.itemId], foreignColumns: [items.appId, items.id] }),
  ],
)
