import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { sharedRedisUrl } from '../setup/redis.ts'
import { startCluster, type Cluster } from '../support/cluster.ts'
import { eventually } from '../support/eventually.ts'
import { spawnServer, type ChildHandle } from '../support/server-process.ts'

/** Whole processes start here, which on a busy machine takes its time. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

let cluster: Cluster
const started: ChildHandle[] = []
beforeAll(async () => {
  cluster = await startCluster({ processes: 0, redisUrl: sharedRedisUrl() })
})
afterEach(() => Promise.all(started.splice(0).map((child) => child.kill('SIGKILL'))))
afterAll(() => cluster.close())

function start(workers: number): ChildHandle {
  const environment = { NODE_ENV: 'test', PORT: '0', LOG_LEVEL: 'info', CLUSTER_PROCESSES: String(workers) }
  const child = spawnServer({ ...cluster.environment, ...environment })
  started.push(child)
  return child
}

const waiting = () => cluster.sql`
  select from pg_locks l join pg_database d on d.oid = l.database
  where d.datname = current_database() and l.locktype = 'advisory' and not l.granted`

type Waiting = { readonly child: ChildHandle; readonly releaseLock: () => Promise<void> }

/** A start that waits until another one has migrated. */
async function startWhileMigrationLocked(workers: number): Promise<Waiting> {
  const other = await cluster.sql.reserve()
  await other`select pg_advisory_lock(7226158401)`
  const child = start(workers)
  await eventually(async () => expect(await waiting()).toHaveLength(1), { timeoutMs: 60_000 })
  const letGo = async () => {
    await other`select pg_advisory_unlock(7226158401)`
    other.release()
  }
  return { child, releaseLock: letGo }
}

/** Its outputs are closed only when its children, which share them, have ended too. */
async function expectStop(child: ChildHandle, signal: NodeJS.Signals, withinMs: number): Promise<void> {
  const start = performance.now()
  expect(await child.kill(signal), child.output()).toEqual({ code: 0, signal: null })
  expect(performance.now() - start).toBeLessThan(withinMs)
  expect(child.output()).not.toContain('did not stop in time')
}

test.each([
  [1, 'SIGTERM'],
  [1, 'SIGINT'],
  [2, 'SIGTERM'],
] as const)(
  'with CLUSTER_PROCESSES=%i a %s ends the wait for another one that migrates',
  async (workers, signal) => {
    const { child, releaseLock } = await startWhileMigrationLocked(workers)
    await expectStop(child, signal, 2_000)
    await eventually(async () => expect(await waiting()).toHaveLength(0))
    await releaseLock()
  },
)

/** The first come before a process listens, the last after that. */
const signalDelaysMs = [0, 400, 800, 1_200, 1_600, 2_400]
test.each(signalDelaysMs)(
  'a SIGTERM %i ms after the migration ends the primary and its children',
  async (ms) => {
    const { child, releaseLock } = await startWhileMigrationLocked(2)
    await releaseLock()
    await delay(ms)
    await expectStop(child, 'SIGTERM', 5_000)
  },
)
