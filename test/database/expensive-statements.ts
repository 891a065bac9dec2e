import type { Sql } from 'postgres'
import { expect } from '../support/test.ts'
import { readFirstUseBuffers } from './warm-sessions.ts'

/** The most buffers that a call of a statement may use on average. */
export const maxBuffers = 300
/** The most buffers for each record of the statement that records several payments: how many share it depends on their arrival. */
const maxBuffersPerRecord = 150
const isShared = (query: string) => query.includes('json_to_recordset') && query.includes('receipt_insert')

/** Statements that the test must have executed: otherwise it would not notice that they are expensive. */
const expectedStatements = [
  /update payments/,
  /select (?:\$\d+|1) as rank, p\.\* from payments/,
  /from "webhook_deliveries"/,
  /insert into refund_reviews/,
  /select ctid as version from "refund_reviews"/,
  /from unnest\(\$1::uuid\[\]\) as event/,
  /from "refund_reviews"/,
  /from "notifications" where .*"sale_key"/,
  /from "receipts"/,
  /join refund_reviews/,
  /insert into job_workers/,
  /as "itemCreatedAt"/,
  /as "?notified_at/,
  /from "store_products" inner join "items"/,
  /item_update as/,
  /left join lateral \(select .* from "consumes"/,
  /update_user_entitlements/,
  /insert into entitlement_grants/,
  /from json_to_recordset/,
]

/** The statements since the last reset that used more buffers than allowed, with their number of buffers. */
export async function findExpensiveStatements(sql: Sql): Promise<string[]> {
  const rows = await sql<{ query: string; buffers: number; calls: number; rows: number }[]>`
    select query, calls::int, rows::int, (buffers / calls)::int as buffers
    from pg_stat_statements cross join lateral (select shared_blks_hit + shared_blks_read as buffers) used
    where dbid = (select oid from pg_database where datname = current_database()) and query ~ '\\$1'
    order by buffers / calls desc`
  const queries = rows.map(({ query }) => query)
  expect(expectedStatements.filter((expected) => !queries.some((query) => expected.test(query)))).toEqual([])
  const firstUseBuffers = await readFirstUseBuffers(sql)
  return rows
    .filter(({ query, buffers, calls, rows: records }) => {
      const allowed = isShared(query) ? records * maxBuffersPerRecord : calls * maxBuffers
      return buffers * calls > allowed + firstUseBuffers
    })
    .map(
      ({ query, buffers, calls }) =>
        `${calls} × ${buffers} buffers: ${query.replaceAll(/\s+/g, ' ').slice(0, 1_500)}`,
    )
}
