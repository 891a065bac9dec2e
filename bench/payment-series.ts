import postgres, { type Sql } from 'postgres'
import { issuePurchaseToken, type Keyring } from '../src/platform/crypto.ts'
import { encodeId } from '../src/platform/ids.ts'
import { seriesIdSql } from './series-id.ts'

/** The payments of a series belong to as many users, this many at most, and to all consumable items. */
const maxUserCount = 2_000

type Series = { readonly appId: string; readonly series: string; readonly count: number }

/** Inserts `count` paid payments of a series, ready to be consumed. */
export function insertPayments(
  databaseUrl: string,
  appId: string,
  series: string,
  count: number,
): Promise<void> {
  return insertManySeries(databaseUrl, [{ appId, series, count }])
}

/** Inserts the payments of several series, two at a time. */
export async function insertManySeries(databaseUrl: string, allSeries: readonly Series[]): Promise<void> {
  const sql = postgres(databaseUrl, { max: 2, onnotice: () => undefined })
  try {
    await Promise.all(allSeries.map((series) => insertSeries(sql, series)))
  } finally {
    await sql.end()
  }
}

async function insertSeries(sql: Sql, { appId, series, count }: Series): Promise<void> {
  const idSql = seriesIdSql(series, 'n')
  const userCount = Math.min(maxUserCount, count)
  await markAsCounted(sql, appId)
  await sql`
      insert into users (app_id, id, external_id, registered_at)
      select ${appId}, md5('bench user ' || n)::uuid, 'bench ' || n, now() from generate_series(1, ${userCount}) n
      on conflict do nothing`
  const items = await sql<{ id: string }[]>`
      select id from items where app_id = ${appId} and type = 'CONSUMABLE' order by id`
  if (items.length === 0) throw new Error('the project has no consumable item')
  const itemIds = `{${items.map(({ id }) => id).join(',')}}`
  await sql.unsafe(
    `insert into purchases (app_id, id, user_id, item_id, store, status, account_token, store_product_id, requested_at,
                              expires_at)
       select $1::uuid, ${idSql}, md5('bench user ' || n % ${userCount} + 1)::uuid, ($2::uuid[])[n % cardinality($2::uuid[]) + 1], 'TEST_STORE', 'VERIFIED',
              md5($3 || '-' || n)::uuid, 'coins', now(), now()
       from generate_series(1, $4::int) n`,
    [appId, itemIds, series, count],
  )
  await sql.unsafe(
    `insert into payments (app_id, id, purchase_id, user_id, item_id, consumable, store, environment,
                             store_transaction_id, line_item, status, quantity, paid_at, verified_at, acknowledgement_status)
       select $1::uuid, ${idSql}, ${idSql}, md5('bench user ' || n % ${userCount} + 1)::uuid, ($2::uuid[])[n % cardinality($2::uuid[]) + 1], true,
              'TEST_STORE', 'SANDBOX', $3 || '-' || n, '', 'PAID', 1, now(), now(), 'NOT_REQUIRED'
       from generate_series(1, $4::int) n`,
    [appId, itemIds, series, count],
  )
}

/**
 * Begins the statistics of the AppKey before its payments are inserted. Otherwise the job would count all of them during the
 * measurement, as if an old installation had been upgraded at that moment.
 */
async function markAsCounted(sql: Sql, appId: string): Promise<void> {
  await sql`
    insert into payment_statistics_progress (app_id, revision, position, recount_after, is_clearing, time_zone)
    select app_id, 0, 0, null, false, reporting_time_zone from apps where app_id = ${appId}
    on conflict do nothing`
}

/** The request body with which a game server consumes the payment. */
export function consumeBody(
  keyring: Keyring,
  appId: string,
  paymentUuid: string,
  idempotencyKey: string,
): string {
  const input = toConsumeInput(keyring, appId, paymentUuid, idempotencyKey)
  return JSON.stringify({ query: consumeMutation, variables: { input } })
}

/** The request body with which it consumes several payments. */
export function consumeManyBody(
  keyring: Keyring,
  appId: string,
  payments: readonly { readonly id: string; readonly idempotencyKey: string }[],
): string {
  const consumes = payments.map(({ id, idempotencyKey }) =>
    toConsumeInput(keyring, appId, id, idempotencyKey),
  )
  return JSON.stringify({ query: consumeManyMutation, variables: { input: { consumes } } })
}

function toConsumeInput(keyring: Keyring, appId: string, paymentUuid: string, idempotencyKey: string) {
  return {
    paymentId: encodeId('pay', paymentUuid),
    purchaseToken: issuePurchaseToken(keyring, appId, paymentUuid),
    idempotencyKey,
  }
}

const consumeManyMutation = `mutation ConsumeMany($input: ConsumePaymentsInput!) { consumePayments(input: $input) {
  results { consume { id consumedAt } payment { id status } problem { code } } problem { code } } }`

const consumeMutation = `mutation Consume($input: ConsumePaymentInput!) { consumePayment(input: $input) {
  consume { id consumedAt } payment { id status } replayed problem { code message } } }`
