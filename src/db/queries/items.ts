import { and, asc, eq, exists, gt, sql } from 'drizzle-orm'
import type { Db } from '../client.ts'
import { anyOf } from '../fragments/any-of.ts'
import { createRowMapper } from '../row-mapper.ts'
import type { StoreValue } from '../tables/columns.ts'
import { items, storeProducts } from '../tables/items.ts'

export type ItemRow = typeof items.$inferSelect
export type StoreProductRow = typeof storeProducts.$inferSelect

const toItem = createRowMapper(items)

/**
 * Inserts the item, or updates its name, state and products, but never its type, in one statement. Returns the stored item, or null
 * if it exists with another type.
 * @throws a unique violation if a product already belongs to another item
 */
export async function upsertItemWithProducts(
  db: Db,
  item: ItemRow,
  products: readonly { store: StoreValue; productId: string }[],
): Promise<ItemRow | null> {
  const { sql } = db
  const stores = products.map(({ store }) => store)
  const [row] = await sql`
    with item_upsert as (
      insert into items (app_id, id, external_id, name, type, enabled, created_at, updated_at)
      values (${item.appId}, ${item.id}, ${item.externalId}, ${item.name}, ${item.type}, ${item.enabled},
              ${item.createdAt.toISOString()}, ${item.updatedAt.toISOString()})
      on conflict (app_id, external_id) do update
      set name = excluded.name, enabled = excluded.enabled, updated_at = excluded.updated_at
      where items.type = excluded.type
      returning *
    ), product_delete as (
      delete from store_products p using item_upsert
      where p.app_id = item_upsert.app_id and p.item_id = item_upsert.id and p.store <> all(${stores}::text[])
    ), product_upsert as (
      insert into store_products (app_id, store, product_id, item_id)
      select item_upsert.app_id, product.store, product.product_id, item_upsert.id
      from item_upsert, unnest(${stores}::text[], ${products.map(({ productId }) => productId)}::text[]) as product (store, product_id)
      on conflict (app_id, item_id, store) do update set product_id = excluded.product_id
    )
    select * from item_upsert`
  return row === undefined ? null : toItem(row)
}

export async function selectItems(
  db: Db,
  appId: string,
  options: { store: StoreValue | null; enabledOnly: boolean; after: string | null; limit: number },
): Promise<ItemRow[]> {
  const isSoldIn = (store: StoreValue) =>
    exists(
      db.orm
        .select({ productId: storeProducts.productId })
        .from(storeProducts)
        .where(
          and(
            eq(storeProducts.appId, appId),
            eq(storeProducts.itemId, items.id),
            eq(storeProducts.store, store),
          ),
        ),
    )
  return db.orm
    .select()
    .from(items)
    .where(
      and(
        eq(items.appId, appId),
        // The condition of the index `items_list`.
        sql`${items.externalId} > ''`,
        options.enabledOnly ? eq(items.enabled, true) : undefined,
        options.after === null ? undefined : gt(items.externalId, options.after),
        options.store === null ? undefined : isSoldIn(options.store),
      ),
    )
    .orderBy(asc(items.externalId))
    .limit(options.limit)
}

export async function selectItemsByIds(db: Db, appId: string, ids: readonly string[]): Promise<ItemRow[]> {
  return db.orm
    .select()
    .from(items)
    .where(and(eq(items.appId, appId), anyOf(items.id, ids)))
}

export async function selectStoreProducts(
  db: Db,
  appId: string,
  itemIds: readonly string[],
): Promise<StoreProductRow[]> {
  return db.orm
    .select()
    .from(storeProducts)
    .where(and(eq(storeProducts.appId, appId), anyOf(storeProducts.itemId, itemIds)))
    .orderBy(storeProducts.store)
}

export async function selectItemOfProduct(
  db: Db,
  appId: string,
  store: StoreValue,
  productId: string,
): Promise<ItemRow | null> {
  const [row] = await db.orm
    .select({ item: items })
    .from(storeProducts)
    .innerJoin(items, and(eq(items.appId, storeProducts.appId), eq(items.id, storeProducts.itemId)))
    .where(
      and(
        eq(storeProducts.appId, appId),
        eq(storeProducts.store, store),
        eq(storeProducts.productId, productId),
      ),
    )
  return row?.item ?? null
}

export type StoreItem = { readonly item: ItemRow; readonly productId: string | null }

/** The item, and its product id at the store if it has one there. */
export async function selectStoreItem(
  db: Db,
  appId: string,
  itemExternalId: string,
  store: StoreValue,
): Promise<StoreItem | null> {
  const [row] = await db.orm
    .select({ item: items, productId: storeProducts.productId })
    .from(items)
    .leftJoin(
      storeProducts,
      and(
        eq(storeProducts.appId, items.appId),
        eq(storeProducts.itemId, items.id),
        eq(storeProducts.store, store),
      ),
    )
    .where(and(eq(items.appId, appId), eq(items.externalId, itemExternalId)))
  return row ?? null
}
