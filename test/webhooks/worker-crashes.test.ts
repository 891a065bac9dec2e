import type { Sql } from 'postgres'
import { clusterTest, expect, vi } from '../support/cluster-test.ts'
import { startCluster, type Cluster } from '../support/cluster.ts'
import { eventually } from '../support/eventually.ts'
import { uuidOf } from '../support/database-records.ts'
import { startServerProcess, type ServerProcess } from '../support/server-process.ts'
import { buyAndConsume, createBuyer, createServerClient, expectField } from '../support/purchase-client.ts'
import { neverRespond, startWebhookReceiver, type WebhookReceiver } from './webhook-receiver.ts'

/** Starts several processes, which takes long on a busy machine. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const waitOptions = { timeoutMs: 30_000, intervalMs: 100 }

const test = clusterTest
  .extend('freshCluster', async ({ task: _ }, { onCleanup }) => {
    const freshCluster = await startCluster({ processes: 1 })
    onCleanup(freshCluster.close)
    return freshCluster
  })
  .extend('receiver', async ({ freshCluster }, { onCleanup }) => {
    const receiver = await startWebhookReceiver()
    onCleanup(receiver.close)
    const admin = createServerClient(freshCluster.endpoint())
    expectField(await admin.mutate('createWebhookEndpoint', { url: receiver.url }), 'webhookEndpoint')
    return receiver
  })
  .extend('startWorker', ({ freshCluster, receiver: _ }, { onCleanup }) => {
    const workers: ServerProcess[] = []
    onCleanup(async () => {
      await Promise.all(workers.map((worker) => worker.kill('SIGTERM')))
    })
    /** A process that runs jobs, which the process of the cluster does not. */
    return async (environment: Readonly<Record<string, string>> = {}) => {
      const worker = await startServerProcess({
        ...freshCluster.environment,
        JOB_CONCURRENCY: '2',
        JOB_RECOVERY_INTERVAL_MS: '100',
        WEBHOOK_ALLOWED_CIDRS: '127.0.0.1/32',
        WEBHOOK_TIMEOUT_MS: '60000',
        ...environment,
      })
      workers.push(worker)
      return worker
    }
  })

async function buyOnce(freshCluster: Cluster): Promise<void> {
  await buyAndConsume(await createBuyer(freshCluster.endpoint(), { as: 'server' }))
}

const readFeed = async (sql: Sql) => {
  const rows = await sql<{ type: string; purchase_id: string }[]>`
    select type, purchase_id from events order by position`
  return Map.groupBy(rows, (row) => row.purchase_id)
}

/** Expects that the receiver accepted all events of the table, those of each purchase in order. */
async function expectAllDelivered(sql: Sql, receiver: WebhookReceiver) {
  await eventually(async () => {
    const feed = [...(await readFeed(sql)).values()].map((of) => of.map(({ type }) => type))
    const once = new Map(receiver.accepted().map((one) => [one.id, one]))
    const sent = [...Map.groupBy(once.values(), (one) => one.purchaseId).values()]
    expect(sent.map((of) => of.map(({ type }) => type)).toSorted()).toEqual(feed.toSorted())
    const pending = await sql`select from event_outbox`
    expect(pending).toHaveLength(0)
  }, waitOptions)
}

test('a worker killed in the middle of a delivery loses no event, and another one delivers it within seconds', async ({
  freshCluster,
  receiver,
  startWorker,
}) => {
  receiver.respondWith(neverRespond)
  await buyOnce(freshCluster)
  const first = await startWorker()
  await eventually(() => expect(receiver.received.length).toBeGreaterThan(0), { timeoutMs: 20_000 })
  await startWorker()
  const interrupted = receiver.received[0]?.id
  receiver.respondWith(null)
  await first.kill('SIGKILL')
  // The lease of the killed worker would expire after two minutes.
  await expectAllDelivered(freshCluster.sql, receiver)
  expect(receiver.accepted().map(({ id }) => id)).toContain(interrupted)
})

test('a worker killed between two batches leaves no event unsent, although another one waits for its retry', async ({
  freshCluster,
  receiver,
  startWorker,
}) => {
  const slowRetries = { WEBHOOK_RETRY_INITIAL_DELAY_MS: '600000' }
  receiver.respondWith((response) => response.writeHead(500).end())
  await buyOnce(freshCluster)
  const first = await startWorker(slowRetries)
  const hasFailed = async () => {
    const failed =
      await freshCluster.sql`select from webhook_endpoints where consecutive_failures = 1 and lease_expires_at = 'epoch'`
    expect(failed).toHaveLength(1)
  }
  await eventually(hasFailed, { timeoutMs: 20_000 })
  const bad = receiver.received[0]?.purchaseId
  const good = () => receiver.received.filter(({ purchaseId }) => purchaseId !== bad)
  receiver.respondWith((response, request) => {
    request.accepted = good().length === 1
    if (request.accepted) response.writeHead(200).end()
  })
  await buyOnce(freshCluster)
  // One event was accepted and logged, and the next one is in flight.
  await eventually(() => expect(good()).toHaveLength(2))
  await first.kill('SIGKILL')
  receiver.respondWith(null)
  await startWorker(slowRetries)
  await eventually(async () => {
    const feed = await freshCluster.sql`select from events where purchase_id <> ${uuidOf(bad ?? '')}`
    expect(feed.length).toBeGreaterThan(2)
    expect(new Set(good().flatMap(({ id, accepted }) => (accepted ? id : []))).size).toBe(feed.length)
  }, waitOptions)
  expect(receiver.received.filter(({ purchaseId }) => purchaseId === bad)).toHaveLength(1)
})

