import type { Db } from '../client.ts'
import { saleAppliedSql } from '../fragments/sale-applied.ts'
import type { StoreValue } from '../tables/columns.ts'

export type SaleIdentity = { readonly appId: string; readonly store: StoreValue; readonly key: Uint8Array }

/** `version` is higher than that of every read of the sale that started before. */
export type SaleReadToken = {
  readonly version: bigint
  readonly encryptedReference: Uint8Array
  /** The account token of the sale's notifications; null if none contained one. */
  readonly notifiedAccountToken: string | null
}

/** What a signed notification says about a sale and the store's API may leave out. */
export type NotifiedFields = {
  readonly price: { readonly amountMicros: bigint; readonly currencyCode: string } | null
  readonly accountToken: string | null
}

/** A read that is about to start. */
export type StartedRead = {
  /** Null if the sale exists. */
  readonly encryptedReference: Uint8Array | null
  /** Stored unless the sale has them; null if no notification caused the read. */
  readonly notified: NotifiedFields | null
  readonly now: Date
}

/**
 * Assigns a version to a read of the store that is about to start, and stores the reference of a new sale.
 * @returns null if the sale does not exist and no reference was given
 */
export async function upsertSaleRead(
  { sql }: Db,
  { appId, store, key }: SaleIdentity,
  { encryptedReference, notified, now }: StartedRead,
): Promise<SaleReadToken | null> {
  const nowText = now.toISOString()
  const priceMicros = notified?.price?.amountMicros.toString() ?? null
  const currencyCode = notified?.price?.currencyCode ?? null
  const [row] =
    encryptedReference === null
      ? await sql<SaleReadRow[]>`
          update sales set read_version = read_version + 1, checked_at = ${nowText}
          where app_id = ${appId} and store = ${store} and key = ${key}
          returning read_version, encrypted_reference, notified_account_token`
      : await sql<SaleReadRow[]>`
          insert into sales (app_id, store, key, encrypted_reference, read_version, applied_version, notified_price_micros,
                             notified_currency_code, notified_account_token, checked_at)
          values (${appId}, ${store}, ${key}, ${encryptedReference}, 1, 0, ${priceMicros}, ${currencyCode},
                  ${notified?.accountToken ?? null}, ${nowText})
          on conflict (app_id, store, key) do update
          set read_version = sales.read_version + 1, checked_at = excluded.checked_at,
              notified_price_micros = coalesce(sales.notified_price_micros, excluded.notified_price_micros),
              notified_currency_code = coalesce(sales.notified_currency_code, excluded.notified_currency_code),
              notified_account_token = coalesce(sales.notified_account_token, excluded.notified_account_token)
          returning read_version, encrypted_reference, notified_account_token`
  if (row === undefined) return null
  return {
    version: BigInt(row.read_version),
    encryptedReference: row.encrypted_reference,
    notifiedAccountToken: row.notified_account_token,
  }
}

type SaleReadRow = {
  readonly read_version: string
  readonly encrypted_reference: Uint8Array
  readonly notified_account_token: string | null
}

/** Marks a read as applied; false if a later read was applied before: then the result of this one is stale. */
export async function updateSaleApplied(
  db: Db,
  { appId, store, key }: SaleIdentity,
  read: { readonly version: bigint; readonly readAt: Date },
): Promise<boolean> {
  const rows = await db.sql`${saleAppliedSql(db, appId, { store, key, ...read })}`
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

/** The account token that a notification of the sale contained; null if none did. */
export async function selectNotifiedAccountToken(
  { sql }: Db,
  { appId, store, key }: SaleIdentity,
): Promise<string | null> {
  const [row] = await sql<{ token: string | null }[]>`
    select notified_account_token as token from sales where app_id = ${appId} and store = ${store} and key = ${key}`
  return row?.token ?? null
}

/** When the stores last stated what the records of these payments show. */
export async function selectStoreReadTimes(
  { sql }: Db,
  appId: string,
  paymentIds: readonly string[],
): Promise<{ readonly paymentId: string; readonly readAt: Date }[]> {
  const rows = await sql<{ paymentId: string; readAt: string }[]>`
    select p.id as "paymentId", greatest(p.verified_at, s.applied_at) as "readAt"
    from payments p left join sales s on s.app_id = p.app_id and s.store = p.store and s.key = p.sale_key
    where p.app_id = ${appId} and p.id = any(${[...new Set(paymentIds)]}::uuid[])`
  return rows.map(({ paymentId, readAt }) => ({ paymentId, readAt: new Date(readAt) }))
}
