import type { Sql } from 'postgres'
import { drizzle } from 'drizzle-orm/postgres-js'
import { insertDueSubscriptionJobs } from '../../src/db/queries/insert-due-subscription-jobs.ts'
import { checkSubscription } from '../../src/domain/subscription/check-subscription.ts'
import { decodeId } from '../../src/platform/ids.ts'
import { createBuyer } from '../support/purchase-client.ts'
import { buffersOf, connectRecorded, explain, nodesOf, type Executed } from '../support/explain-plan.ts'
import { insertGeneratedSubscriptions } from '../support/generated-subscriptions.ts'
import { hourMs, minuteMs } from '../support/time.ts'
import { expect, readChains, subscribe, subscriptionTest, verify } from './subscription-fixture.ts'

const now = new Date('2030-01-01T00:00:00Z')
const readsPerMinute = 2_000
const due = { now, nextCheckAt: new Date(now.getTime() + 10 * minuteMs + 1), limit: readsPerMinute }
const counts = { busy: 10_000, small: 5, later: 20_000 }

const test = subscriptionTest
  .extend('appIds', { scope: 'file' }, async ({ server, sql, project }) => {
    const small = await server.addProject({})
    const ids = [project, small].map(({ appKey }) => decodeId('ak', appKey) ?? '')
    const [busyId = '', smallId = ''] = ids
    await sql`alter table subscriptions set (autovacuum_enabled = off)`
    await insertGeneratedSubscriptions(sql, {
      appId: busyId,
      count: counts.busy + counts.later,
      dueCount: counts.busy,
      now,
    })
    await insertGeneratedSubscriptions(sql, {
      appId: smallId,
      count: counts.small,
      dueCount: counts.small,
      now,
    })
    return { busy: busyId, small: smallId }
  })
  .extend('executed', { scope: 'file' }, async ({ database: _ }): Promise<Executed[]> => [])
  .extend('recorded', { scope: 'file' }, async ({ database, executed }, { onCleanup }) => {
    const sql = await connectRecorded(database.url, executed)
    onCleanup(() => sql.end())
    return sql
  })

class RollBackError extends Error {
  override readonly name = 'RollBackError'
}

/** What is inserted in the transaction is gone afterwards. */
async function rollBack(sql: Sql, work: (transaction: Sql) => Promise<void>): Promise<void> {
  const rolledBack = sql.begin(async (transaction) => {
    await work(transaction as unknown as Sql)
    throw new RollBackError()
  })
  await expect(rolledBack).rejects.toThrow(RollBackError)
}

type QueuedJob = { readonly app: string; readonly id: string }

const readQueue = (sql: Sql) => sql<QueuedJob[]>`
  select payload ->> 'appId' as app, payload ->> 'subscriptionId' as id
  from graphile_worker._private_jobs where key like 'subscription:%' order by priority, run_at, id`

test('the schedule finds what is due among 30,000 subscriptions by an index, and reads and locks no more than it picks', async ({
  recorded,
  executed,
  appIds: _,
}) => {
  await rollBack(recorded, async (sql) => {
    const limited = { ...due, limit: 50 }
    expect(await insertDueSubscriptionJobs({ sql, orm: drizzle(recorded) }, limited)).toBe(50)
    const statement = executed.findLast(({ text }) => text.includes('with candidate as'))
    if (statement === undefined) expect.fail('the statement was not executed')
    const [locked] = await sql<{ count: number }[]>`
      select count(*)::int as count from subscriptions where xmax <> 0 or next_check_at = ${due.nextCheckAt.toISOString()}`
    expect(locked?.count).toBe(50)
    const plan = await explain(sql, statement)
    const scans = nodesOf(plan).filter((node) => node['Relation Name'] === 'subscriptions')
    expect(nodesOf(plan).filter((node) => node['Node Type'] === 'Seq Scan')).toEqual([])
    expect(scans.map((node) => node['Node Type'])).toContain('Tid Scan')
    expect(scans.flatMap((node) => node['Index Name'] ?? [])).toContain('subscriptions_due')
    expect(buffersOf(plan)).toBeLessThan(6_000)
  })
})

