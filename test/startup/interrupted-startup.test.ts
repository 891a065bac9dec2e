import { setTimeout as delay } from 'node:timers/promises'
import type { Sql } from 'postgres'
import type { Cluster } from '../support/cluster.ts'
import { clusterTest, expect, vi } from '../support/cluster-test.ts'
import { eventually } from '../support/eventually.ts'
import { spawnServer, type ChildHandle } from '../support/server-process.ts'

// Processes take long to start on a busy machine.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const test = clusterTest.extend('clusterOptions', { scope: 'file' }, ({ redisUrl }) => ({
  processes: 0,
  redisUrl,
}))

const selectLockWaiters = (sql: Sql) => sql`
  select from pg_locks l join pg_database d on d.oid = l.database
  where d.datname = current_database() and l.locktype = 'advisory' and not l.granted`

type Waiting = { readonly child: ChildHandle; readonly releaseLock: () => Promise<void> }

/** Starts a server that waits while another session holds the migration lock. */
async function startWhileMigrationLocked(
  { environment, sql }: Cluster,
  trackChild: (child: ChildHandle) => ChildHandle,
  workers: number,
): Promise<Waiting> {
  const other = await sql.reserve()
  await other`select pg_advisory_lock(7226158401)`
  const settings = { NODE_ENV: 'test', PORT: '0', LOG_LEVEL: 'info', CLUSTER_PROCESSES: String(workers) }
  const child = trackChild(spawnServer({ ...environment, ...settings }))
  await eventually(async () => expect(await selectLockWaiters(sql)).toHaveLength(1), { timeoutMs: 60_000 })
  const releaseLock = async () => {
    await other`select pg_advisory_unlock(7226158401)`
    other.release()
  }
  return { child, releaseLock }
}

/** Waits for the server and its children: they share the outputs, which close when all have ended. */
async function expectStop(child: ChildHandle, signal: NodeJS.Signals, withinMs: number): Promise<void> {
  const start = performance.now()
  expect(await child.kill(signal), child.output()).toEqual({ code: 0, signal: null })
  expect(performance.now() - start).toBeLessThan(withinMs)
  expect(child.output()).not.toContain('did not stop in time')
}

test.for([
  [1, 'SIGTERM'],
  [1, 'SIGINT'],
  [2, 'SIGTERM'],
] as const)(
  'a server with CLUSTER_PROCESSES=%i ends on %s while it waits for another migration',
  async ([workers, signal], { cluster, sql, trackChild }) => {
    const { child, releaseLock } = await startWhileMigrationLocked(cluster, trackChild, workers)
    await expectStop(child, signal, 2_000)
    await eventually(async () => expect(await selectLockWaiters(sql)).toHaveLength(0))
    await releaseLock()
  },
)

// The first signals arrive before a process listens, the last ones afterwards.
const signalDelaysMs = [0, 400, 800, 1_200, 1_600, 2_400]
test.for(signalDelaysMs)(
  'a SIGTERM %i ms after the migration ends the primary and its children',
  async (ms, { cluster, trackChild }) => {
    const { child, releaseLock } = await startWhileMigrationLocked(cluster, trackChild, 2)
    await releaseLock()
    await delay(ms)
    await expectStop(child, 'SIGTERM', 5_000)
  },
)
