import type { Sql } from 'postgres'
import { expirePurchases } from '../../src/domain/retention/expire-purchases.ts'
import { decodeId } from '../../src/platform/ids.ts'
import {
  buyItem,
  payAtStore,
  expectField,
  requestPurchase,
  createServerClient,
} from '../support/purchase-client.ts'
import { eventually } from '../support/eventually.ts'
import type { TestServer } from '../support/test-server.ts'
import { dayMs } from '../support/time.ts'
import { allEvents } from '../support/all-events.ts'
import { expect, serverTest as test } from '../support/test.ts'

const expireAfter = (services: TestServer['instance']['services'], ms: number) =>
  expirePurchases({ ...services, clock: () => new Date(Date.now() + ms) })

async function statusOf(server: TestServer, purchaseId: string): Promise<string | undefined> {
  const { purchase } = await createServerClient(server).query(
    'query ($id: ID!) { purchase(id: $id) { status } }',
    {
      id: purchaseId,
    },
  )
  return purchase?.status
}

const eventsOf = (sql: Sql, purchaseId: string) => sql<
  { type: string; previous_status: string; status: string }[]
>`
  select type, previous_status, status from ${allEvents(sql)}
  where purchase_id = ${decodeId('pur', purchaseId)} order by position, insert_seq`

test('a purchase expires after its expiry time with one event, and not before', async ({
  server,
  services,
  buyer,
  sql,
}) => {
  const purchase = await requestPurchase(buyer, { store: 'TEST_STORE' })
  await expireAfter(services, 0)
  expect(await statusOf(server, purchase.id)).toBe('REQUESTED')
  await expireAfter(services, dayMs + 1_000)
  await expireAfter(services, dayMs + 1_000)
  expect(await statusOf(server, purchase.id)).toBe('EXPIRED')
  expect((await eventsOf(sql, purchase.id)).slice(1)).toEqual([
    { type: 'PURCHASE_EXPIRED', previous_status: 'REQUESTED', status: 'EXPIRED' },
  ])
})

test('the feed has an event for an expired purchase', async ({ server, services, buyer }) => {
  const purchase = await requestPurchase(buyer, { store: 'TEST_STORE' })
  await expireAfter(services, dayMs + 1_000)
  await eventually(async () => {
    const { paymentEvents } = await createServerClient(server).query(
      '{ paymentEvents(types: [PURCHASE_EXPIRED]) { nodes { purchase { id } } } }',
    )
    expect(paymentEvents.nodes.map((event) => event.purchase?.id)).toContain(purchase.id)
  })
})

test('a pending, paid or canceled purchase does not expire', async ({ server, services, buyer }) => {
  const pending = await requestPurchase(buyer, { store: 'TEST_STORE' })
  const { receipt } = await payAtStore(server, pending, { outcome: 'PENDING' })
  await buyer.client.mutate('verifyPurchase', { purchaseId: pending.id, receipt })
  const paid = await buyItem(buyer)
  const canceled = await requestPurchase(buyer, { store: 'TEST_STORE' })
  await buyer.client.mutate('cancelPurchase', { purchaseId: canceled.id })
  await expireAfter(services, 400 * dayMs)
  expect(await statusOf(server, pending.id)).toBe('PENDING')
  expect(await statusOf(server, paid.purchase.id)).toBe('VERIFIED')
  expect(await statusOf(server, canceled.id)).toBe('CANCELED')
})

test('more purchases than a batch holds expire in one run, each with its own event', async ({
  services,
  buyer,
  sql,
}) => {
  const purchase = await requestPurchase(buyer, { store: 'TEST_STORE' })
  const id = decodeId('pur', purchase.id)
  const many = 1_234
  await sql`
    insert into purchases (app_id, id, user_id, item_id, store, status, account_token, store_product_id, requested_at, expires_at)
    select app_id, gen_random_uuid(), user_id, item_id, store, status, gen_random_uuid(), store_product_id, requested_at, expires_at
    from purchases, generate_series(1, ${many}) where id = ${id}`
  expect(await expireAfter(services, dayMs + 1_000)).toEqual({ expired: many + 1 })
  const [row] = await sql`
    select count(*)::int as events, count(distinct written.id)::int as ids, count(distinct purchase_id)::int as purchases
    from ${allEvents(sql)} join purchases p on p.app_id = written.app_id and p.id = purchase_id
    where type = 'PURCHASE_EXPIRED' and p.expires_at = (select expires_at from purchases where id = ${id})`
  expect(row).toEqual({ events: many + 1, ids: many + 1, purchases: many + 1 })
})

test('simultaneous runs expire each purchase once', async ({ services, buyer, sql }) => {
  const purchases = await Promise.all(
    Array.from({ length: 20 }, () => requestPurchase(buyer, { store: 'TEST_STORE' })),
  )
  const runs = await Promise.all(Array.from({ length: 4 }, () => expireAfter(services, dayMs + 1_000)))
  expect(runs.reduce((sum, { expired }) => sum + expired, 0)).toBe(20)
  for (const { id } of purchases) {
    expect((await eventsOf(sql, id)).filter(({ type }) => type === 'PURCHASE_EXPIRED')).toHaveLength(1)
  }
})

test('a purchase that is verified while it expires is VERIFIED and paid', async ({
  server,
  services,
  buyer,
}) => {
  const paid = await Promise.all(
    Array.from({ length: 20 }, async () => {
      const purchase = await requestPurchase(buyer, { store: 'TEST_STORE' })
      return { purchase, ...(await payAtStore(server, purchase)) }
    }),
  )
  const results = await Promise.all([
    ...paid.map(({ purchase, receipt }) =>
      buyer.client.mutate('verifyPurchase', { purchaseId: purchase.id, receipt }),
    ),
    expireAfter(services, dayMs + 1_000),
    expireAfter(services, dayMs + 1_000),
  ])
  for (const [index, { purchase }] of paid.entries()) {
    const result = results[index]
    if (result === undefined || 'expired' in result) throw new Error('no result')
    expect(expectField(result, 'payment').status).toBe('PAID')
    expect(await statusOf(server, purchase.id)).toBe('VERIFIED')
  }
})

test('a run skips a locked purchase without waiting', async ({ server, services, buyer, sql }) => {
  const purchase = await requestPurchase(buyer, { store: 'TEST_STORE' })
  const { receipt } = await payAtStore(server, purchase)
  await sql.begin(async (transaction) => {
    await transaction`select from purchases where id = ${decodeId('pur', purchase.id)} for update`
    await expireAfter(services, dayMs + 1_000)
    expect(await statusOf(server, purchase.id)).toBe('REQUESTED')
  })
  expectField(await buyer.client.mutate('verifyPurchase', { purchaseId: purchase.id, receipt }), 'payment')
  await expireAfter(services, dayMs + 1_000)
  expect(await statusOf(server, purchase.id)).toBe('VERIFIED')
})

test('an expired purchase becomes VERIFIED when its receipt proves the payment', async ({
  server,
  services,
  buyer,
}) => {
  const purchase = await requestPurchase(buyer, { store: 'TEST_STORE' })
  const { receipt } = await payAtStore(server, purchase)
  await expireAfter(services, dayMs + 1_000)
  expect(await statusOf(server, purchase.id)).toBe('EXPIRED')
  expectField(await buyer.client.mutate('verifyPurchase', { purchaseId: purchase.id, receipt }), 'payment')
  expect(await statusOf(server, purchase.id)).toBe('VERIFIED')
})
