import { compareStatistics } from '../../src/db/queries/compare-statistics.ts'
import { rebuildStatistics } from '../../src/domain/statistics/rebuild-statistics.ts'
import { verifyStatistics } from '../../src/domain/statistics/verify-statistics.ts'
import { createCommandLineCaller } from '../../src/domain/operator/command-line-caller.ts'
import { runCli, runCliJson } from '../cli/run-cli.ts'
import { buyItem } from '../support/purchase-client.ts'
import { expect, serverTest, vi } from '../support/test.ts'
import { computeStatistics, readTotals } from './expected-statistics.ts'
import { createStatisticsFixture, type StatisticsFixture } from './statistics-fixture.ts'

/** The tests start the command line, which takes long on a busy machine. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const neverStopped = new AbortController().signal

/** A project with two payments, one of which is refunded, that are counted. */
const test = serverTest
  .extend('fixture', { scope: 'file' }, async ({ services, sql, server }) => {
    const fixture = await createStatisticsFixture({ services, sql }, server.project)
    await fixture.pay({ paidAt: new Date('2026-03-01T00:00:00Z') })
    const { id } = await fixture.pay({ paidAt: new Date('2026-03-02T00:00:00Z') })
    await fixture.refundTo(id, {
      full: true,
      quantity: 1,
      amountMicros: null,
      refundedAt: new Date('2026-03-03T00:00:00Z'),
    })
    await fixture.count()
    return fixture
  })
  .extend('environment', { scope: 'file' }, ({ database, server }) => ({
    NODE_ENV: 'test',
    DATABASE_URL: database.url,
    COINSLOT_SECRET: server.secret,
  }))

const rebuild = ({ ctx }: StatisticsFixture) =>
  rebuildStatistics({ ...ctx, caller: createCommandLineCaller('test') }, neverStopped)

test('statistics that equal the payments are verified', async ({ fixture }) => {
  expect(await verifyStatistics(fixture.ctx, neverStopped)).toEqual({ isCurrent: true, differences: [] })
})

test.for([
  ['payments', 'update payment_daily_totals set gross_micros = gross_micros + 1', 1],
  ['payments', 'delete from payment_daily_totals', 3],
  ['buyers', 'update buyer_daily_totals set buyer_count = 2', 4],
] as const)(
  'differences of %s after %s are found, and a rebuild removes them',
  async ([kind, change, count], { fixture, sql }) => {
    await sql.unsafe(
      `${change} where app_id = '${fixture.appId}' and (${kind === 'payments' ? `day <= '2026-03-03'` : 'true'})`,
    )
    const { isCurrent, differences } = await verifyStatistics(fixture.ctx, neverStopped)
    expect(isCurrent).toBe(true)
    expect(new Set(differences.map((difference) => difference.kind))).toEqual(new Set([kind]))
    expect(differences.length).toBeGreaterThanOrEqual(count === 1 ? 1 : count)
    await rebuild(fixture)
    expect(await verifyStatistics(fixture.ctx, neverStopped)).toEqual({ isCurrent: true, differences: [] })
  },
)

test('the command line verifies the statistics of every AppKey, and rebuilds those of one', async ({
  fixture,
  environment,
  server,
  sql,
  admin,
}) => {
  const equal = { result: 'EQUAL', isCurrent: true, app: server.project.appKey }
  const verify = ['statistics', 'verify', '--json']
  await sql`update payment_daily_totals set quantity = quantity + 1 where app_id = ${fixture.appId} and day = '2026-03-01'`
  const { exitCode, stdout, stderr } = await runCli(verify, environment)
  expect({ exitCode, stderr }).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('statistics rebuild'),
  })
  expect(JSON.parse(stdout)).toMatchObject([{ result: 'DIFFERENT', kind: 'payments', day: '2026-03-01' }])
  const rebuildArgs = ['statistics', 'rebuild', '--app', server.project.appKey]
  expect(await runCliJson(rebuildArgs, environment)).toEqual({ rebuilt: true })
  expect(await runCliJson(verify.slice(0, 2), environment)).toEqual([equal])
  const { auditLog } = await admin.query('{ auditLog(first: 1) { nodes { action } } }')
  expect(auditLog.nodes).toEqual([{ action: 'rebuildStatistics' }])
})

test('a payment that was imported without events is counted', async ({ fixture, sql }) => {
  const { id } = await fixture.importPayment()
  expect((await compareStatistics(fixture.ctx.db, fixture.appId, 5)).isCurrent).toBe(false)
  await fixture.count()
  expect(await sql`select entry_id from payment_statistics_entries where payment_id = ${id}`).toEqual([
    { entry_id: id },
  ])
  expect(await sql`select from payment_recounts`).toEqual([])
})

test('payments from before the statistics existed are counted', async ({ fixture, sql }) => {
  for (const table of [
    'payment_daily_totals',
    'payment_statistics_entries',
    'payment_statistics_progress',
    'buyer_days',
    'buyer_daily_totals',
  ]) {
    await sql`delete from ${sql(table)}`
  }
  await fixture.count()
  const expected = await computeStatistics(sql, fixture.appId, 'UTC')
  expect(expected.totals.size).toBeGreaterThan(2)
  expect(await readTotals(sql, fixture.appId)).toEqual(expected.totals)
  expect(await verifyStatistics(fixture.ctx, neverStopped)).toEqual({ isCurrent: true, differences: [] })
})

test('payments whose events were dropped before they were counted are counted', async ({ fixture, sql }) => {
  await fixture.pay({ paidAt: new Date('2026-04-01T00:00:00Z') })
  await sql`update payment_statistics_progress set position = 0`
  await sql`update event_partitions set first_position = 1000000 where app_id = ${fixture.appId}`
  await fixture.count()
  await sql`update event_partitions set first_position = 1 where app_id = ${fixture.appId}`
  expect(await readTotals(sql, fixture.appId)).toEqual(
    (await computeStatistics(sql, fixture.appId, 'UTC')).totals,
  )
})

test('an erased user stays a buyer', async ({ fixture, sql, admin, buyer }) => {
  await buyItem(buyer)
  await fixture.count()
  const before = await readTotals(sql, fixture.appId)
  expect((await admin.mutate('eraseUser', { userId: buyer.userId })).problem).toBeNull()
  await fixture.count()
  expect(await readTotals(sql, fixture.appId)).toEqual(before)
  expect(await verifyStatistics(fixture.ctx, neverStopped)).toMatchObject({ differences: [] })
})
