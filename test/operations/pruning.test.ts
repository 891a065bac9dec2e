import { randomBytes } from 'node:crypto'
import postgres from 'postgres'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { sequenceEvents } from '../../src/db/queries/sequence-events.ts'
import { prune, type PruneBatches } from '../../src/domain/retention/prune.ts'
import { decodeId, newUuid } from '../../src/platform/ids.ts'
import {
  buyItem,
  consumeInput,
  createBuyer,
  expectField,
  requestPurchase,
  createServerClient,
  type Buyer,
} from '../support/buyer.ts'
import { updateStorePurchase } from '../support/emulator-control.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'
import { allEvents } from '../support/all-events.ts'

const dayMs = 24 * 60 * 60_000

let server: TestServer
let sql: postgres.Sql
let buyer: Buyer
let appId: string
beforeAll(async () => {
  server = await startTestServer({ environment: { JOB_CONCURRENCY: '0' } })
  sql = postgres(server.databaseUrl, { max: 4, onnotice: () => undefined })
  buyer = await createBuyer(server)
  appId = decodeId('ak', server.project.appKey) ?? ''
})
afterAll(async () => {
  await sql.end()
  await server.close()
})
afterEach(
  () => sql`truncate notifications, idempotency_keys, reconciliation_runs, reconciliation_differences`,
)

const daysAgo = (days: number) => new Date(Date.now() - days * dayMs)

/** As if so many days had passed: long enough for every event to have its place. */
async function pruneAfterDays(days: number, batches?: PruneBatches): Promise<void> {
  await sequenceEvents(server.instance.services.db)
  await prune({ ...server.instance.services, clock: () => new Date(Date.now() + days * dayMs) }, batches)
}

async function insertNotification(receivedAt: Date, status: string): Promise<string> {
  const id = newUuid()
  await sql`
    insert into notifications (app_id, id, store, message_id, type, received_at, source, body, content, status, attempts)
    values (${appId}, ${id}, 'GOOGLE_PLAY', ${id}, 'VOIDED', ${receivedAt}, 'PUSH', '', '', ${status}, 1)`
  return id
}

async function insertSale(checkedAt: Date): Promise<Buffer> {
  const key = randomBytes(32)
  await sql`
    insert into sales (app_id, store, key, reference, reads, applied, checked_at)
    values (${appId}, 'TEST_STORE', ${key}, ${randomBytes(40)}, 1, 1, ${checkedAt})`
  return key
}

const saleExists = async (key: Uint8Array) =>
  (await sql`select from sales where app_id = ${appId} and key = ${key}`).length === 1

/** A reservation that ended, optionally with a sale. */
async function insertEndedPurchase(
  status: string,
  expiresAt: Date,
  saleKey: Buffer | null = null,
): Promise<string> {
  const purchase = await requestPurchase(buyer, 'TEST_STORE')
  const id = decodeId('pur', purchase.id) ?? ''
  await sql`update purchases set status = ${status}, expires_at = ${expiresAt}, sale_key = ${saleKey} where id = ${id}`
  return id
}

async function selectRemaining(table: 'purchases' | 'events', ids: readonly string[]): Promise<string[]> {
  const [column, rowsOf] = table === 'events' ? [sql`purchase_id`, allEvents(sql)] : [sql`id`, sql(table)]
  const rows = await sql<{ id: string }[]>`
    select distinct ${column} as id from ${rowsOf} where ${column} = any(${[...ids]}::uuid[])`
  return ids.filter((id) => rows.some((row) => row.id === id))
}

test('messages that nobody works on any more go after 90 days; what is younger or waits stays', async () => {
  await insertNotification(daysAgo(91), 'PROCESSED')
  await insertNotification(daysAgo(91), 'FAILED')
  const kept = await Promise.all([
    insertNotification(daysAgo(89), 'PROCESSED'),
    insertNotification(daysAgo(500), 'RECEIVED'),
    insertNotification(daysAgo(89), 'FAILED'),
  ])
  await pruneAfterDays(0)
  const rows = await sql<{ id: string }[]>`select id from notifications`
  expect(rows.map(({ id }) => id).toSorted()).toEqual(kept.toSorted())
})

test('idempotency keys are good for more than 30 days, and go after 35', async () => {
  for (const days of [34, 36]) {
    await sql`
      insert into idempotency_keys (app_id, operation, scope, key, fingerprint, subject_id, created_at)
      values (${appId}, 'consumePayment', 'server', ${`${days} days`}, '', ${newUuid()}, ${daysAgo(days)})`
  }
  await pruneAfterDays(0)
  const rows = await sql<{ key: string }[]>`select key from idempotency_keys where key like '% days'`
  expect(rows.map(({ key }) => key)).toEqual(['34 days'])
})

describe('purchases that came to nothing', () => {
  test('go after 180 days, with their events', async () => {
    const old = await Promise.all(
      ['EXPIRED', 'CANCELED', 'FAILED'].map((each) => insertEndedPurchase(each, daysAgo(181))),
    )
    const kept = await Promise.all([
      insertEndedPurchase('EXPIRED', daysAgo(179)),
      insertEndedPurchase('PENDING', daysAgo(500)),
      insertEndedPurchase('REQUESTED', daysAgo(500)),
    ])
    expect(await selectRemaining('events', [...old, ...kept])).toHaveLength(6)
    await pruneAfterDays(0)
    expect(await selectRemaining('purchases', [...old, ...kept])).toEqual(kept)
    expect(await selectRemaining('events', [...old, ...kept])).toEqual(kept)
  })

  test('take their sale with them, unless another purchase names it too', async () => {
    const [alone, shared] = [await insertSale(daysAgo(200)), await insertSale(daysAgo(200))]
    await insertEndedPurchase('CANCELED', daysAgo(181), alone)
    await insertEndedPurchase('CANCELED', daysAgo(181), shared)
    const other = await insertEndedPurchase('PENDING', daysAgo(181), shared)
    await pruneAfterDays(0)
    expect(await saleExists(alone)).toBe(false)
    expect(await saleExists(shared)).toBe(true)
    expect(await selectRemaining('purchases', [other])).toEqual([other])
  })

  test('stay while somebody works on them, and are not waited for', async () => {
    const id = await insertEndedPurchase('EXPIRED', daysAgo(181))
    await sql.begin(async (transaction) => {
      await transaction`select from purchases where id = ${id} for update`
      await pruneAfterDays(0)
      expect(await selectRemaining('purchases', [id])).toEqual([id])
    })
  })
})

