import type { Fragment } from 'postgres'
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
    ) as secrets where ciphertext is not null
    union
    select lpad(to_hex(split_part(secret, '$', 3)::bigint), 8, '0') from operator_two_factors`
  return rows.map(({ keyId }) => keyId)
}

export type OutdatedRowsQuery = {
  readonly appId: string
  readonly currentKeyId: string
  readonly limit: number
}

type OutdatedRows = { readonly table: string; readonly ciphertext: string; readonly columns: Fragment }

/** A ciphertext begins with the id of its key; rows encrypted with another key are outdated. A row without a ciphertext is not. */
async function selectOutdatedRows<Row extends object>(
  { sql }: Db,
  { table, ciphertext, columns }: OutdatedRows,
  { appId, currentKeyId, limit }: OutdatedRowsQuery,
): Promise<Row[]> {
  return sql<Row[]>`
    select ${columns} from ${sql(table)}
    where app_id = ${appId} and substring(${sql(ciphertext)} for 4) <> decode(${currentKeyId}, 'hex')
    limit ${limit}`
}

export type EncryptedSale = {
  readonly store: StoreValue
  readonly key: Uint8Array
  readonly encryptedReference: Uint8Array
}

export function selectSalesToReencrypt(db: Db, query: OutdatedRowsQuery): Promise<EncryptedSale[]> {
  const columns = db.sql`store, key, encrypted_reference as "encryptedReference"`
  return selectOutdatedRows(db, { table: 'sales', ciphertext: 'encrypted_reference', columns }, query)
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

export function selectNotificationsToReencrypt(
  db: Db,
  query: OutdatedRowsQuery,
): Promise<EncryptedNotification[]> {
  const columns = db.sql`id, store, encrypted_body as "encryptedBody", encrypted_payload as "encryptedPayload"`
  return selectOutdatedRows(db, { table: 'notifications', ciphertext: 'encrypted_body', columns }, query)
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

export function selectRefundReviewsToReencrypt(
  db: Db,
  query: OutdatedRowsQuery,
): Promise<EncryptedRefundReview[]> {
  const columns = db.sql`id, store, encrypted_request as "encryptedRequest"`
  return selectOutdatedRows(db, { table: 'refund_reviews', ciphertext: 'encrypted_request', columns }, query)
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

export function selectUnattributedSalesToReencrypt(
  db: Db,
  query: OutdatedRowsQuery,
): Promise<EncryptedUnattributedSale[]> {
  const columns = db.sql`id, store, encrypted_raw as "encryptedRaw"`
  return selectOutdatedRows(db, { table: 'unattributed_sales', ciphertext: 'encrypted_raw', columns }, query)
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

export type EncryptedSecondFactor = {
  readonly id: string
  readonly secret: string
  readonly backupCodes: string
}

/** Second factors whose secret or backup codes are encrypted with another version than the current one. */
export async function selectSecondFactorsToReencrypt(
  { sql }: Db,
  query: { readonly currentVersion: number; readonly limit: number },
): Promise<EncryptedSecondFactor[]> {
  const current = `$ba$${query.currentVersion}$`
  return sql<EncryptedSecondFactor[]>`
    select id, secret, backup_codes as "backupCodes" from operator_two_factors
    where not starts_with(secret, ${current}) or not starts_with(backup_codes, ${current})
    limit ${query.limit}`
}

/** Returns false, and changes nothing, if the secret or the codes were changed since they were read. */
export async function updateSecondFactorCiphertexts(
  { sql }: Db,
  factor: EncryptedSecondFactor,
  reencrypted: Omit<EncryptedSecondFactor, 'id'>,
): Promise<boolean> {
  const rows = await sql`
    update operator_two_factors set secret = ${reencrypted.secret}, backup_codes = ${reencrypted.backupCodes}
    where id = ${factor.id} and secret = ${factor.secret} and backup_codes = ${factor.backupCodes}
    returning 1`
  return rows.length > 0
}
