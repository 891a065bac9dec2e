import { buyItem, createAppClient, createBuyer, createServerClient } from '../support/purchase-client.ts'
import { updateStorePurchase } from '../support/emulator-control.ts'
import {
  createPagedHistory,
  toRecentRefunds,
  reconcileSource,
  refundedSale,
  refundWithoutNotification,
  openReconciliationFixture,
} from '../support/reconciliation-fixture.ts'
import type { TestServer } from '../support/test-server.ts'
import { expect, serverTest } from '../support/test.ts'

const test = serverTest.extend('store', { scope: 'file' }, ({ server }) => openReconciliationFixture(server))

test.afterAll(async ({ store }) => {
  await store.close()
})

const text = `query ($day: Date!, $store: Store!) { reconciliationReport(day: $day, store: $store) {
  day store checkedCount discrepancyCount resolvedCount openCount
  runs { source startedAt endedAt checkedCount lastError }
  discrepancies { source description detectedAt resolvedAt payment { id status } purchase { id } }
} }`

const today = (store: TODO) => store.now().toISOString().slice(0, 10)

async function read(
  server: TestServer,
  store: TODO,
  day = today(store),
  ofStore = 'TEST_STORE',
  api = createServerClient(server),
) {
  return (await api.query(text, { day, store: ofStore })).reconciliationReport
}

test('tells of a day what was compared, found, healed and left, what is left first', async ({
  server,
  emulator,
  store,
}) => {
  const buyer = await createBuyer(server)
  const healed = await refundWithoutNotification(server, buyer)
  const { payment, purchase, storePurchase } = await buyItem(buyer)
  const { list } = createPagedHistory(
    toRecentRefunds(store, healed.entry, refundedSale(storePurchase.transactionId)),
    10,
  )
  // What is left is found again by each run, and is one difference all the same.
  for (let run = 0; run < 3; run += 1)
    await reconcileSource(await store.createContext({ listRefunds: list }), 'REFUNDS')

  const report = await read(server, store)
  expect(report).toMatchObject({ day: today(store), store: 'TEST_STORE', checkedCount: 6 })
  expect(report).toMatchObject({ discrepancyCount: 2, resolvedCount: 1, openCount: 1 })
  expect(report.runs.map(({ source }) => source).toSorted()).toEqual([
    ...['PURCHASES', 'PURCHASES', 'PURCHASES'],
    ...['REFUNDS', 'REFUNDS', 'REFUNDS'],
  ])
  const about = { payment: { id: payment.id, status: 'PAID' }, purchase: { id: purchase.id } }
  expect(report.discrepancies).toMatchObject([
    { source: 'REFUNDS', resolvedAt: null, ...about },
    {
      source: 'REFUNDS',
      resolvedAt: expect.any(String),
      payment: { id: healed.paymentId, status: 'REFUNDED' },
    },
  ])

  await updateStorePurchase(emulator, storePurchase.id, 'refund')
  await reconcileSource(await store.createContext({ listRefunds: list }), 'REFUNDS')
  expect(await read(server, store)).toMatchObject({ discrepancyCount: 2, resolvedCount: 2, openCount: 0 })
})

test('is empty for a store that was not compared, and for every other day', async ({ server, store }) => {
  const nothing = { checkedCount: 0, discrepancyCount: 0, resolvedCount: 0, openCount: 0 }
  expect(await read(server, store, today(store), 'ONE_STORE')).toMatchObject({
    ...nothing,
    runs: [],
    differences: [],
  })
  for (const day of ['0001-01-01', '2024-02-29', '9999-12-31']) {
    expect(await read(server, store, day)).toMatchObject({ day, ...nothing, runs: [], differences: [] })
  }
})

test.for([
  '2026-02-30',
  '2026-1-1',
  '0000-01-01',
  '10000-01-01',
  '2026-01-01T00:00:00Z',
  'today',
  '',
  20_260_101,
])('refuses %j, which is no day', async (day, { server }) => {
  expect(await createServerClient(server).queryErrorCodes(text, { day, store: 'TEST_STORE' })).toEqual([
    'BAD_USER_INPUT',
  ])
})

test('I11: is about the AppKey that asks, and not for clients', async ({ server, store }) => {
  const other = createServerClient(server, await server.addProject({}))
  expect(await read(server, store, today(store), 'TEST_STORE', other)).toMatchObject({
    checkedCount: 0,
    discrepancyCount: 0,
    runs: [],
  })
  const variables = { day: today(store), store: 'TEST_STORE' }
  expect(await createAppClient(server).queryErrorCodes(text, variables)).toEqual(['FORBIDDEN'])
})