describe('sales', () => {
  test('that no purchase names go after 90 days', async () => {
    const [old, young] = [await insertSale(daysAgo(91)), await insertSale(daysAgo(89))]
    await pruneAfterDays(0)
    expect([await saleExists(old), await saleExists(young)]).toEqual([false, true])
  })

  test('go also from among many that are kept', async () => {
    const keep = Array.from({ length: 25 }, (_, index) => daysAgo(91 + index))
    const kept = await Promise.all(keep.map(insertSale))
    for (const key of kept) await insertEndedPurchase('PENDING', daysAgo(1), key)
    const old = await Promise.all(keep.map(insertSale))
    await pruneAfterDays(0, { size: 10, count: 20 })
    expect((await Promise.all(old.map(saleExists))).filter(Boolean)).toEqual([])
    expect((await Promise.all(kept.map(saleExists))).filter(Boolean)).toHaveLength(25)
  })

  test('stay when somebody claims them at this moment', async () => {
    const key = await insertSale(daysAgo(91))
    await sql.begin(async (transaction) => {
      await transaction`update sales set reference = ${randomBytes(40)} where app_id = ${appId} and key = ${key}`
      await pruneAfterDays(0)
    })
    expect(await saleExists(key)).toBe(true)
  })
})

test('comparisons with the stores and what they found go after 400 days', async () => {
  for (const days of [399, 401]) {
    const id = newUuid()
    await sql`
      insert into reconciliation_runs (app_id, id, store, source, started_at, checked)
      values (${appId}, ${id}, 'GOOGLE_PLAY', 'REFUNDS', ${daysAgo(days)}, ${days})`
    await sql`
      insert into reconciliation_differences (app_id, id, store, source, subject, run_id, detected_at, description)
      values (${appId}, ${newUuid()}, 'GOOGLE_PLAY', 'REFUNDS', ${days}, ${id}, ${daysAgo(days)}, '')`
  }
  await pruneAfterDays(0)
  expect(await sql`select checked from reconciliation_runs`).toEqual([{ checked: 399 }])
  expect(await sql`select subject from reconciliation_differences`).toEqual([{ subject: '399' }])
})

test('a run removes a limited number of rows, and the next one goes on', async () => {
  for (let index = 0; index < 25; index += 1) await insertNotification(daysAgo(100), 'PROCESSED')
  const counts: (number | undefined)[] = []
  for (let run = 0; run < 4; run += 1) {
    await pruneAfterDays(0, { size: 5, count: 2 })
    const [row] = await sql<{ count: number }[]>`select count(*)::int from notifications`
    counts.push(row?.count)
  }
  expect(counts).toEqual([15, 5, 0, 0])
})

/** All that belongs to payments, as it is stored. Of events the position follows by itself. */
async function readPayments(): Promise<unknown> {
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

test('nothing of a payment is ever removed, whatever became of it', async () => {
  const admin = createServerClient(server)
  await buyItem(server, buyer)
  const refunded = await buyItem(server, buyer)
  await updateStorePurchase(server.emulator, refunded.storePurchase.id, 'refund')
  await buyer.client.mutate('verifyPurchase', {
    purchaseId: refunded.purchase.id,
    receipt: refunded.storePurchase.receipt,
  })
  const consumed = await buyItem(server, await createBuyer(server, { userId: 'tester' }), 'APP_STORE')
  expectField(await admin.mutate('consumePayment', consumeInput(consumed.payment)), 'consume')
  expectField(await admin.mutate('completePayment', { paymentId: consumed.payment.id }), 'payment')
  await sql`
    insert into audit_log (app_id, id, at, actor, action, subject_id, details)
    values (${appId}, ${newUuid()}, now(), 'operator', 'correctPayment', ${decodeId('pay', consumed.payment.id)}, '{}')`
  // What should not happen: a purchase that says that it came to nothing, and has a payment.
  const odd = await buyItem(server, buyer)
  await sql`update purchases set status = 'EXPIRED' where id = ${decodeId('pur', odd.purchase.id)}`
  const before = await readPayments()
  expect(Object.values(before as object)).not.toContain(null)
  await pruneAfterDays(20 * 365)
  expect(await readPayments()).toEqual(before)
})

test('I11: what another project keeps has its own age', async () => {
  const other = decodeId('ak', (await server.addProject({})).appKey) ?? ''
  const id = await insertNotification(daysAgo(91), 'PROCESSED')
  await sql`
    insert into notifications (app_id, id, store, message_id, type, received_at, source, body, content, status, attempts)
    values (${other}, ${id}, 'GOOGLE_PLAY', ${id}, 'VOIDED', ${daysAgo(1)}, 'PUSH', '', '', 'PROCESSED', 1)`
  await pruneAfterDays(0)
  expect(await sql`select app_id, id from notifications`).toEqual([{ app_id: other, id }])
})
