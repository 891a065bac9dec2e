import type { ApiClient } from '../support/api.ts'
import { prepareKilledBackends } from '../operators/killed-backends.ts'
import { buyItem } from '../support/purchase-client.ts'
import { updateStorePurchase } from '../support/emulator-control.ts'
import { createPagedHistory } from '../support/paged-history.ts'
import {
  reconcileSource,
  reconciliationTest,
  refundedSale,
  toRecentRefunds,
} from '../support/reconciliation-fixture.ts'
import { describe, expect } from '../support/test.ts'
import { dayMs } from '../support/time.ts'

const reason = 'the store has the refund twice'

const reportText = `query ($day: Date!) { reconciliationReport(day: $day, store: TEST_STORE) {
  discrepancyCount resolvedCount ignoredCount openCount
  discrepancies { id store description ignoredAt ignoreReason resolvedAt payment { id } }
} }`

const daysText = `query ($openOnly: Boolean, $days: Int, $before: Date) {
  reconciliationDays(openOnly: $openOnly, days: $days, before: $before) {
    day store runCount checkedCount discrepancyCount resolvedCount ignoredCount openCount
  }
}`

const dayOf = (time: Date) => time.toISOString().slice(0, 10)

/** A payment that the list of the store calls refunded, and the store itself does not. */
const test = reconciliationTest.extend('difference', async ({ buyer, reconciliation, admin, sql: _ }) => {
  const { payment, purchase, storePurchase } = await buyItem(buyer)
  const { list } = createPagedHistory(
    toRecentRefunds(reconciliation, refundedSale(storePurchase.transactionId)),
    10,
  )
  const run = async () => {
    await reconcileSource(await reconciliation.createContext({ listRefunds: list }), 'REFUNDS')
  }
  const report = async () => {
    const { reconciliationReport } = await admin.query(reportText, { day: dayOf(reconciliation.now()) })
    const [discrepancy] = reconciliationReport.discrepancies
    return { ...reconciliationReport, discrepancy, id: discrepancy?.id ?? '' }
  }
  await run()
  return { payment, purchase, storePurchase, run, report }
})

async function listDays(admin: ApiClient, variables: object) {
  return (await admin.query(daysText, variables as Record<string, unknown>)).reconciliationDays
}

describe('an ignored discrepancy', () => {
  test('is not open, also in later runs, until it is reopened', async ({ admin, difference, records }) => {
    const { id, openCount } = await difference.report()
    expect(openCount).toBe(1)
    expect(await admin.mutate('ignoreDiscrepancy', { discrepancyId: id, reason })).toMatchObject({
      discrepancy: { id, ignoredAt: expect.any(String), ignoreReason: reason },
      replayed: false,
      problem: null,
    })
    await difference.run()
    expect(await difference.report()).toMatchObject({
      ...{ discrepancyCount: 1, openCount: 0, ignoredCount: 1, resolvedCount: 0 },
      discrepancy: { ignoreReason: reason, payment: { id: difference.payment.id } },
    })
    const later = (await difference.report()).id
    expect(
      await admin.mutate('reopenDiscrepancy', { discrepancyId: later, reason: 'a mistake' }),
    ).toMatchObject({
      discrepancy: { ignoredAt: null, ignoreReason: null },
      replayed: false,
    })
    await difference.run()
    expect(await difference.report()).toMatchObject({ openCount: 1, ignoredCount: 0 })
    expect(await records.auditLog(id)).toMatchObject([{ action: 'ignoreDiscrepancy', reason }])
    expect(await records.auditLog(later)).toMatchObject([
      { action: 'reopenDiscrepancy', reason: 'a mistake' },
    ])
  })

  test('is open again when a run describes it otherwise', async ({ admin, difference }) => {
    const { id } = await difference.report()
    await admin.mutate('ignoreDiscrepancy', { discrepancyId: id, reason })
    const { id: paymentId, purchaseToken } = difference.payment
    await admin.mutate('consumePayment', { paymentId, purchaseToken: purchaseToken ?? '' })
    await difference.run()
    expect(await difference.report()).toMatchObject({ openCount: 1, ignoredCount: 0 })
  })

  test('is resolved by itself, and then cannot be ignored', async ({ admin, difference, emulator }) => {
    const { id } = await difference.report()
    await admin.mutate('ignoreDiscrepancy', { discrepancyId: id, reason })
    await updateStorePurchase(emulator, difference.storePurchase.id, 'refund')
    await difference.run()
    const { id: resolved, ...report } = await difference.report()
    expect(report).toMatchObject({ resolvedCount: 1, ignoredCount: 0, openCount: 0 })
    expect(await admin.mutate('ignoreDiscrepancy', { discrepancyId: resolved, reason })).toMatchObject({
      discrepancy: { resolvedAt: expect.any(String) },
      problem: { code: 'DISCREPANCY_RESOLVED' },
    })
  })

  test('is ignored once by two calls at once, and not by one whose connection is killed', async ({
    admin,
    difference,
    sql,
  }) => {
    const { id } = await difference.report()
    const killed = await prepareKilledBackends(sql)
    const ignore = () => admin.mutate('ignoreDiscrepancy', { discrepancyId: id, reason })
    await expect(killed.killAt('ignoreDiscrepancy', ignore)).rejects.toThrow()
    expect(await difference.report()).toMatchObject({ openCount: 1, ignoredCount: 0 })
    const results = await Promise.all([ignore(), ignore()])
    expect(results.map(({ replayed }) => replayed).toSorted()).toEqual([false, true])
    expect(await killed.countEntries('ignoreDiscrepancy')).toBeGreaterThan(0)
    expect(await admin.mutate('ignoreDiscrepancy', { discrepancyId: id, reason: '' })).toMatchObject({
      problem: { code: 'INVALID_INPUT', field: ['reason'] },
    })
    expect(await admin.mutate('ignoreDiscrepancy', { discrepancyId: 'dcp_x', reason })).toMatchObject({
      problem: { code: 'DISCREPANCY_NOT_FOUND' },
    })
  })
})

