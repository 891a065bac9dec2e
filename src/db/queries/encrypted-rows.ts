import type { Db } from '../client.ts'
import type { StoreValue } from '../tables/columns.ts'

/**
 * The ids of the keys that encrypted the secrets of all apps. Sale references and notifications are not read: they are many, and
 * were encrypted with the same keys.
 */
export async function selectEncryptionKeyIds({ sql }: Db): Promise<string[]> {
  const rows = await sql<{ keyId: string }[]>`
    select distinct encode(substring(ciphertext for 4), 'hex') as "keyId" from (
      select encrypted_user_token_secret as ciphertext from apps
      union all select encrypted_secret from previous_user_secrets
      union all select encrypted_credentials from store_connections
      union all select encrypted_secret from webhook_endpoints
      union all select encrypted_previous_secret from webhook_endpoints
    ) as secrets where ciphertext is not null`
  return rows.map(({ keyId }) => keyId)
}

/** A ciphertext begins with the id of its key; rows encrypted with another key are outdated. */
export type OutdatedRowsQuery = {
  readonly appId: string
  readonly currentKeyId: string
  readonly limit: number
}

export type EncryptedSale = {
  readonly store: StoreValue
  readonly key: Uint8Array
  readonly encryptedReference: Uint8Array
}

export async function selectSalesToReencrypt(
  { sql }: Db,
  query: OutdatedRowsQuery,
): Promise<EncryptedSale[]> {
  return sql<EncryptedSale[]>`
    select store, key, encrypted_reference as "encryptedReference" from sales
    where app_id = ${query.appId} and substring(encrypted_reference for 4) <> decode(${query.currentKeyId}, 'hex')
    limit ${query.limit}`
}

/** Returns false, and changes nothing, if the reference was changed since it was read. */
export async function updateSaleReference(
  { sql }: Db,
  appId: string,
  sale: EncryptedSale,
  reencrypted: Uint8Array,
): Promise<boolean> {
  const { count } = await sql`
    update sales set encrypted_reference = ${reencrypted}
    where app_id = ${appId} and store = ${sale.store} and key = ${sale.key}
      and encrypted_reference = ${sale.encryptedReference}`
  return count > 0
}

export type EncryptedNotification = {
  readonly id: string
  readonly store: StoreValue
  readonly encryptedBody: Uint8Array
  readonly encryptedPayload: Uint8Array
}

export async function selectNotificationsToReencrypt(
  { sql }: Db,
  query: OutdatedRowsQuery,
): Promise<EncryptedNotification[]> {
  return sql<EncryptedNotification[]>`
    select id, store, encrypted_body as "encryptedBody", encrypted_payload as "encryptedPayload" from notifications
    where app_id = ${query.appId} and substring(encrypted_body for 4) <> decode(${query.currentKeyId}, 'hex')
    limit ${query.limit}`
}

/** A notification never changes, so concurrent re-encryptions store the same plaintext. Returns false if it was deleted. */
export async function updateNotificationCiphertexts(
  { sql }: Db,
  appId: string,
  { id, encryptedBody, encryptedPayload }: Omit<EncryptedNotification, 'store'>,
): Promise<boolean> {
  const { count } = await sql`
    update notifications set encrypted_body = ${encryptedBody}, encrypted_payload = ${encryptedPayload}
    where app_id = ${appId} and id = ${id}`
  return count > 0
}

export type EncryptedRefundReview = {
  readonly id: string
  readonly store: StoreValue
  readonly encryptedRequest: Uint8Array
}

export async function selectRefundReviewsToReencrypt(
  { sql }: Db,
  query: OutdatedRowsQuery,
): Promise<EncryptedRefundReview[]> {
  return sql<EncryptedRefundReview[]>`
    select id, store, encrypted_request as "encryptedRequest" from refund_reviews
    where app_id = ${query.appId} and encrypted_request is not null
      and substring(encrypted_request for 4) <> decode(${query.currentKeyId}, 'hex')
    limit ${query.limit}`
}

/** The request of a review never changes, but is deleted when the review ends: then this returns false. */
export async function updateRefundReviewRequest(
  { sql }: Db,
  appId: string,
  { id, encryptedRequest }: Omit<EncryptedRefundReview, 'store'>,
): Promise<boolean> {
  const { count } = await sql`
    update refund_reviews set encrypted_request = ${encryptedRequest}
    where app_id = ${appId} and id = ${id} and encrypted_request is not null`
  return count > 0
}

export type EncryptedUnattributedSale = {
  readonly id: string
  readonly store: StoreValue
  readonly encryptedRaw: Uint8Array
}

export async function selectUnattributedSalesToReencrypt(
  { sql }: Db,
  query: OutdatedRowsQuery,
): Promise<EncryptedUnattributedSale[]> {
  return sql<EncryptedUnattributedSale[]>`
    select id, store, encrypted_raw as "encryptedRaw" from unattributed_sales
    where app_id = ${query.appId} and substring(encrypted_raw for 4) <> decode(${query.currentKeyId}, 'hex')
    limit ${query.limit}`
}

/** Returns false, and changes nothing, if the text was changed since it was read. */
export async function updateUnattributedSaleRaw(
  { sql }: Db,
  appId: string,
  { id, encryptedRaw }: EncryptedUnattributedSale,
  reencrypted: Uint8Array,
): Promise<boolean> {
  const { count } = await sql`
    update unattributed_sales set encrypted_raw = ${reencrypted}
    where app_id = ${appId} and id = ${id} and encrypted_raw = ${encryptedRaw}`
  return count > 0
}