test('an event whose worker was killed between the response and its log entry is sent again with the same id', async ({
  freshCluster,
  receiver,
  startWorker,
}) => {
  let respondToFirst: (() => void) | null = null
  receiver.respondWith((response, request) => {
    respondToFirst = () => {
      request.accepted = true
      response.writeHead(200).end()
    }
  })
  await buyOnce(freshCluster)
  const worker = await startWorker()
  await eventually(() => expect(respondToFirst).not.toBeNull(), { timeoutMs: 20_000 })
  const accepted = receiver.received[0] ?? expect.fail()
  await freshCluster.sql.begin(async (transaction) => {
    await transaction`select from webhook_endpoints for update`
    respondToFirst?.()
    const findLogStatements = () =>
      freshCluster.sql<{ pid: number }[]>`
        select pid from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock' and query like '%webhook_deliveries%'`
    const [statement = expect.fail()] = await eventually(async () => {
      const found = await findLogStatements()
      expect(found).toHaveLength(1)
      return found
    })
    await worker.kill('SIGKILL')
    // The database would complete the statement of a client that is gone.
    await freshCluster.sql`select pg_terminate_backend(${statement.pid})`
    await eventually(async () => expect(await findLogStatements()).toHaveLength(0))
  })
  receiver.respondWith(null)
  await startWorker()
  await expectAllDelivered(freshCluster.sql, receiver)
  const [first, again] = receiver.accepted()
  expect(first).toBe(accepted)
  expect(again).toMatchObject({ id: accepted.id, body: accepted.body })
  expect(again?.headers['webhook-id']).toBe(accepted.headers['webhook-id'])
})

test('a worker that is stopped in the middle of a delivery exits in time, and the next one delivers at once', async ({
  freshCluster,
  receiver,
  startWorker,
}) => {
  receiver.respondWith(neverRespond)
  await buyOnce(freshCluster)
  const first = await startWorker()
  await eventually(() => expect(receiver.received.length).toBeGreaterThan(0), { timeoutMs: 20_000 })
  const second = await startWorker()
  const startedAt = performance.now()
  expect(await first.kill('SIGTERM')).toEqual({ code: 0, signal: null })
  expect(performance.now() - startedAt).toBeLessThan(4_000)
  const aborted = receiver.received[0]?.id
  // Much sooner than the end of the lease or the timeout of the request.
  await eventually(() => expect(receiver.received.filter(({ id }) => id === aborted)).toHaveLength(2))
  // The aborted request is not counted as a failure.
  const [endpoint] =
    await freshCluster.sql`select consecutive_failures, first_failed_at, last_error from webhook_endpoints`
  expect(endpoint).toEqual({ consecutive_failures: 0, first_failed_at: null, last_error: null })
  expect(await freshCluster.sql`select from webhook_deliveries`).toHaveLength(0)
  receiver.respondWith(null)
  expect(await second.kill('SIGTERM')).toEqual({ code: 0, signal: null })
  await startWorker()
  await expectAllDelivered(freshCluster.sql, receiver)
})

test('a worker that loses its database connection in the middle of a delivery continues with a new one', async ({
  freshCluster,
  receiver,
  startWorker,
}) => {
  const held: (() => void)[] = []
  receiver.respondWith((response, request) => {
    held.push(() => {
      request.accepted = true
      response.writeHead(200).end()
    })
  })
  await buyOnce(freshCluster)
  await startWorker()
  await eventually(() => expect(held.length).toBeGreaterThan(0), { timeoutMs: 20_000 })
  await freshCluster.sql.begin(async (transaction) => {
    await transaction`select from webhook_endpoints for update`
    for (const respond of held) respond()
    await eventually(async () => {
      const terminated = await freshCluster.sql`
        select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock' and query like '%webhook_deliveries%'`
      expect(terminated).toHaveLength(1)
    })
  })
  receiver.respondWith(null)
  await expectAllDelivered(freshCluster.sql, receiver)
})

test('several workers that share an endpoint send each event once', async ({
  freshCluster,
  receiver,
  startWorker,
}) => {
  await Promise.all([startWorker(), startWorker()])
  await Promise.all(Array.from({ length: 8 }, () => buyOnce(freshCluster)))
  await expectAllDelivered(freshCluster.sql, receiver)
  const ids = receiver.received.map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
})
