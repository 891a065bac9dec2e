import type { Fragment } from 'postgres'
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
  readonly type:
    'Payment' | 'Purchase' | 'User' | 'UnattributedSale' | 'StoreSubscription' | 'Notification' | 'AuditEntry'
  readonly id: string
}

/**
 * The ids of the records that have one of the terms, in one statement; at most `limit` for each term, and some of them more than once.
 * Each term is looked up on its own, by the index of its column: of a condition on the whole array the planner expects many rows, and
 * would read all of an AppKey.
 */
export async function selectSearchHits(
  { sql }: Db,
  appId: string,
  terms: SearchTerms,
  limit: number,
): Promise<readonly SearchHit[]> {
  const transactionIds = sql`unnest(${[...terms.storeTransactionIds]}::text[])`
  const orderIds = sql`unnest(${[...terms.storeOrderIds]}::text[])`
  const saleKeys = sql`unnest(${toByteArrays(terms.saleKeys)}::bytea[])`
  const accountTokens = sql`unnest(${[...terms.accountTokens]}::uuid[])`
  const lookUp = (type: SearchHit['type'], table: string, column: string, values: Fragment) => sql`
    select ${type}::text as type, hit.id from ${values} term(value) cross join lateral (
      select id from ${sql(table)} where app_id = ${appId} and ${sql(column)} = term.value limit ${limit}
    ) hit`
  return sql<SearchHit[]>`
    ${lookUp('Payment', 'payments', 'store_transaction_id', transactionIds)}
    union all ${lookUp('Payment', 'payments', 'store_order_id', orderIds)}
    union all ${lookUp('Payment', 'payments', 'sale_key', saleKeys)}
    union all ${lookUp('Purchase', 'purchases', 'account_token', accountTokens)}
    union all ${lookUp('Purchase', 'purchases', 'sale_key', saleKeys)}
    union all ${lookUp('UnattributedSale', 'unattributed_sales', 'store_transaction_id', transactionIds)}
    union all ${lookUp('UnattributedSale', 'unattributed_sales', 'store_order_id', orderIds)}
    union all ${lookUp('UnattributedSale', 'unattributed_sales', 'sale_key', saleKeys)}
    union all ${lookUp('UnattributedSale', 'unattributed_sales', 'account_token', accountTokens)}
    union all
    select 'StoreSubscription', hit.id from ${saleKeys} term(value) cross join lateral (
      select subscription_id as id from subscription_tokens
      where app_id = ${appId} and store in ('APP_STORE', 'GOOGLE_PLAY', 'ONE_STORE') and sale_key = term.value limit ${limit}
    ) hit
    union all ${lookUp('User', 'users', 'external_id', sql`unnest(${[...terms.userIds]}::text[])`)}
    union all ${lookUp('Notification', 'notifications', 'store_notification_id', sql`unnest(${[...terms.notificationIds]}::text[])`)}
    union all ${lookUp('AuditEntry', 'audit_log', 'request_id', sql`unnest(${[...terms.requestIds]}::text[])`)}`
}

/** An array of `bytea` as the text that PostgreSQL reads. */
function toByteArrays(values: readonly Uint8Array[]): string {
  return `{${values.map((value) => `"\\\\x${Buffer.from(value).toString('hex')}"`).join(',')}}`
}
