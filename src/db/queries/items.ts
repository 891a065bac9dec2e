import { and, asc, eq, exists, gt, inArray } from 'drizzle-orm'
import type { Db } from '../client.ts'
import type { StoreValue } from '../tables/columns.ts'
import { items, storeProducts } from '../tables/items.ts'

export type ItemRow = typeof items.$inferSelect
export type StoreProductRow = typeof storeProducts.$inferSelect

/**
 * Makes the item, or changes its name, state and products; never its type.
 * Returns the item as stored, or null if it exists with another type.
 * @throws a unique violation if a product already belongs to another item
 */
export async function upsertItem(
  db: Db,
  item: ItemRow,
  products: readonly { store: StoreValue; productId: string }[],
): Promise<ItemRow | null> {
  return db.orm.transaction(async (tx) => {
    const [stored] = await tx
      .insert(items)
      .values(item)
      .onConflictDoUpdate({
        target: [items.appId, items.externalId],
        set: { name: item.name, enabled: item.enabled, updatedAt: item.updatedAt },
        setWhere: eq(items.type, item.type),
      })
      .returning()
    if (stored === undefined) return null
    await tx
      .delete(storeProducts)
      .where(and(eq(storeProducts.appId, item.appId), eq(storeProducts.itemId, stored.id)))
    if (products.length > 0) {
      await tx
        .insert(storeProducts)
        .values(products.map((product) => ({ appId: item.appId, itemId: stored.id, ...product })))
    }
    return stored
  })
}

export async function listItems(
  db: Db,
  appId: string,
  options: { store: StoreValue | null; enabledOnly: boolean; after: string | null; limit: number },
): Promise<ItemRow[]> {
  const soldIn = (store: StoreValue) =>
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
        options.store === null ? undefined : soldIn(options.store),
      ),
    )
    .orderBy(asc(items.externalId))
    .limit(options.limit)
}

export async function findItems(db: Db, appId: string, ids: readonly string[]): Promise<ItemRow[]> {
  return db.orm
    .select()
    .from(items)
    .where(and(eq(items.appId, appId), inArray(items.id, [...ids])))
}

export async function findStoreProducts(
  db: Db,
  appId: string,
  itemIds: readonly string[],
): Promise<StoreProductRow[]> {
  return db.orm
    .select()
    .from(storeProducts)
    .where(and(eq(storeProducts.appId, appId), inArray(storeProducts.itemId, [...itemIds])))
    .orderBy(storeProducts.store)
}

export async function findItemOfProduct(
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

export type Offer = { readonly item: ItemRow; readonly productId: string | null }

/** The item, and its product in the store if it has one there. */
export async function findOffer(
  db: Db,
  appId: string,
  itemExternalId: string,
  store: StoreValue,
): Promise<Offer | null> {
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
