import { randomBytes } from 'node:crypto'
import { describe, expect } from '../support/test.ts'
import { insertSale, saleExists, insertEndedPurchase } from './pruning-records.ts'
import { daysAgo, pruneAfterDays, pruningTest as test } from './pruning-fixture.ts'

test.afterEach(
  ({ sql }) =>
    sql`truncate notifications, idempotency_keys, reconciliation_runs, reconciliation_discrepancies`,
)

describe('sales', () => {
  test('sales without a purchase are removed after 90 days', async ({ services, sql, appId }) => {
    const [old, young] = [
      await insertSale(sql, appId, daysAgo(91)),
      await insertSale(sql, appId, daysAgo(89)),
    ]
    await pruneAfterDays(services, 0)
    expect([await saleExists(sql, appId, old), await saleExists(sql, appId, young)]).toEqual([false, true])
  })

  test('sales are removed from among many that remain', async ({ services, buyer, sql, appId }) => {
    const dates = Array.from({ length: 25 }, (_, index) => daysAgo(91 + index))
    const remaining = await Promise.all(dates.map((checkedAt) => insertSale(sql, appId, checkedAt)))
    for (const key of remaining)
      await insertEndedPurchase(buyer, sql, { status: 'PENDING', expiresAt: daysAgo(1), saleKey: key })
    const old = await Promise.all(dates.map((checkedAt) => insertSale(sql, appId, checkedAt)))
    await pruneAfterDays(services, 0, { size: 10, count: 20 })
    expect((await Promise.all(old.map((key) => saleExists(sql, appId, key)))).filter(Boolean)).toEqual([])
    expect(
      (await Promise.all(remaining.map((key) => saleExists(sql, appId, key)))).filter(Boolean),
    ).toHaveLength(25)
  })

  test('a sale that is claimed at the same time is not removed', async ({ services, sql, appId }) => {
    const key = await insertSale(sql, appId, daysAgo(91))
    await sql.begin(async (transaction) => {
      await transaction`update sales set encrypted_reference = ${randomBytes(40)} where app_id = ${appId} and key = ${key}`
      await pruneAfterDays(services, 0)
    })
    expect(await saleExists(sql, appId, key)).toBe(true)
  })
})
