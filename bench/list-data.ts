import postgres, { type Sql } from 'postgres'
import { insertGeneratedPayments } from '../test/support/generated-payments.ts'

const paymentCount = 20_000
const userCount = 2_000

/** Inserts payments with the values that real ones have, and the consumes of those that are no longer open. */
export async function insertListedPayments(databaseUrl: string, appId: string): Promise<void> {
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => undefined })
  try {
    const items = await sql<
      { id: string }[]
    >`select id from items where app_id = ${appId} order by external_id`
    const itemIds = items.map(({ id }) => id)
    await insertGeneratedPayments(sql, { appId, itemIds, last: paymentCount, userCount })
    await sql.begin(async (transaction) => {
      await transaction`set local session_replication_role = replica`
      await transaction`
        insert into consumes (app_id, payment_id, id, consumed_at, consumed_by, address, idempotency_key)
        select app_id, id, md5('consume-' || id)::uuid, paid_at, 'SERVER', '203.0.113.7', 'consume-' || id
        from payments where app_id = ${appId} and status <> 'PAID'`
    })
    await prepareForPostgraphile(sql)
    await sql`vacuum analyze`
  } finally {
    await sql.end()
  }
}

/**
 * The index of Coinslot's list is partial, and PostGraphile's statements do not have its condition. Nor are they written for a planner that
 * knows nothing of `app_id`, of which Coinslot's tables have no statistics: it would read all rows of the AppKey for each join.
 */
async function prepareForPostgraphile(sql: Sql): Promise<void> {
  await sql`create index bench_payments_list on payments (app_id, paid_at desc, id desc)`
  for (const table of ['payments', 'users', 'items', 'consumes'])
    await sql`alter table ${sql(table)} alter column app_id set statistics 100`
}
