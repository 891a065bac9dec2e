import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { startCluster, type Cluster } from '../support/cluster.ts'
import { countFaults, injectFault, getStorePurchase } from '../support/emulator-control.ts'
import { eventually } from '../support/eventually.ts'
import { startServerProcess, type ServerProcess } from '../support/server-process.ts'
import { buyVerified, consumePayment } from '../support/game-server-client.ts'
import { allEvents } from '../support/all-events.ts'

/** Whole processes start here, which on a busy machine takes its time. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

let cluster: Cluster
const workers: ServerProcess[] = []
beforeEach(async () => {
  cluster = await startCluster({ processes: 1 })
})
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.kill('SIGTERM')))
  await cluster.close()
})

/** A process that does jobs, where the cluster's own does none. */
async function startWorker(): Promise<ServerProcess> {
  const environment = {
    ...cluster.environment,
    JOB_CONCURRENCY: '2',
    JOB_RECOVERY_INTERVAL_MS: '100',
    STORE_TIMEOUT_MS: '60000',
  }
  const worker = await startServerProcess(environment)
  workers.push(worker)
  return worker
}

const acknowledgementOf = async () => {
  const [row] = await cluster.sql<{ status: string }[]>`select acknowledgement_status as status from payments`
  return row?.status
}

it.each([
  ['before the store heard of it', 'BEFORE'],
  ['after the store did what it was told', 'AFTER'],
] as const)(
  'I8: a worker killed in the middle of a acknowledgement, %s, leaves it to the next one',
  async (_, phase) => {
    const { paymentId, purchaseToken, id } = await buyVerified(cluster.endpoint(), 'TEST_STORE')
    await injectFault(cluster.emulator, {
      store: 'TEST_STORE',
      endpoint: 'consume',
      times: 1,
      delayMs: 60_000,
      phase,
    })
    const first = await startWorker()
    expect((await consumePayment(cluster.endpoint(), { paymentId, purchaseToken })).problem).toBeNull()
    const isTaken = async () => {
      expect(await countFaults(cluster.emulator)).toBe(0)
      if (phase === 'AFTER')
        expect(await getStorePurchase(cluster.emulator, id)).toMatchObject({ consumed: true })
    }
    await eventually(isTaken, { timeoutMs: 20_000 })
    await first.kill('SIGKILL')
    expect(await acknowledgementOf()).toBe('PENDING')
    await startWorker()
    // The time passes after which nobody relies on the one that took it up.
    await cluster.sql`update acknowledgements set next_at = now()`
    await eventually(async () => expect(await acknowledgementOf()).toBe('ACKNOWLEDGED'), {
      timeoutMs: 20_000,
    })
    expect(await getStorePurchase(cluster.emulator, id)).toMatchObject({ consumed: true })
    const told = await cluster.sql`select from ${allEvents(cluster.sql)} where type = 'PAYMENT_ACKNOWLEDGED'`
    expect(told).toHaveLength(1)
  },
)
