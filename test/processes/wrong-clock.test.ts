import { clusterTest, expect, vi } from '../support/cluster-test.ts'
import { eventually } from '../support/eventually.ts'
import { createBuyer, requestPurchase } from '../support/purchase-client.ts'
import { hourMs } from '../support/time.ts'

// Processes take long to start on a busy machine.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const test = clusterTest.extend('clusterOptions', { scope: 'file' }, { processes: 0 })

/** Moves the clock of a process 99 hours ahead, before it loads anything. */
const wrongClock = `--import data:text/javascript,${encodeURIComponent(`
  const RealDate = Date
  const now = () => RealDate.now() + ${99 * hourMs}
  globalThis.Date = class extends RealDate {
    constructor(...parts) { super(...(parts.length === 0 ? [now()] : parts)) }
    static now() { return now() }
  }`)}`

const jobs = { JOB_CONCURRENCY: '2', JOB_RECOVERY_INTERVAL_MS: '100' }

test('a process with a wrong clock expires nothing, stamps by the time of the database, and runs no schedule', async ({
  cluster,
  sql,
  startProcess,
}) => {
  // The database of a test has schedules that are switched off.
  await sql`delete from graphile_worker._private_known_crontabs`
  const process = await startProcess({ NODE_OPTIONS: wrongClock, METRICS_PORT: '0', ...jobs })
  const { graphqlUrl } = process
  const endpoint = { graphqlUrl, emulator: cluster.emulator, project: cluster.project }
  const purchase = await requestPurchase(await createBuyer(endpoint, { as: 'server' }))
  await sql`select graphile_worker.add_job('expire_purchases')`
  await sql`select graphile_worker.add_job('prune')`
  await eventually(async () => expect(await sql`select from graphile_worker._private_jobs`).toHaveLength(0), {
    timeoutMs: 30_000,
  })
  const [row] = await sql<{ status: string; late_ms: string }[]>`
    select status, abs(extract(epoch from requested_at - now())) * 1000 as late_ms from purchases`
  expect(row?.status).toBe('REQUESTED')
  expect(Number(row?.late_ms)).toBeLessThan(60_000)
  expect(purchase.status).toBe('REQUESTED')
  const [event] = await sql<{ future: boolean }[]>`
    select coalesce(bool_or(occurred_at > now() + interval '1 minute'), false) as future from events`
  expect(event?.future).toBe(false)
  expect(await sql`select identifier, last_execution from graphile_worker._private_known_crontabs`).toEqual(
    [],
  )
  const readiness = await fetch(new URL('/readyz', graphqlUrl))
  expect([readiness.status, await readiness.json()]).toEqual([
    200,
    expect.objectContaining({ clock: 'wrong', reasons: ['The clock of this machine is wrong.'] }),
  ])
  expect(process.output()).toContain('the clock of this machine is wrong')
  expect(process.output()).toMatch(/"skewMs":35\d{7}/)
})

test('a schedule that a process with a fast clock has run in the future runs again in a correct process', async ({
  sql,
  startProcess,
}) => {
  await sql`
    insert into graphile_worker._private_known_crontabs (identifier, known_since, last_execution)
    values ('prune', now(), now() + interval '99 hours')
    on conflict (identifier) do update set last_execution = excluded.last_execution`
  await sql`
    select graphile_worker.add_job('prune', job_key => 'prune', run_at => now() + interval '99 hours')`
  await startProcess(jobs)
  await eventually(
    async () => {
      const late = await sql`
        select from graphile_worker._private_known_crontabs
        where identifier = 'prune' and last_execution > now() + interval '1 minute'`
      const waiting = await sql`select from graphile_worker._private_jobs where key = 'prune'`
      expect([late, waiting]).toEqual([[], []])
    },
    { timeoutMs: 30_000 },
  )
})
