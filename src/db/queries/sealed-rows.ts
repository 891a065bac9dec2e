import type { Db } from '../client.ts'
import type { StoreValue } from '../tables/columns.ts'

/** A seal begins with the id of the secret that made it; rows under any other one are old. */
export type OldSeals = { readonly appId: string; readonly currentKeyId: string; readonly limit: number }

export type SealedSale = {
  readonly store: StoreValue
  readonly key: Uint8Array
  readonly reference: Uint8Array
}

export async function listOldSales({ sql }: Db, old: OldSeals): Promise<SealedSale[]> {
  return sql<SealedSale[]>`
    select store, key, reference from sales
    where app_id = ${old.appId} and substring(reference for 4) <> decode(${old.currentKeyId}, 'hex')
    limit ${old.limit}`
}

/** Only if nobody has sealed it anew since it was read. */
export async function replaceReference(
  { sql }: Db,
  appId: string,
  sale: SealedSale,
  anew: Uint8Array,
): Promise<boolean> {
  const rows = await sql`
    update sales set reference = ${anew}
    where app_id = ${appId} and store = ${sale.store} and key = ${sale.key} and reference = ${sale.reference}
    returning 1`
  return rows.length > 0
}

export type SealedNotification = {
  readonly id: string
  readonly store: StoreValue
  readonly body: Uint8Array
  readonly content: Uint8Array
}

export async function listOldNotifications({ sql }: Db, old: OldSeals): Promise<SealedNotification[]> {
  return sql<SealedNotification[]>`
    select id, store, body, content from notifications
    where app_id = ${old.appId} and substring(body for 4) <> decode(${old.currentKeyId}, 'hex')
    limit ${old.limit}`
}

/** A message never changes, so whoever seals it anew seals the same. */
export async function replaceNotificationSeals(
  { sql }: Db,
  appId: string,
  { id, body, content }: Omit<SealedNotification, 'store'>,
): Promise<void> {
  await sql`update notifications set body = ${body}, content = ${content} where app_id = ${appId} and id = ${id}`
}
