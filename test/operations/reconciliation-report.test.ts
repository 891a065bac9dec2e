import type { ApiClient } from '../support/api.ts'
import { buyItem, createAppClient, createServerClient } from '../support/purchase-client.ts'
import { updateStorePurchase } from '../support/emulator-control.ts'
import { createPagedHistory } from '../support/paged-history.ts'
import {
  toRecentRefunds,
  reconcileSource,
  refundedSale,
  refundWithoutNotification,
  reconciliationTest,
  type Reconciliation,
} from '../support/reconciliation-fixture.ts'
import { expect } from '../support/test.ts'

const test = reconciliationTest

const text = `query ($day: Date!, $store: Store!) { reconciliationReport(day: $day, store: $store) {
  day store checkedCount discrepancyCount resolvedCount openCount
  runs { source startedAt endedAt checkedCount lastError }
  discrepancies { source description detectedAt resolvedAt payment { id status } purchase { id } }
} }`

const today = ({ now }: Reconciliation) => now().toISOString().slice(0, 10)

async function read(client: ApiClient, day: string, store = 'TEST_STORE') {
  return (await client.query(text, { day, store })).reconciliationReport
}

test('the report of a day counts checked sales and discrepancies, and lists open discrepancies first', async ({
  server,
  emulator,
  admin,
  buyer,
  reconciliation,
}) => {
  const resolved = await refundWithoutNotification(server, buyer)
  const { payment, purchase, storePurchase } = await buyItem(buyer)
  const { list } = createPagedHistory(
    toRecentRefunds(reconciliation, resolved.entry, refundedSale(storePurchase.transactionId)),
    10,
  )
  // Each run detects the open discrepancy again, and it is stored once.
  for (let run = 0; run < 3; run += 1)
    await reconcileSource(await reconciliation.createContext({ listRefunds: list }), 'REFUNDS')

  const report = await read(admin, today(reconciliation))
  expect(report).toMatchObject({ day: today(reconciliation), store: 'TEST_STORE', checkedCount: 6 })
  expect(report).toMatchObject({ discrepancyCount: 2, resolvedCount: 1, openCount: 1 })
  expect(report.runs.map(({ source }) => source).toSorted()).toEqual([
    ...['PURCHASES', 'PURCHASES', 'PURCHASES'],
    ...['REFUNDS', 'REFUNDS', 'REFUNDS'],
  ])
  const open = { payment: { id: payment.id, status: 'PAID' }, purchase: { id: purchase.id } }
  expect(report.discrepancies).toMatchObject([
    { source: 'REFUNDS', resolvedAt: null, ...open },
    {
      source: 'REFUNDS',
      resolvedAt: expect.any(String),
      payment: { id: resolved.paymentId, status: 'REFUNDED' },
    },
  ])

  await updateStorePurchase(emulator, storePurchase.id, 'refund')
  await reconcileSource(await reconciliation.createContext({ listRefunds: list }), 'REFUNDS')
  expect(await read(admin, today(reconciliation))).toMatchObject({
    discrepancyCount: 2,
    resolvedCount: 2,
    openCount: 0,
  })
})

test('the report is empty for a store without a run and for every other day', async ({
  admin,
  reconciliation,
}) => {
  const nothing = { checkedCount: 0, discrepancyCount: 0, resolvedCount: 0, openCount: 0 }
  expect(await read(admin, today(reconciliation), 'ONE_STORE')).toMatchObject({
    ...nothing,
    runs: [],
    discrepancies: [],
  })
  for (const day of ['0001-01-01', '2024-02-29', '9999-12-31']) {
    expect(await read(admin, day)).toMatchObject({ day, ...nothing, runs: [], discrepancies: [] })
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
])('the malformed day %j is rejected', async (day, { admin }) => {
  expect(await admin.queryErrorCodes(text, { day, store: 'TEST_STORE' })).toEqual(['BAD_USER_INPUT'])
})

test('I11: the report covers only the AppKey of the caller and requires a server key', async ({
  server,
  reconciliation,
}) => {
  const other = createServerClient(server, await server.addProject({}))
  expect(await read(other, today(reconciliation))).toMatchObject({
    checkedCount: 0,
    discrepancyCount: 0,
    runs: [],
  })
  const variables = { day: today(reconciliation), store: 'TEST_STORE' }
  expect(await createAppClient(server).queryErrorCodes(text, variables)).toEqual(['FORBIDDEN'])
})
