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

export type EncryptedRowsQuery<Row> = {
  readonly appId: string
  readonly currentKeyId: string
  /** The last row of the previous page; null reads the first page. */
  readonly after: Row | null
  readonly limit: number
}

/** Rows in the order of their key. A row whose secret is encrypted with the current key, or that has none, is not outdated. */
export type EncryptedRow<Row> = Row & { readonly isOutdated: boolean }

type EncryptedRows = {
  readonly table: string
  /** The column whose ciphertext begins with the id of its key. */
  readonly ciphertext: string
  readonly columns: Fragment
  /** The columns of the primary key after `app_id`. */
  readonly key: Fragment
  /** The condition on the key of what follows the previous page. */
  readonly after: Fragment | null
}

/** Reads a page of all rows, outdated or not: pages of outdated rows only would read the others again for each page. */
async function selectRows<Row extends object>(
  { sql }: Db,
  { table, ciphertext, columns, key, after }: EncryptedRows,
  { appId, currentKeyId, limit }: Omit<EncryptedRowsQuery<Row>, 'after'>,
): Promise<EncryptedRow<Row>[]> {
  return sql<EncryptedRow<Row>[]>`
    select ${columns}, coalesce(substring(${sql(ciphertext)} for 4) <> decode(${currentKeyId}, 'hex'), false) as "isOutdated"
    from ${sql(table)}
    where app_id = ${appId} and ${after ?? sql`true`}
    order by ${key}
    limit ${limit}`
}

/** For the tables whose key is an id. */
function selectRowsById<Row extends { readonly id: string }>(
  db: Db,
  rows: Omit<EncryptedRows, 'key' | 'after'>,
  { after, ...query }: EncryptedRowsQuery<Row>,
): Promise<EncryptedRow<Row>[]> {
  const { sql } = db
  const condition = after === null ? null : sql`id > ${after.id}`
  return selectRows(db, { ...rows, key: sql`id`, after: condition }, query)
}

export type EncryptedSale = {
  readonly store: StoreValue
  readonly key: Uint8Array
  readonly encryptedReference: Uint8Array
}

export function selectEncryptedSales(
  db: Db,
  { after, ...query }: EncryptedRowsQuery<EncryptedSale>,
): Promise<EncryptedRow<EncryptedSale>[]> {
  const { sql } = db
  const rows = {
    table: 'sales',
    ciphertext: 'encrypted_reference',
    columns: sql`store, key, encrypted_reference as "encryptedReference"`,
    key: sql`store, key`,
    after: after === null ? null : sql`(store, key) > (${after.store}, ${after.key}::bytea)`,
  }
  return selectRows(db, rows, query)
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

export function selectEncryptedNotifications(
  db: Db,
  query: EncryptedRowsQuery<EncryptedNotification>,
): Promise<EncryptedRow<EncryptedNotification>[]> {
  const columns = db.sql`id, store, encrypted_body as "encryptedBody", encrypted_payload as "encryptedPayload"`
  return selectRowsById(db, { table: 'notifications', ciphertext: 'encrypted_body', columns }, query)
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

export function selectEncryptedRefundReviews(
  db: Db,
  query: EncryptedRowsQuery<EncryptedRefundReview>,
): Promise<EncryptedRow<EncryptedRefundReview>[]> {
  const columns = db.sql`id, store, encrypted_request as "encryptedRequest"`
  return selectRowsById(db, { table: 'refund_reviews', ciphertext: 'encrypted_request', columns }, query)
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

export function selectEncryptedUnattributedSales(
  db: Db,
  query: EncryptedRowsQuery<EncryptedUnattributedSale>,
): Promise<EncryptedRow<EncryptedUnattributedSale>[]> {
  const columns = db.sql`id, store, encrypted_raw as "encryptedRaw"`
  return selectRowsById(db, { table: 'unattributed_sales', ciphertext: 'encrypted_raw', columns }, query)
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

export type EncryptedSubscriptionPeriods = {
  readonly id: string
  readonly store: StoreValue
  readonly encryptedPeriods: Uint8Array
}

export function selectEncryptedSubscriptionPeriods(
  db: Db,
  query: EncryptedRowsQuery<EncryptedSubscriptionPeriods>,
): Promise<EncryptedRow<EncryptedSubscriptionPeriods>[]> {
  const columns = db.sql`id, store, encrypted_periods as "encryptedPeriods"`
  return selectRowsById(db, { table: 'subscriptions', ciphertext: 'encrypted_periods', columns }, query)
}

/** Returns false, and changes nothing, if the periods were changed since they were read. */
export async function updateSubscriptionPeriods(
  { sql }: Db,
  appId: string,
  { id, encryptedPeriods }: EncryptedSubscriptionPeriods,
  reencrypted: Uint8Array,
): Promise<boolean> {
  const { count } = await sql`
    update subscriptions set encrypted_periods = ${reencrypted}
    where app_id = ${appId} and id = ${id} and encrypted_periods = ${encryptedPeriods}`
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
  query: { readonly currentVersion: number; readonly after: string | null; readonly limit: number },
): Promise<EncryptedSecondFactor[]> {
  const current = `$ba$${query.currentVersion}$`
  return sql<EncryptedSecondFactor[]>`
    select id, secret, backup_codes as "backupCodes" from operator_two_factors
    where ${query.after === null ? sql`true` : sql`id > ${query.after}`}
      and (not starts_with(secret, ${current}) or not starts_with(backup_codes, ${current}))
    order by id
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
