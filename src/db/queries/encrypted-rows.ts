import type { Db } from '../client.ts'
import type { StoreValue } from '../tables/columns.ts'

/** A seal begins with the id of the secret that made it; rows under any other one are old. */
export type OutdatedRowsQuery = {
  readonly appId: string
  readonly currentKeyId: string
  readonly limit: number
}

export type EncryptedSale = {
  readonly store: StoreValue
  readonly key: Uint8Array
  readonly reference: Uint8Array
}

export async function selectSalesToReencrypt(
  { sql }: Db,
  query: OutdatedRowsQuery,
): Promise<EncryptedSale[]> {
  return sql<EncryptedSale[]>`
    select store, key, reference from sales
    where app_id = ${query.appId} and substring(reference for 4) <> decode(${query.currentKeyId}, 'hex')
    limit ${query.limit}`
}

/** Only if nobody has sealed it anew since it was read. */
export async function updateSaleReference(
  { sql }: Db,
  appId: string,
  sale: EncryptedSale,
  reencrypted: Uint8Array,
): Promise<boolean> {
  const rows = await sql`
    update sales set reference = ${reencrypted}
    where app_id = ${appId} and store = ${sale.store} and key = ${sale.key} and reference = ${sale.reference}
    returning 1`
  return rows.length > 0
}

export type EncryptedNotification = {
  readonly id: string
  readonly store: StoreValue
  readonly body: Uint8Array
  readonly content: Uint8Array
}

export async function selectNotificationsToReencrypt(
  { sql }: Db,
  query: OutdatedRowsQuery,
): Promise<EncryptedNotification[]> {
  return sql<EncryptedNotification[]>`
    select id, store, body, content from notifications
    where app_id = ${query.appId} and substring(body for 4) <> decode(${query.currentKeyId}, 'hex')
    limit ${query.limit}`
}

/** A message never changes, so whoever seals it anew seals the same. */
export async function updateNotificationCiphertexts(
  { sql }: Db,
  appId: string,
  { id, body, content }: Omit<EncryptedNotification, 'store'>,
): Promise<void> {
  await sql`update notifications set body = ${body}, content = ${content} where app_id = ${appId} and id = ${id}`
}
