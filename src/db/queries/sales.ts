import type { Db } from '../client.ts'
import { saleAppliedSql } from '../fragments/sale-applied.ts'
import type { StoreValue } from '../tables/columns.ts'

export type SaleIdentity = { readonly appId: string; readonly store: StoreValue; readonly key: Uint8Array }

/** `version` is higher than that of every read of the sale that started before. */
export type SaleReadToken = { readonly version: bigint; readonly encryptedReference: Uint8Array }

/**
 * Assigns a version to a read of the store that is about to start, and stores the reference of a new sale.
 * @param encryptedReference null if the sale exists
 * @returns null if the sale does not exist and no reference was given
 */
export async function upsertSaleRead(
  { sql }: Db,
  { appId, store, key }: SaleIdentity,
  encryptedReference: Uint8Array | null,
  now: Date,
): Promise<SaleReadToken | null> {
  const nowText = now.toISOString()
  const [row] =
    encryptedReference === null
      ? await sql<{ read_version: string; encrypted_reference: Uint8Array }[]>`
          update sales set read_version = read_version + 1, checked_at = ${nowText}
          where app_id = ${appId} and store = ${store} and key = ${key}
          returning read_version, encrypted_reference`
      : await sql<{ read_version: string; encrypted_reference: Uint8Array }[]>`
          insert into sales (app_id, store, key, encrypted_reference, read_version, applied_version, checked_at)
          values (${appId}, ${store}, ${key}, ${encryptedReference}, 1, 0, ${nowText})
          on conflict (app_id, store, key) do update
          set read_version = sales.read_version + 1, checked_at = excluded.checked_at
          returning read_version, encrypted_reference`
  if (row === undefined) return null
  return { version: BigInt(row.read_version), encryptedReference: row.encrypted_reference }
}

/** Marks a read as applied; false if a later read was applied before: then the result of this one is stale. */
export async function updateSaleApplied(
  db: Db,
  { appId, store, key }: SaleIdentity,
  version: bigint,
): Promise<boolean> {
  const rows = await db.sql`${saleAppliedSql(db, appId, { store, key, version })}`
  return rows.length > 0
}

export type SaleOfPurchase = {
  readonly store: StoreValue
  readonly key: Uint8Array
  readonly encryptedReference: Uint8Array
}

/** The sale of a purchase, with the reference for requests to its store; null if no sale is known. */
export async function selectSaleOfPurchase(
  { sql }: Db,
  appId: string,
  purchaseId: string,
): Promise<SaleOfPurchase | null> {
  const [row] = await sql<SaleOfPurchase[]>`
    select s.store, s.key, s.encrypted_reference as "encryptedReference"
    from sales s
    where s.app_id = ${appId}
      and (s.store, s.key) = (select store, sale_key from purchases where app_id = ${appId} and id = ${purchaseId})`
  return row ?? null
}
