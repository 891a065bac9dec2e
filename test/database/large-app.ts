import type { Sql } from 'postgres'

/** The columns of each table that differ between the copies of a row, as SQL of the number `n` of the copy. */
const copiedColumns: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  users: { id: 'id(n)', external_id: `'copy-' || n` },
  purchases: { id: 'id(n)', account_token: 'id(n)', user_id: 'id(n % 5000 + 1)', sale_key: 'key(n)' },
  sales: { key: 'key(n)' },
  payments: {
    id: 'id(n)',
    purchase_id: 'id(n)',
    user_id: 'id(n % 5000 + 1)',
    store_transaction_id: `'copy-' || n`,
    store_order_id: `'copy-' || n`,
    sale_key: 'key(n)',
    paid_at: 'time(n)',
  },
  receipts: { id: 'id(n)', payment_id: 'id(n)' },
  consumes: { id: 'id(n)', payment_id: 'id(n)' },
  acknowledgements: { payment_id: 'id(n)' },
  idempotency_keys: { key: `'copy-' || n`, created_at: 'time(n)' },
  events: { position: '1000000 + n', id: 'id(n)', purchase_id: 'id(n)', payment_id: 'id(n)' },
  refunds: { id: 'id(n)', payment_id: 'id(n)', user_id: 'id(n % 5000 + 1)' },
  notifications: {
    id: 'id(n)',
    store_notification_id: `'copy-' || n`,
    received_at: 'time(n)',
    sale_key: 'key(n)',
  },
  webhook_deliveries: { id: 'id(n)', event_id: 'id(n)', attempted_at: 'time(n)' },
  refund_reviews: {
    id: 'id(n)',
    request_key: 'key(n)',
    requested_at: 'time(n)',
    deadline_at: 'time(n)',
    status: `'CLOSED'`,
    next_attempt_at: 'null',
  },
  refund_review_payments: { review_id: 'id(n)', payment_id: 'id(n)' },
  entitlements: { id: 'id(n)', key: `'copy-' || n` },
  entitlement_items: { entitlement_id: 'id(n)', item_id: 'id(n)' },
  entitlement_grants: { id: 'id(n)', user_id: 'id(n % 5000 + 1)' },
  user_entitlements: { user_id: 'id(n % 5000 + 1)', entitlement_id: 'id(n)' },
  subscriptions: { id: 'id(n)', user_id: 'id(n % 5000 + 1)' },
  subscription_lines: { subscription_id: 'id(n)', item_id: 'id(n)' },
  audit_log: { id: 'id(n)', subject_id: 'id(n)', request_id: `'copy-' || n` },
}

/** Only the tables that are named are copied, and a large AppKey needs no copies of these. */
const unattributedSales = {
  id: 'id(n)',
  sale_key: 'key(n)',
  store_transaction_id: `'copy-' || n`,
  store_order_id: `'copy-' || n`,
  account_token: 'id(n)',
  detected_at: 'time(n)',
}

const functions: readonly [pattern: RegExp, sql: string][] = [
  [/id\((.+?)\)/, `md5('copy-' || $1)::uuid`],
  [/key\((.+?)\)/, `'\\x' || md5('copy-' || $1)`],
  [/time\((.+?)\)/, `now() - $1 * interval '1 second'`],
]

/** Makes an AppKey large: inserts `count` copies of one of its rows in each table. Throws if it has no row to copy. */
export async function copyRows(
  sql: Sql,
  appId: string,
  count: number,
  tables: readonly string[] = Object.keys(copiedColumns),
): Promise<void> {
  for (const table of tables) {
    const columns = table === 'unattributed_sales' ? unattributedSales : (copiedColumns[table] ?? {})
    const values = Object.entries(columns).map(([column, value]) => `'${column}', ${toSql(value)}`)
    // Copies of audit entries are not chained: a chain of so many entries in one statement takes long.
    const { count: inserted } = await insertWithoutTriggers(
      sql,
      `insert into ${table}
       select copy.* from generate_series(1, ${count}) n
       cross join lateral (select * from ${table} where app_id = '${appId}' limit 1) original
       cross join lateral jsonb_populate_record(
         (original.*)::text::${table}, jsonb_build_object(${values.join(', ')})
       ) copy`,
    )
    if (inserted !== count) throw new Error(`${table} has ${inserted} copies, not ${count}`)
  }
}

function toSql(value: string): string {
  return functions.reduce((text, [pattern, sql]) => text.replace(pattern, sql), value)
}

function insertWithoutTriggers(sql: Sql, statement: string) {
  return sql.begin(async (transaction) => {
    await transaction`set local session_replication_role = replica`
    return transaction.unsafe(statement)
  })
}
