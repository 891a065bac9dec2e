import type { Sql } from 'postgres'
import { decodeId, newUuid } from '../../src/platform/ids.ts'
import {
  buyItem,
  toConsumeInput,
  createBuyer,
  expectField,
  createServerClient,
} from '../support/purchase-client.ts'
import { updateStorePurchase } from '../support/emulator-control.ts'
import { allEvents } from '../support/all-events.ts'
import { describe, expect } from '../support/test.ts'
import {
  insertNotification,
  insertSale,
  saleExists,
  insertEndedPurchase,
  selectRemaining,
} from './pruning-records.ts'
import { daysAgo, pruneAfterDays, pruningTest as test } from './pruning-fixture.ts'

test.afterEach(
  ({ sql }) =>
    sql`truncate notifications, idempotency_keys, reconciliation_runs, reconciliation_discrepancies`,
)

test('processed notifications are removed after 90 days, and newer or waiting ones are not', async ({
  services,
  sql,
  appId,
}) => {
  await insertNotification(sql, appId, daysAgo(91), 'PROCESSED')
  await insertNotification(sql, appId, daysAgo(91), 'FAILED')
  const remaining = await Promise.all([
    insertNotification(sql, appId, daysAgo(89), 'PROCESSED'),
    insertNotification(sql, appId, daysAgo(500), 'RECEIVED'),
    insertNotification(sql, appId, daysAgo(89), 'FAILED'),
  ])
  await pruneAfterDays(services, 0)
  const rows = await sql<{ id: string }[]>`select id from notifications`
  expect(rows.map(({ id }) => id).toSorted()).toEqual(remaining.toSorted())
})

test('idempotency keys are valid for more than 30 days and are removed after 35', async ({
  services,
  sql,
  appId,
}) => {
  for (const days of [34, 36]) {
    await sql`
      insert into idempotency_keys (app_id, operation, scope, key, request_hash, resource_id, created_at)
      values (${appId}, 'consumePayment', 'server', ${`${days} days`}, '', ${newUuid()}, ${daysAgo(days)})`
  }
  await pruneAfterDays(services, 0)
  const rows = await sql<{ key: string }[]>`select key from idempotency_keys where key like '% days'`
  expect(rows.map(({ key }) => key)).toEqual(['34 days'])
})

describe('purchases without a payment', () => {
  test('ended purchases are removed after 180 days, with their events', async ({ services, buyer, sql }) => {
    const old = await Promise.all(
      ['EXPIRED', 'CANCELED', 'FAILED'].map((each) =>
        insertEndedPurchase(buyer, sql, { status: each, expiresAt: daysAgo(181) }),
      ),
    )
    const remaining = await Promise.all([
      insertEndedPurchase(buyer, sql, { status: 'EXPIRED', expiresAt: daysAgo(179) }),
      insertEndedPurchase(buyer, sql, { status: 'PENDING', expiresAt: daysAgo(500) }),
      insertEndedPurchase(buyer, sql, { status: 'REQUESTED', expiresAt: daysAgo(500) }),
    ])
    expect(await selectRemaining(sql, 'events', [...old, ...remaining])).toHaveLength(6)
    await pruneAfterDays(services, 0)
    expect(await selectRemaining(sql, 'purchases', [...old, ...remaining])).toEqual(remaining)
    expect(await selectRemaining(sql, 'events', [...old, ...remaining])).toEqual(remaining)
  })

  test('the sale of a removed purchase is removed unless another purchase refers to it', async ({
    services,
    buyer,
    sql,
    appId,
  }) => {
    const [alone, shared] = [
      await insertSale(sql, appId, daysAgo(200)),
      await insertSale(sql, appId, daysAgo(200)),
    ]
    await insertEndedPurchase(buyer, sql, { status: 'CANCELED', expiresAt: daysAgo(181), saleKey: alone })
    await insertEndedPurchase(buyer, sql, { status: 'CANCELED', expiresAt: daysAgo(181), saleKey: shared })
    const other = await insertEndedPurchase(buyer, sql, {
      status: 'PENDING',
      expiresAt: daysAgo(181),
      saleKey: shared,
    })
    await pruneAfterDays(services, 0)
    expect(await saleExists(sql, appId, alone)).toBe(false)
    expect(await saleExists(sql, appId, shared)).toBe(true)
    expect(await selectRemaining(sql, 'purchases', [other])).toEqual([other])
  })

  test('a run skips locked purchases without waiting', async ({ services, buyer, sql }) => {
    const id = await insertEndedPurchase(buyer, sql, { status: 'EXPIRED', expiresAt: daysAgo(181) })
    await sql.begin(async (transaction) => {
      await transaction`select from purchases where id = ${id} for update`
      await pruneAfterDays(services, 0)
      expect(await selectRemaining(sql, 'purchases', [id])).toEqual([id])
    })
  })
})

