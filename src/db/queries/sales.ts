import type { Db } from '../client.ts'
import type { StoreValue } from '../tables/columns.ts'

export type SaleIdentity = { readonly appId: string; readonly store: StoreValue; readonly key: Uint8Array }

/** `read` is higher than that of every reading of the sale that began before. */
export type SaleReadToken = { readonly read: bigint; readonly reference: Uint8Array }

/**
 * Draws a number for a reading of the store that is about to begin, and notes how the sale is asked about.
 * @param encryptedReference sealed; null where it has to be known already
 * @returns null if the sale is unknown and no reference was given
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
      ? await sql<{ reads: string; reference: Uint8Array }[]>`
          update sales set reads = reads + 1, checked_at = ${nowText}
          where app_id = ${appId} and store = ${store} and key = ${key}
          returning reads, reference`
      : await sql<{ reads: string; reference: Uint8Array }[]>`
          insert into sales (app_id, store, key, reference, reads, applied, checked_at)
          values (${appId}, ${store}, ${key}, ${encryptedReference}, 1, 0, ${nowText})
          on conflict (app_id, store, key) do update set reads = sales.reads + 1, checked_at = excluded.checked_at
          returning reads, reference`
  return row === undefined ? null : { read: BigInt(row.reads), reference: row.reference }
}

/** Notes that a reading is about to be applied; false if a later one was before: then this one is old news. */
export async function updateSaleApplied(
  { sql }: Db,
  { appId, store, key }: SaleIdentity,
  version: bigint,
): Promise<boolean> {
  const versionText = version.toString()
  const rows = await sql`
    update sales set applied = ${versionText}::bigint
    where app_id = ${appId} and store = ${store} and key = ${key} and applied <= ${versionText}::bigint
    returning 1`
  return rows.length > 0
}

/** How the sale behind a purchase is asked about; null where none is known. */
export async function selectSaleOfPurchase(
  { sql }: Db,
  appId: string,
  purchaseId: string,
): Promise<{ readonly store: StoreValue; readonly key: Uint8Array; readonly reference: Uint8Array } | null> {
  const [row] = await sql<{ store: StoreValue; key: Uint8Array; reference: Uint8Array }[]>`
    select s.store, s.key, s.reference
    from purchases p join sales s on s.app_id = p.app_id and s.store = p.store and s.key = p.sale_key
    where p.app_id = ${appId} and p.id = ${purchaseId}`
  return row ?? null
}
