import postgres from 'postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { expirePurchases } from '../../src/domain/retention/expire-purchases.ts'
import { decodeId } from '../../src/platform/ids.ts'
import {
  buyItem,
  createBuyer,
  payAtStore,
  expectField,
  requestPurchase,
  createServerClient,
  type Buyer,
} from '../support/buyer.ts'
import { eventually } from '../support/eventually.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'
import { allEvents } from '../support/all-events.ts'

const dayMs = 24 * 60 * 60_000

let server: TestServer
let sql: postgres.Sql
let buyer: Buyer
beforeAll(async () => {
  server = await startTestServer({ environment: { JOB_CONCURRENCY: '0' } })
  sql = postgres(server.databaseUrl, { max: 4, onnotice: () => undefined })
  buyer = await createBuyer(server)
})
afterAll(async () => {
  await sql.end()
  await server.close()
})

const expireAfter = (ms: number) =>
  expirePurchases({ ...server.instance.services, clock: () => new Date(Date.now() + ms) })

async function statusOf(purchaseId: string): Promise<string | undefined> {
  const { purchase } = await createServerClient(server).query(
    'query ($id: ID!) { purchase(id: $id) { status } }',
    {
      id: purchaseId,
    },
  )
  return purchase?.status
}

const eventsOf = (purchaseId: string) => sql<{ type: string; previous_status: string; status: string }[]>`
  select type, previous_status, status from ${allEvents(sql)}
  where purchase_id = ${decodeId('pur', purchaseId)} order by position, recorded`

test('a reservation whose time is over expires with one event; one whose time is not stays', async () => {
  const purchase = await requestPurchase(buyer, 'TEST_STORE')
  await expireAfter(0)
  expect(await statusOf(purchase.id)).toBe('REQUESTED')
  await expireAfter(dayMs + 1_000)
  await expireAfter(dayMs + 1_000)
  expect(await statusOf(purchase.id)).toBe('EXPIRED')
  expect((await eventsOf(purchase.id)).slice(1)).toEqual([
    { type: 'PURCHASE_EXPIRED', previous_status: 'REQUESTED', status: 'EXPIRED' },
  ])
})

test('the feed tells of it', async () => {
  const purchase = await requestPurchase(buyer, 'TEST_STORE')
  await expireAfter(dayMs + 1_000)
  await eventually(async () => {
    const { paymentEvents } = await createServerClient(server).query(
      '{ paymentEvents(types: [PURCHASE_EXPIRED]) { nodes { purchase { id } } } }',
    )
    expect(paymentEvents.nodes.map((event) => event.purchase.id)).toContain(purchase.id)
  })
})

test('what is pending, paid or canceled does not expire', async () => {
  const pending = await requestPurchase(buyer, 'TEST_STORE')
  const { receipt } = await payAtStore(server, pending, { outcome: 'PENDING' })
  await buyer.client.mutate('verifyPurchase', { purchaseId: pending.id, receipt })
  const paid = await buyItem(server, buyer)
  const canceled = await requestPurchase(buyer, 'TEST_STORE')
  await buyer.client.mutate('cancelPurchase', { purchaseId: canceled.id })
  await expireAfter(400 * dayMs)
  expect(await statusOf(pending.id)).toBe('PENDING')
  expect(await statusOf(paid.purchase.id)).toBe('VERIFIED')
  expect(await statusOf(canceled.id)).toBe('CANCELED')
})

test('more than fit into a batch expire in one run, each with an event of its own', async () => {
  const purchase = await requestPurchase(buyer, 'TEST_STORE')
  const id = decodeId('pur', purchase.id)
  const many = 1_234
  await sql`
    insert into purchases (app_id, id, user_id, item_id, store, status, account_token, store_product_id, requested_at, expires_at)
    select app_id, gen_random_uuid(), user_id, item_id, store, status, gen_random_uuid(), store_product_id, requested_at, expires_at
    from purchases, generate_series(1, ${many}) where id = ${id}`
  expect(await expireAfter(dayMs + 1_000)).toEqual({ expired: many + 1 })
  const [row] = await sql`
    select count(*)::int as events, count(distinct written.id)::int as ids, count(distinct purchase_id)::int as purchases
    from ${allEvents(sql)} join purchases p on p.app_id = written.app_id and p.id = purchase_id
    where type = 'PURCHASE_EXPIRED' and p.expires_at = (select expires_at from purchases where id = ${id})`
  expect(row).toEqual({ events: many + 1, ids: many + 1, purchases: many + 1 })
})

test('runs at the same time expire each purchase once', async () => {
  const purchases = await Promise.all(Array.from({ length: 20 }, () => requestPurchase(buyer, 'TEST_STORE')))
  const runs = await Promise.all(Array.from({ length: 4 }, () => expireAfter(dayMs + 1_000)))
  expect(runs.reduce((sum, { expired }) => sum + expired, 0)).toBe(20)
  for (const { id } of purchases) {
    expect((await eventsOf(id)).filter(({ type }) => type === 'PURCHASE_EXPIRED')).toHaveLength(1)
  }
})

test('a purchase that is verified at the moment that it expires ends verified, and is paid', async () => {
  const bought = await Promise.all(
    Array.from({ length: 20 }, async () => {
      const purchase = await requestPurchase(buyer, 'TEST_STORE')
      return { purchase, ...(await payAtStore(server, purchase)) }
    }),
  )
  const answers = await Promise.all([
    ...bought.map(({ purchase, receipt }) =>
      buyer.client.mutate('verifyPurchase', { purchaseId: purchase.id, receipt }),
    ),
    expireAfter(dayMs + 1_000),
    expireAfter(dayMs + 1_000),
  ])
  for (const [index, { purchase }] of bought.entries()) {
    const answer = answers[index]
    if (answer === undefined || 'expired' in answer) throw new Error('no answer')
    expect(expectField(answer, 'payment').status).toBe('PAID')
    expect(await statusOf(purchase.id)).toBe('VERIFIED')
  }
})

test('a purchase that somebody is working on is left alone, and not waited for', async () => {
  const purchase = await requestPurchase(buyer, 'TEST_STORE')
  const { receipt } = await payAtStore(server, purchase)
  await sql.begin(async (transaction) => {
    await transaction`select from purchases where id = ${decodeId('pur', purchase.id)} for update`
    await expireAfter(dayMs + 1_000)
    expect(await statusOf(purchase.id)).toBe('REQUESTED')
  })
  expectField(await buyer.client.mutate('verifyPurchase', { purchaseId: purchase.id, receipt }), 'payment')
  await expireAfter(dayMs + 1_000)
  expect(await statusOf(purchase.id)).toBe('VERIFIED')
})

test("an expired purchase becomes verified when the store proves its payment: the store's truth wins", async () => {
  const purchase = await requestPurchase(buyer, 'TEST_STORE')
  const { receipt } = await payAtStore(server, purchase)
  await expireAfter(dayMs + 1_000)
  expect(await statusOf(purchase.id)).toBe('EXPIRED')
  expectField(await buyer.client.mutate('verifyPurchase', { purchaseId: purchase.id, receipt }), 'payment')
  expect(await statusOf(purchase.id)).toBe('VERIFIED')
})
