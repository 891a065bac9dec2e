import { and, asc, eq } from 'drizzle-orm'
import type { Db } from '../client.ts'
import { auditInsertsSql, type OperatorAction } from '../fragments/operator-action.ts'
import { anyTextOf } from '../fragments/any-of.ts'
import type { StoreValue } from '../tables/columns.ts'
import { items, storeProducts } from '../tables/items.ts'
import type { ItemWithProducts, StoreProduct } from './items.ts'

/** The items with these ids of the developer, with all of their products. */
export async function selectItemsByExternalIds(
  db: Db,
  appId: string,
  externalIds: readonly string[],
): Promise<ItemWithProducts[]> {
  const rows = await db.orm
    .select({ item: items, product: storeProducts })
    .from(items)
    .leftJoin(storeProducts, and(eq(storeProducts.appId, items.appId), eq(storeProducts.itemId, items.id)))
    .where(and(eq(items.appId, appId), anyTextOf(items.externalId, externalIds)))
    .orderBy(asc(items.id), asc(storeProducts.store), asc(storeProducts.storeBundleId))
  const found = new Map<string, { item: ItemWithProducts['item']; products: StoreProduct[] }>()
  for (const { item, product } of rows) {
    const entry = found.get(item.id) ?? { item, products: [] }
    found.set(item.id, entry)
    if (product === null) continue
    const { store, productId, storeBundleId } = product
    entry.products.push({ store, productId, storeBundleId })
  }
  return [...found.values()]
}

export type ProductOwner = {
  readonly store: StoreValue
  readonly productId: string
  /** The developer's id of the item. */
  readonly itemId: string
}

/** The items that have these products. */
export async function selectProductOwners(
  db: Db,
  appId: string,
  products: readonly { readonly store: StoreValue; readonly productId: string }[],
): Promise<ProductOwner[]> {
  const stores = [...new Set(products.map(({ store }) => store))]
  const productIds = [...new Set(products.map(({ productId }) => productId))]
  if (stores.length === 0) return []
  return db.orm
    .select({ store: storeProducts.store, productId: storeProducts.productId, itemId: items.externalId })
    .from(storeProducts)
    .innerJoin(items, and(eq(items.appId, storeProducts.appId), eq(items.id, storeProducts.itemId)))
    .where(
      and(
        eq(storeProducts.appId, appId),
        anyTextOf(storeProducts.store, stores),
        anyTextOf(storeProducts.productId, productIds),
      ),
    )
}

export type ItemsWrite = {
  readonly items: readonly {
    readonly before: ItemWithProducts | null
    readonly after: ItemWithProducts
    readonly changes: object | null
    readonly auditId: string
  }[]
  /** The action, whose entry is written for each item with the changes of the item. */
  readonly action: OperatorAction
}

/**
 * Inserts and updates items with their products, all in one statement; false, and no change, if one of the items was changed since it
 * was read.
 * @throws a unique violation if a new item or a product exists in the meantime
 */
export async function writeItems(db: Db, appId: string, write: ItemsWrite): Promise<boolean> {
  const { sql } = db
  const nowText = write.action.now.toISOString()
  const json = (value: unknown) => sql`${JSON.stringify(value)}::text::jsonb`
  const { updated, inserted, added, removed, entries } = toRecords(write)
  const [row] = await sql<{ written: boolean }[]>`
    with updated as (
      select * from jsonb_to_recordset(${json(updated)}) as u (id uuid, name text, enabled boolean, consume_trial boolean, revision int)
    ), locked as (
      select i.id from items i join updated u on i.id = u.id and i.revision = u.revision
      where i.app_id = ${appId} for update of i
    ), allowed as (
      select 1 where (select count(*) from locked) = ${updated.length}::int
    ), item_update as (
      update items i set name = u.name, enabled = u.enabled, consume_trial = u.consume_trial,
        updated_at = ${nowText}::timestamptz, revision = u.revision + 1
      from updated u, allowed
      where i.app_id = ${appId} and i.id = u.id
    ), item_insert as (
      insert into items (app_id, id, external_id, name, type, enabled, consume_trial, revision, created_at, updated_at)
      select ${appId}::uuid, n.id, n.external_id, n.name, n.type, n.enabled, n.consume_trial, 0, ${nowText}::timestamptz, ${nowText}::timestamptz
      from allowed, jsonb_to_recordset(${json(inserted)})
        as n (id uuid, external_id text, name text, type text, enabled boolean, consume_trial boolean)
    ), product_delete as (
      delete from store_products p
      using allowed, jsonb_to_recordset(${json(removed)}) as r (store text, product_id text, item_id uuid)
      where p.app_id = ${appId} and p.store = r.store and p.product_id = r.product_id and p.item_id = r.item_id
      returning p.product_id
    ), product_insert as (
      -- Counting what is deleted makes PostgreSQL delete it first: a product may move from one item to another.
      insert into store_products (app_id, store, product_id, item_id, store_bundle_id)
      select ${appId}::uuid, a.store, a.product_id, a.item_id, a.store_bundle_id
      from allowed, jsonb_to_recordset(${json(added)})
        as a (store text, product_id text, item_id uuid, store_bundle_id text)
      where (select count(*) from product_delete) >= 0
    ), audit_insert as (${auditInsertsSql(db, {
      subjects: sql`select ${appId}::uuid as app_id, e.id as entry_id, e.subject_id as id, e.changes
        from allowed, jsonb_to_recordset(${json(entries)}) as e (id uuid, subject_id uuid, changes jsonb)`,
      action: write.action,
    })})
    select exists (select from allowed) as written`
  return row?.written ?? false
}

/** The rows of the statement, with the names of their columns. */
function toRecords({ items: changed }: ItemsWrite) {
  const updated = changed.flatMap(({ before, after: { item } }) => {
    const { id, name, enabled, consumeTrial } = item
    return before === null
      ? []
      : [{ id, name, enabled, consume_trial: consumeTrial, revision: before.item.revision }]
  })
  const inserted = changed
    .filter(({ before }) => before === null)
    .map(({ after: { item } }) => {
      const { id, externalId, name, type, enabled, consumeTrial } = item
      return { id, external_id: externalId, name, type, enabled, consume_trial: consumeTrial }
    })
  const entries = changed.map(({ after, changes, auditId }) => ({
    id: auditId,
    subject_id: after.item.id,
    changes: changes ?? {},
  }))
  return { updated, inserted, entries, ...compareProducts(changed) }
}

function compareProducts(changed: ItemsWrite['items']) {
  const rowsOf = (entry: ItemWithProducts | null) =>
    (entry?.products ?? []).map(({ store, productId, storeBundleId }) => ({
      store,
      product_id: productId,
      item_id: entry?.item.id,
      store_bundle_id: storeBundleId,
    }))
  const keyOf = (row: object) => JSON.stringify(row)
  const before = changed.flatMap((each) => rowsOf(each.before))
  const after = changed.flatMap((each) => rowsOf(each.after))
  const [keysBefore, keysAfter] = [new Set(before.map(keyOf)), new Set(after.map(keyOf))]
  return {
    added: after.filter((row) => !keysBefore.has(keyOf(row))),
    removed: before.filter((row) => !keysAfter.has(keyOf(row))),
  }
}
