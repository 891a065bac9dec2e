import type { Sql } from 'postgres'
import { generatedUserId } from '../test/support/generated-payments.ts'
import { sha256 } from '../src/platform/crypto.ts'
import { encodeId } from '../src/platform/ids.ts'
import { assertDiskSpace, insertInBatches, withoutIndexes } from './many-payments.ts'

/** What a payment takes on the disk with its indexes, while the indexes are built too. */
const bytesPerPayment = 2_000
/** Purchases only serve the search by their ids, so there are not more than these. */
const maxPurchaseCount = 1_000_000

/** Payments, purchases and daily totals of an AppKey. */
export async function insertConsoleData(
  sql: Sql,
  appId: string,
  { count, folder }: { readonly count: number; readonly folder: string },
): Promise<void> {
  await assertDiskSpace(folder, count * bytesPerPayment)
  const items = await sql<{ id: string }[]>`select id from items where app_id = ${appId} order by external_id`
  const itemIds = items.map(({ id }) => id)
  await withoutIndexes(sql, ['payments'], () => insertInBatches(sql, { appId, itemIds, count }))
  await insertPurchases(sql, appId)
  await insertTotals(sql, appId)
  await sql`vacuum analyze payments, users, purchases, payment_daily_totals, buyer_daily_totals`
}

async function insertPurchases(sql: Sql, appId: string): Promise<void> {
  await sql.begin(async (transaction) => {
    await transaction`set local session_replication_role = replica`
    await transaction`
      insert into purchases (app_id, id, user_id, item_id, store, status, account_token, store_product_id, requested_at, expires_at, sale_key)
      select app_id, purchase_id, user_id, item_id, store, 'VERIFIED', md5('token-' || purchase_id)::uuid, 'product', paid_at, paid_at,
             sale_key
      from payments where app_id = ${appId} limit ${maxPurchaseCount}`
  })
}

/** The totals are those of the payments. The buyers are as many as in a game whose users return after up to a hundred days. */
async function insertTotals(sql: Sql, appId: string): Promise<void> {
  await sql`
    insert into payment_daily_totals
    select app_id, environment, (paid_at at time zone 'UTC')::date, store, item_id, '', coalesce(currency_code, ''), count(*), count(*),
           coalesce(sum(price_micros), 0), 0, 0, 0, 0, 0
    from payments where app_id = ${appId} group by 1, 2, 3, 4, 5, 7`
  await sql`
    insert into buyer_daily_totals
    select ${appId}::uuid, 'PRODUCTION', currency, day::date, day::date - gap, 10
    from generate_series(date '2026-06-01' - 500, date '2026-06-01', interval '1 day') day, generate_series(1, 100) gap,
         unnest(array['', 'KRW', 'USD']) currency`
}

export type SearchCase = { readonly name: string; readonly text: string; readonly isFound: boolean }

/** A text of each kind, of payments that lie anywhere among the others. */
export async function insertSearchCases(sql: Sql, appId: string): Promise<readonly SearchCase[]> {
  const rows = await sql<{ id: string; purchase_id: string; user_id: string; account_token: string }[]>`
    select p.id, p.purchase_id, p.user_id, u.account_token from payments p
    join purchases u on u.app_id = p.app_id and u.id = p.purchase_id where p.app_id = ${appId} order by p.id limit 4`
  const [google, apple, one, test] = rows
  if (google === undefined || apple === undefined || one === undefined || test === undefined)
    throw new Error('there are too few payments')
  const token = 'aonkdpebhjlfmgcikoanbcde.AO-J1OyV8cSZ2w7xPqLmNbVcXz0123456789'
  const ids = {
    google: 'GPA.3345-1234-5678-90123',
    apple: '700001234567890',
    one: '18070421461015116878',
    test: 'TT123456',
  }
  const rename = (payment: { id: string }, transactionId: string, orderId: string | null, key: string) => sql`
    update payments set store_transaction_id = ${transactionId}, store_order_id = ${orderId}, sale_key = ${sha256(key)}
    where app_id = ${appId} and id = ${payment.id}`
  await rename(google, ids.google, ids.google, token)
  await rename(apple, ids.apple, null, ids.apple)
  await rename(one, ids.one, 'ONESTORE7_000000000000000000000000000001', 'one-token')
  await rename(test, ids.test, 'TO123456', ids.test)
  const found = (name: string, text: string): SearchCase => ({ name, text, isFound: true })
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  return [
    found('payment id', encodeId('pay', google.id)),
    found('purchase id', encodeId('pur', google.purchase_id)),
    found('user id, prefixed', encodeId('usr', google.user_id)),
    found('user id of the game', generatedUserId(77)),
    found('account token', google.account_token),
    found('Google Play order id', ids.google),
    found('Google Play purchase token', token),
    found('App Store transaction id', ids.apple),
    found(
      'App Store signed transaction',
      `${encode({ alg: 'ES256' })}.${encode({ transactionId: ids.apple, bundleId: 'com.example' })}.c2ln`,
    ),
    found('ONE store purchase id', ids.one),
    found('ONE store order id', 'ONESTORE7_000000000000000000000000000001'),
    found('Test store transaction id', ids.test),
    found('Test store order id', 'TO123456'),
    found('in a sentence', `Order number: ${ids.google.toLowerCase()}, please refund`),
    { name: 'App Store order number', text: 'MT7XABC123', isFound: false },
    { name: 'unknown text', text: 'nobody-has-this-id', isFound: false },
  ]
}