test('a purchase shows the discrepancies that concern it, and node finds one by its id', async ({
  admin,
  difference,
  buyer,
}) => {
  await difference.run()
  const { id, discrepancy } = await difference.report()
  const text = 'query ($id: ID!) { purchase(id: $id) { discrepancies { id description } } }'
  const { purchase } = await admin.query(text, { id: difference.purchase.id })
  expect(purchase?.discrepancies).toMatchObject([{ id, description: discrepancy?.description }])
  const ofClient = await buyer.client.query(text, { id: difference.purchase.id })
  expect(ofClient.purchase?.discrepancies).toEqual([])
  expect((await admin.query('query ($id: ID!) { node(id: $id) { id } }', { id })).node).toEqual({ id })
})

test('the days of reconciliation are listed newest first, with their numbers, and those that are open alone', async ({
  admin,
  difference,
  reconciliation,
}) => {
  const { id } = await difference.report()
  const days = [dayOf(reconciliation.now())]
  for (let passed = 0; passed < 2; passed += 1) {
    reconciliation.advanceTime(2 * dayMs)
    await reconcileSource(
      await reconciliation.createContext({ listRefunds: async () => ({ entries: [], next: null }) }),
      'REFUNDS',
    )
    days.unshift(dayOf(reconciliation.now()))
  }
  const all = await listDays(admin, { days: 10 })
  expect(all.map(({ day, store }) => [day, store])).toEqual(days.map((day) => [day, 'TEST_STORE']))
  expect(all.at(-1)).toMatchObject({ discrepancyCount: 1, openCount: 1, ignoredCount: 0 })
  expect(all[0]?.runCount).toBeGreaterThan(0)
  const first = await listDays(admin, { days: 1 })
  const second = await listDays(admin, { days: 2, before: first[0]?.day })
  expect([...first, ...second]).toEqual(all)
  expect((await listDays(admin, { openOnly: true })).map(({ day }) => day)).toEqual(days.slice(-1))
  await admin.mutate('ignoreDiscrepancy', { discrepancyId: id, reason })
  expect(await listDays(admin, { openOnly: true })).toEqual([])
  expect(await admin.queryErrorCodes('{ reconciliationDays(days: 32) { day } }')).toEqual(['BAD_USER_INPUT'])
})
