import { and, asc, desc, eq, exists, gt, lt, sql } from 'drizzle-orm'
import type { Fragment } from 'postgres'
import type { Db } from '../client.ts'
import { anyOf, anyTextOf } from '../fragments/any-of.ts'
import { operatorActionSql, type OperatorAction } from '../fragments/operator-action.ts'
import { toColumns } from '../fragments/row-columns.ts'
import { createKeyedRead } from '../keyed-read.ts'
import { createRowMapper } from '../row-mapper.ts'
import type { StoreValue } from '../tables/columns.ts'
import { items, storeProducts } from '../tables/items.ts'

export type ItemRow = typeof items.$inferSelect
export type StoreProductRow = typeof storeProducts.$inferSelect

const toItem = createRowMapper(items)

export type StoreProduct = Pick<StoreProductRow, 'store' | 'productId' | 'storeBundleId'>

/** The item and its products. */
export type ItemWithProducts = { readonly item: ItemRow; readonly products: readonly StoreProduct[] }

export async function selectItemWithProducts(
  db: Db,
  appId: string,
  externalId: string,
): Promise<ItemWithProducts | null> {
  const rows = await db.orm
    .select({ item: items, product: storeProducts })
    .from(items)
    .leftJoin(storeProducts, and(eq(storeProducts.appId, items.appId), eq(storeProducts.itemId, items.id)))
    .where(and(eq(items.appId, appId), eq(items.externalId, externalId)))
    .orderBy(asc(storeProducts.store), asc(storeProducts.storeBundleId))
  const [first] = rows
  if (first === undefined) return null
  const products = rows.flatMap(({ product }) =>
    product === null
      ? []
      : [{ store: product.store, productId: product.productId, storeBundleId: product.storeBundleId }],
  )
  return { item: first.item, products }
}

/**
 * Inserts an item with its products, in one statement; null if an item with this external id exists.
 * @throws a unique violation if a product already belongs to another item
 */
export function insertItem(
  db: Db,
  { item, products }: ItemWithProducts,
  action: OperatorAction,
): Promise<ItemRow | null> {
  const { sql } = db
  const change = sql`
    insert into items ${sql(toColumns(items, item))} on conflict (app_id, external_id) do nothing returning *`
  return writeItem(db, change, products, action)
}

/**
 * Updates the name, the settings and the products of an item, in one statement; null, and no change, if it was changed since it was read.
 * @throws a unique violation if a product already belongs to another item
 */
export function updateItem(
  db: Db,
  before: ItemRow,
  { item, products }: ItemWithProducts,
  action: OperatorAction,
): Promise<ItemRow | null> {
  const { sql } = db
  const { name, enabled, consumeTrial, updatedAt } = item
  const changes = toColumns(items, { name, enabled, consumeTrial, updatedAt, revision: before.revision + 1 })
  const change = sql`
    update items set ${sql(changes)}
    where app_id = ${before.appId} and id = ${before.id} and revision = ${before.revision} returning *`
  return writeItem(db, change, products, action)
}

async function writeItem(
  db: Db,
  change: Fragment,
  products: readonly StoreProduct[],
  action: OperatorAction,
): Promise<ItemRow | null> {
  const { sql } = db
  const stores = products.map(({ store }) => store)
  const productIds = products.map(({ productId }) => productId)
  const storeApps = products.map(({ storeBundleId }) => storeBundleId)
  const [row] = await sql`
    with changed as (${change}
    ), product as (
      select store, product_id, store_bundle_id
      from unnest(${stores}::text[], ${productIds}::text[], ${storeApps}::text[]) as product (store, product_id, store_bundle_id)
    ), product_move as (
      update store_products p set store_bundle_id = product.store_bundle_id
      from changed, product
      where p.app_id = changed.app_id and p.item_id = changed.id and p.store = product.store
        and p.product_id = product.product_id and p.store_bundle_id <> product.store_bundle_id
      returning p.store, p.product_id
    ), product_delete as (
      delete from store_products p using changed
      where p.app_id = changed.app_id and p.item_id = changed.id
        and (p.store, p.store_bundle_id) not in (select store, store_bundle_id from product)
        and (p.store, p.product_id) not in (select store, product_id from product_move)
    ), product_upsert as (
      insert into store_products (app_id, store, product_id, item_id, store_bundle_id)
      select changed.app_id, product.store, product.product_id, changed.id, product.store_bundle_id
      from changed, product
      where (product.store, product.product_id) not in (select store, product_id from product_move)
      on conflict (app_id, item_id, store, store_bundle_id) do update set product_id = excluded.product_id
    ), ${operatorActionSql(db, 'changed', action)}
    select * from changed`
  return row === undefined ? null : toItem(row)
}

export async function selectItems(
  db: Db,
  appId: string,
  options: {
    readonly store: StoreValue | null
    readonly enabledOnly: boolean
    readonly after: string | null
    readonly before: string | null
    readonly limit: number
    /** From the end of the list. */
    readonly reversed: boolean
  },
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
        options.before === null ? undefined : lt(items.externalId, options.before),
        options.store === null ? undefined : isSoldIn(options.store),
      ),
    )
    .orderBy(options.reversed ? desc(items.externalId) : asc(items.externalId))
    .limit(options.limit)
}

export const selectItemsByIds = createKeyedRead(items, items.id)

export async function selectItemsByExternalIds(
  db: Db,
  appId: string,
  externalIds: readonly string[],
): Promise<ItemRow[]> {
  return db.orm
    .select()
    .from(items)
    .where(and(eq(items.appId, appId), anyTextOf(items.externalId, externalIds)))
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

/** The ids of products of a store, at most `limit`. */
export async function selectStoreProductIds(
  db: Db,
  appId: string,
  { store, limit }: { readonly store: StoreValue; readonly limit: number },
): Promise<string[]> {
  const rows = await db.orm
    .selectDistinct({ productId: storeProducts.productId })
    .from(storeProducts)
    .where(and(eq(storeProducts.appId, appId), eq(storeProducts.store, store)))
    .orderBy(asc(storeProducts.productId))
    .limit(limit)
  return rows.map(({ productId }) => productId)
}

/** The apps of stores that have products of their own, at most `limit`. */
export async function selectProductColumns(
  db: Db,
  appId: string,
  limit: number,
): Promise<Pick<StoreProductRow, 'store' | 'storeBundleId'>[]> {
  return db.orm
    .selectDistinct({ store: storeProducts.store, storeBundleId: storeProducts.storeBundleId })
    .from(storeProducts)
    .where(and(eq(storeProducts.appId, appId), gt(storeProducts.storeBundleId, '')))
    .orderBy(asc(storeProducts.store), asc(storeProducts.storeBundleId))
    .limit(limit)
}
