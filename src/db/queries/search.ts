import type { Db } from '../client.ts'

/** What is looked for; every value is compared exactly, by an index. */
export type SearchTerms = {
  readonly storeTransactionIds: readonly string[]
  readonly storeOrderIds: readonly string[]
  readonly saleKeys: readonly Uint8Array[]
  /** UUIDs. */
  readonly accountTokens: readonly string[]
  readonly userIds: readonly string[]
  readonly notificationIds: readonly string[]
  readonly requestIds: readonly string[]
}

export type SearchHit = {
  readonly type: 'Payment' | 'Purchase' | 'User' | 'UnattributedSale' | 'Notification' | 'AuditEntry'
  readonly id: string
}

/**
 * The ids of the records that have one of the terms, in one statement of index look-ups; at most `limit` for each type and term, and
 * some of them more than once.
 */
export async function selectSearchHits(
  { sql }: Db,
  appId: string,
  terms: SearchTerms,
  limit: number,
): Promise<readonly SearchHit[]> {
  const transactionIds = sql`any(${[...terms.storeTransactionIds]}::text[])`
  const orderIds = sql`any(${[...terms.storeOrderIds]}::text[])`
  const saleKeys = sql`any(${toByteArrays(terms.saleKeys)}::bytea[])`
  const accountTokens = sql`any(${[...terms.accountTokens]}::uuid[])`
  return sql<SearchHit[]>`
    (select 'Payment' as type, id from payments
      where app_id = ${appId} and store_transaction_id = ${transactionIds} limit ${limit})
    union all (select 'Payment', id from payments where app_id = ${appId} and store_order_id = ${orderIds} limit ${limit})
    union all (select 'Payment', id from payments where app_id = ${appId} and sale_key = ${saleKeys} limit ${limit})
    union all (select 'Purchase', id from purchases
      where app_id = ${appId} and account_token = ${accountTokens} limit ${limit})
    union all (select 'Purchase', id from purchases
      where app_id = ${appId} and sale_key is not null and sale_key = ${saleKeys} limit ${limit})
    union all (select 'UnattributedSale', id from unattributed_sales
      where app_id = ${appId} and store_transaction_id = ${transactionIds} limit ${limit})
    union all (select 'UnattributedSale', id from unattributed_sales
      where app_id = ${appId} and store_order_id = ${orderIds} limit ${limit})
    union all (select 'UnattributedSale', id from unattributed_sales
      where app_id = ${appId} and sale_key = ${saleKeys} limit ${limit})
    union all (select 'UnattributedSale', id from unattributed_sales
      where app_id = ${appId} and account_token = ${accountTokens} limit ${limit})
    union all (select 'User', id from users
      where app_id = ${appId} and external_id = any(${[...terms.userIds]}::text[]) limit ${limit})
    union all (select 'Notification', id from notifications
      where app_id = ${appId} and store_notification_id = any(${[...terms.notificationIds]}::text[]) limit ${limit})
    union all (select 'AuditEntry', id from audit_log
      where app_id = ${appId} and request_id = any(${[...terms.requestIds]}::text[]) limit ${limit})`
}

/** An array of `bytea` as the text that PostgreSQL reads. */
function toByteArrays(values: readonly Uint8Array[]): string {
  return `{${values.map((value) => `"\\\\x${Buffer.from(value).toString('hex')}"`).join(',')}}`
}
