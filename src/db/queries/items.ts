import { and, asc, eq, exists, gt } from 'drizzle-orm'
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
  products: readonly Pick<StoreProductRow, 'store' | 'productId' | 'storeBundleId'>[],
): Promise<ItemRow | null> {
  const { sql } = db
  const stores = products.map(({ store }) => store)
  const apps = products.map(({ storeBundleId }) => storeBundleId)
  const [row] = await sql`
    with item_upsert as (
      insert into items (app_id, id, external_id, name, type, enabled, created_at, updated_at)
      values (${item.appId}, ${item.id}, ${item.externalId}, ${item.name}, ${item.type}, ${item.enabled},
              ${item.createdAt.toISOString()}, ${item.updatedAt.toISOString()})
      on conflict (app_id, external_id) do update
      set name = excluded.name, enabled = excluded.enabled, updated_at = excluded.updated_at
      where items.type = excluded.type
      returning *
    ), product as (
      select store, product_id, store_bundle_id
      from unnest(${stores}::text[], ${products.map(({ productId }) => productId)}::text[], ${apps}::text[])
        as product (store, product_id, store_bundle_id)
    ), product_move as (
      update store_products p set store_bundle_id = product.store_bundle_id
      from item_upsert, product
      where p.app_id = item_upsert.app_id and p.item_id = item_upsert.id and p.store = product.store
        and p.product_id = product.product_id and p.store_bundle_id <> product.store_bundle_id
      returning p.store, p.product_id
    ), product_delete as (
      delete from store_products p using item_upsert
      where p.app_id = item_upsert.app_id and p.item_id = item_upsert.id
        and (p.store, p.store_bundle_id) not in (select store, store_bundle_id from product)
        and (p.store, p.product_id) not in (select store, product_id from product_move)
    ), product_upsert as (
      insert into store_products (app_id, store, product_id, item_id, store_bundle_id)
      select item_upsert.app_id, product.store, product.product_id, item_upsert.id, product.store_bundle_id
      from item_upsert, product
      where (product.store, product.product_id) not in (select store, product_id from product_move)
      on conflict (app_id, item_id, store, store_bundle_id) do update set product_id = excluded.product_id
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
    .orderBy(storeProducts.store, storeProducts.storeBundleId)
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

export type StoreItem = {
  readonly item: ItemRow
  /** `storeBundleId` is empty for a product that all apps of the store sell. */
  readonly products: readonly Pick<StoreProductRow, 'productId' | 'storeBundleId'>[]
}

/** The item, and its products at the store. */
export async function selectStoreItem(
  db: Db,
  appId: string,
  itemExternalId: string,
  store: StoreValue,
): Promise<StoreItem | null> {
  const { productId, storeBundleId } = storeProducts
  const rows = await db.orm
    .select({ item: items, product: { productId, storeBundleId } })
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
  const [first] = rows
  return first === undefined
    ? null
    : { item: first.item, products: rows.flatMap(({ product }) => product ?? []) }
}