test('an AppKey with 10,000 subscriptions that are due does not delay one with 5', async ({
  recorded,
  appIds,
}) => {
  await rollBack(recorded, async (sql) => {
    expect(await insertDueSubscriptionJobs({ sql, orm: drizzle(recorded) }, due)).toBe(readsPerMinute)
    const queue = await readQueue(sql)
    expect(queue).toHaveLength(readsPerMinute)
    const places = queue.flatMap(({ app }, place) => (app === appIds.small ? [place] : []))
    // The jobs of both alternate, whoever has waited longer.
    expect(places).toHaveLength(counts.small)
    expect(places.at(-1)).toBeLessThan(2 * counts.small)
    expect(queue.filter(({ app }) => app === appIds.busy)).toHaveLength(readsPerMinute - counts.small)
  })
})

test('a run of the schedule skips the subscriptions that another transaction holds, and takes others', async ({
  recorded,
  sql,
  appIds,
}) => {
  const oldest = await sql<{ id: string }[]>`
    select id from subscriptions where app_id = ${appIds.busy} and next_check_at <= ${now} order by next_check_at limit 3`
  const ids = oldest.map(({ id }) => id)
  await sql.begin(async (other) => {
    await other`select id from subscriptions where app_id = ${appIds.busy} and id = any(${ids}) for update`
    await rollBack(recorded, async (transaction) => {
      const jobs = await insertDueSubscriptionJobs({ sql: transaction, orm: drizzle(recorded) }, due)
      expect(jobs).toBe(readsPerMinute - ids.length)
      const queue = await readQueue(transaction)
      expect(queue.filter(({ id }) => ids.includes(id))).toEqual([])
    })
  })
})

/** What jobs write that run by the machine's clock, whatever the test does. */
const writtenByJobs = /^(job_workers|payment_statistic|payment_recounts|payment_daily_totals|buyer_)/

/** How many rows of each table have been written by transactions that began later. */
async function countWrittenRows(sql: Sql, firstTransaction: string): Promise<Record<string, number>> {
  const tables = await sql<{ name: string }[]>`
    select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' order by relname`
  const written: Record<string, number> = {}
  for (const { name } of tables) {
    const [row] = await sql<{ count: number }[]>`
      select count(*)::int as count from ${sql(name)} where xmin::text::bigint >= ${firstTransaction}::bigint`
    if (row !== undefined && row.count > 0 && !writtenByJobs.test(name)) written[name] = row.count
  }
  return written
}

test.for(['GOOGLE_PLAY', 'APP_STORE', 'ONE_STORE'] as const)(
  'a reading at %s that changes nothing writes nothing but the times of the check',
  async (store, { server, sql, services, project, notifications, sold: _ }) => {
    const buyer = await createBuyer(server)
    const { purchase, atStore } = await subscribe(buyer, { store })
    expect(await verify(buyer, atStore, purchase.id)).toMatchObject({ problem: null })
    await notifications.waitForIdle()
    // Past the times at which an acknowledgement is tried.
    await notifications.advanceTime(2 * hourMs)
    const [chain] = await readChains(sql, buyer)
    const app = await services.apps.find(decodeId('ak', project.appKey) ?? '')
    if (chain === undefined || app === null) expect.fail()
    const check = () => checkSubscription({ ...services, app }, chain.id)
    // It tells that the payment is acknowledged.
    await check()
    const readFacts = () => sql`
      select to_jsonb(s) - 'store_read_at' - 'store_stated_at' - 'next_check_at' as facts from subscriptions s
      where id = ${chain.id}`
    const before = await readFacts()
    const [next] = await sql<{ id: string }[]>`select pg_snapshot_xmax(pg_current_snapshot())::text as id`
    await check()
    expect(await countWrittenRows(sql, next?.id ?? '')).toEqual({ sales: 1, subscriptions: 1 })
    expect(await readFacts()).toEqual(before)
  },
)