test('reconciliation runs and their discrepancies are removed after 400 days', async ({
  services,
  sql,
  appId,
}) => {
  for (const days of [399, 401]) {
    const id = newUuid()
    await sql`
      insert into reconciliation_runs (app_id, id, store, source, started_at, checked_count)
      values (${appId}, ${id}, 'GOOGLE_PLAY', 'REFUNDS', ${daysAgo(days)}, ${days})`
    await sql`
      insert into reconciliation_discrepancies (app_id, id, store, source, subject, run_id, detected_at, description)
      values (${appId}, ${newUuid()}, 'GOOGLE_PLAY', 'REFUNDS', ${days}, ${id}, ${daysAgo(days)}, '')`
  }
  await pruneAfterDays(services, 0)
  expect(await sql`select checked_count from reconciliation_runs`).toEqual([{ checked_count: 399 }])
  expect(await sql`select subject from reconciliation_discrepancies`).toEqual([{ subject: '399' }])
})

test('a run removes a limited number of rows, and the next run continues', async ({
  services,
  sql,
  appId,
}) => {
  for (let index = 0; index < 25; index += 1) await insertNotification(sql, appId, daysAgo(100), 'PROCESSED')
  const counts: (number | undefined)[] = []
  for (let run = 0; run < 4; run += 1) {
    await pruneAfterDays(services, 0, { size: 5, count: 2 })
    const [row] = await sql<{ count: number }[]>`select count(*)::int from notifications`
    counts.push(row?.count)
  }
  expect(counts).toEqual([15, 5, 0, 0])
})

/** All stored records of payments. Positions of events are left out: the sequencer assigns them later. */
async function readPayments(sql: Sql): Promise<unknown> {
  const [row] = await sql`
    with paid as (select p.* from payments p), bought as (
      select u.* from purchases u where exists (select from payments p where p.purchase_id = u.id)
    )
    select
      (select json_agg(p order by id) from paid p) as payments,
      (select json_agg(b order by id) from bought b) as purchases,
      (select json_agg(id order by id) from ${allEvents(sql)} where purchase_id in (select id from bought)) as events,
      (select json_agg(c order by id) from consumes c) as consumes,
      (select json_agg(r order by id) from receipts r) as receipts,
      (select json_agg(r order by id) from refunds r) as refunds,
      (select json_agg(s order by payment_id) from acknowledgements s) as acknowledgements,
      (select json_agg(a order by id) from audit_log a) as audit_log,
      (select json_agg(s order by key) from sales s where key in (select sale_key from bought)) as sales`
  return row
}

test('no record of a payment is ever removed, whatever its status', async ({
  server,
  emulator,
  services,
  buyer,
  sql,
  appId,
}) => {
  const admin = createServerClient(server)
  await buyItem(buyer)
  const refunded = await buyItem(buyer)
  await updateStorePurchase(emulator, refunded.storePurchase.id, 'refund')
  await buyer.client.mutate('verifyPurchase', {
    purchaseId: refunded.purchase.id,
    receipt: refunded.storePurchase.receipt,
  })
  const consumed = await buyItem(await createBuyer(server, { userId: 'tester' }), { store: 'APP_STORE' })
  expectField(await admin.mutate('consumePayment', toConsumeInput(consumed.payment)), 'consume')
  expectField(await admin.mutate('completePayment', { paymentId: consumed.payment.id }), 'payment')
  await sql`
    insert into audit_log (app_id, id, occurred_at, actor, action, subject_id, changes)
    values (${appId}, ${newUuid()}, now(), 'operator', 'correctPayment', ${decodeId('pay', consumed.payment.id)}, '{}')`
  // An inconsistent record: the purchase has ended without a payment, and yet has one.
  const odd = await buyItem(buyer)
  await sql`update purchases set status = 'EXPIRED' where id = ${decodeId('pur', odd.purchase.id)}`
  const before = await readPayments(sql)
  expect(Object.values(before as object)).not.toContain(null)
  await pruneAfterDays(services, 20 * 365)
  expect(await readPayments(sql)).toEqual(before)
})

test('I11: the records of another project are removed by their own age', async ({
  server,
  services,
  sql,
  appId,
}) => {
  const other = decodeId('ak', (await server.addProject({})).appKey) ?? ''
  const id = await insertNotification(sql, appId, daysAgo(91), 'PROCESSED')
  await sql`
    insert into notifications (app_id, id, store, store_notification_id, type, received_at, source, encrypted_body, encrypted_payload, status, attempts)
    values (${other}, ${id}, 'GOOGLE_PLAY', ${id}, 'VOIDED', ${daysAgo(1)}, 'PUSH', '', '', 'PROCESSED', 1)`
  await pruneAfterDays(services, 0)
  expect(await sql`select app_id, id from notifications`).toEqual([{ app_id: other, id }])
})
