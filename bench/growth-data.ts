import postgres, { type Sql } from 'postgres'
import { generatedPaymentTime } from '../test/support/generated-payments.ts'
import { insertInBatches, insertConcurrency, runConcurrently, withoutIndexes } from './many-payments.ts'

/** What a payment takes on the disk with its purchase, sale, consume, idempotency key, events and all indexes. */
export const bytesPerPayment = 4_500

const partCount = 32
type Part = { readonly count: number; readonly part: number }

/** Payments with everything that a verify and a consume have written for each of them. */
export async function insertGrownData(databaseUrl: string, appId: string, count: number): Promise<void> {
  // Neither the triggers nor the foreign keys have anything to do, because the rows agree.
  const connection = { session_replication_role: 'replica', synchronous_commit: 'off' }
  const sql = postgres(databaseUrl, { max: insertConcurrency, connection, onnotice: () => undefined })
  try {
    const items = await sql<
      { id: string }[]
    >`select id from items where app_id = ${appId} order by external_id`
    const itemIds = items.map(({ id }) => id)
    await withoutIndexes(
      sql,
      ['payments', 'purchases', 'sales', 'consumes', 'idempotency_keys'],
      async () => {
        await insertInBatches(sql, { appId, itemIds, count })
        await runConcurrently(partCount, (part) => insertParts(sql, appId, { count, part }))
      },
    )
    await insertEvents(sql, appId, count)
  } finally {
    await sql.end()
  }
}

async function insertParts(sql: Sql, appId: string, part: Part): Promise<void> {
  const payments = sql`payments where app_id = ${appId} and ${idRange(sql, part)}`
  await sql`
    insert into purchases (app_id, id, user_id, item_id, store, status, account_token, store_product_id, requested_at, expires_at, sale_key)
    select app_id, purchase_id, user_id, item_id, store, 'VERIFIED', md5('token-' || purchase_id)::uuid, 'product', paid_at, paid_at,
           sale_key
    from ${payments}`
  await sql`
    insert into sales (app_id, store, key, encrypted_reference, read_version, applied_version, checked_at, applied_at)
    select app_id, store, sale_key, decode(md5(id::text) || md5(purchase_id::text), 'hex'), 1, 1, paid_at, paid_at from ${payments}`
  await sql`
    insert into consumes (app_id, payment_id, id, consumed_at, consumed_by, address, idempotency_key)
    select app_id, id, md5('consume-' || id)::uuid, paid_at, 'SERVER', '203.0.113.7', 'consume-' || id
    from ${payments} and status <> 'PAID'`
  await sql`
    insert into idempotency_keys (app_id, operation, scope, key, request_hash, resource_id, created_at)
    select app_id, 'consumePayment', 'server', 'consume-' || id, md5(id::text) || md5(purchase_id::text), id, now()
    from ${payments} and status <> 'PAID'`
}

/** Two events of each payment, all in this month. */
async function insertEvents(sql: Sql, appId: string, paymentCount: number): Promise<void> {
  await sql`
    select create_event_partition(month) from (select date_trunc('month', now() at time zone 'UTC')::date as month) this
    where to_regclass(event_partition_name(month)) is null`
  let head = 0
  for (let part = 0; part < partCount; part += 1) {
    const { count } = await sql`
      insert into events (app_id, month, position, id, type, occurred_at, purchase_id, payment_id, store, status)
      select app_id, date_trunc('month', now() at time zone 'UTC')::date, ${head}::bigint + row_number() over (),
             md5(type || id)::uuid, type, paid_at, purchase_id, id, store, substr(type, 9)
      from payments, unnest(array['PAYMENT_PAID', 'PAYMENT_CONSUMED']) type
      where app_id = ${appId} and ${idRange(sql, { count: paymentCount, part })}`
    head += count
  }
  await sql`
    insert into event_partitions (app_id, month, first_position)
    values (${appId}, date_trunc('month', now() at time zone 'UTC')::date, 1)`
  await sql`update feed_heads set position = ${head} where app_id = ${appId}`
  // Otherwise the job of the statistics would count all of these events during the measurement.
  await sql`
    insert into payment_statistics_progress (app_id, revision, position, recount_after, is_clearing, time_zone)
    select app_id, 0, ${head}, null, false, reporting_time_zone from apps where app_id = ${appId}`
}

/** The payments of a part by the times in their ids; those with higher numbers are older. */
function idRange(sql: Sql, { count, part }: Part) {
  const lastOf = (index: number) => Math.floor((index * count) / partCount)
  return sql`id >= ${firstIdAt(lastOf(part + 1))}::uuid and id < ${firstIdAt(lastOf(part))}::uuid`
}

function firstIdAt(number: number): string {
  const hex = generatedPaymentTime(number).getTime().toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`
}
