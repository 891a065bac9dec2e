import type { Sql } from 'postgres'
import { eventually } from '../support/eventually.ts'
import { appIdOf } from '../support/operators.ts'
import { buyItem, createBuyer } from '../support/purchase-client.ts'
import { expect, vi, workerTest as test } from '../support/worker-test.ts'
import { computeStatistics, readTotals } from './expected-statistics.ts'

/** Starts several processes, which takes long on a busy machine. */
vi.setConfig({ testTimeout: 180_000, hookTimeout: 120_000 })

const copyCount = 9_000

/** Copies the payment of an AppKey, with its purchase and the event of its recording, so that counting takes several batches. */
async function copyPayments(sql: Sql, appId: string): Promise<void> {
  const copy = async (table: string, columns: string) => {
    await sql.unsafe(`
      insert into ${table}
      select copy.* from generate_series(1, ${copyCount}) n
      cross join (select t as row from ${table} t where app_id = '${appId}' limit 1) original
      cross join lateral jsonb_populate_record(original.row, jsonb_build_object(${columns})) copy`)
  }
  const id = `md5('copy' || n)::uuid`
  await copy('purchases', `'id', ${id}, 'account_token', ${id}, 'sale_key', null`)
  await copy(
    'payments',
    `'id', ${id}, 'purchase_id', ${id}, 'store_transaction_id', 'copy' || n, 'sale_key', null,
     'paid_at', timestamptz '2026-01-01' + n * interval '1 hour'`,
  )
  await sql`
    insert into event_outbox (app_id, id, type, occurred_at, purchase_id, payment_id, store, status)
    select app_id, gen_random_uuid(), 'PAYMENT_PAID', now(), purchase_id, id, store, status
    from payments where app_id = ${appId} and store_transaction_id like 'copy%'`
}

type Progress = { readonly position: number; readonly head: number }

async function readProgress(sql: Sql, appId: string): Promise<Progress> {
  const [row] = await sql<Progress[]>`
    select s.position::float8 as position, h.position::float8 as head
    from payment_statistics_progress s join feed_heads h using (app_id)
    where app_id = ${appId} and recount_after is null and not is_clearing`
  return row ?? { position: -1, head: 0 }
}

/** Kills a worker in the middle of a batch: while its statement waits for a lock that this connection holds. */
async function killDuringBatch(
  sql: Sql,
  appId: string,
  startWorker: () => Promise<{ kill: (signal: 'SIGKILL') => Promise<unknown> }>,
): Promise<void> {
  await sql.begin(async (transaction) => {
    await transaction`select from payment_statistics_progress where app_id = ${appId} for update`
    const worker = await startWorker()
    const isCounting = async () => {
      const waiting = await sql`
        select from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock' and query like '%payment_statistics_progress%'`
      expect(waiting.length).toBeGreaterThan(0)
    }
    await eventually(isCounting, { timeoutMs: 60_000 })
    await worker.kill('SIGKILL')
  })
}

test('workers that are killed while they count leave the statistics to others, which count each payment once', async ({
  freshCluster,
  startWorker,
}) => {
  const { sql, project } = freshCluster
  const appId = appIdOf(project)
  await buyItem(await createBuyer(freshCluster.endpoint(), { as: 'server' }))
  const isCounted = async () => {
    const { position, head } = await readProgress(sql, appId)
    expect(position).toBe(head)
  }
  const first = await startWorker()
  await eventually(isCounted, { timeoutMs: 60_000 })
  await first.kill('SIGKILL')
  await copyPayments(sql, appId)
  await eventually(async () => expect(await sql`select from event_outbox limit 1`).toHaveLength(0), {
    timeoutMs: 60_000,
  })
  const { position: countedBefore, head } = await readProgress(sql, appId)
  expect(head - countedBefore).toBeGreaterThanOrEqual(copyCount)
  await killDuringBatch(sql, appId, startWorker)
  await killDuringBatch(sql, appId, startWorker)
  const { position: countedByKilled } = await readProgress(sql, appId)
  expect(countedByKilled).toBeLessThan(head)
  await Promise.all([startWorker(), startWorker()])
  await eventually(isCounted, { timeoutMs: 60_000 })
  const expected = await computeStatistics(sql, appId, 'UTC')
  expect(await readTotals(sql, appId)).toEqual(expected.totals)
  const [entries] = await sql`
    select count(*)::int, sum(payment_count)::int from payment_statistics_entries where app_id = ${appId}`
  expect(entries).toEqual({ count: copyCount + 1, sum: copyCount + 1 })
})
