import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createApiClient } from '../support/api.ts'
import { expectField } from '../support/buyer.ts'
import { startCluster, type Cluster } from '../support/cluster.ts'
import { eventually } from '../support/eventually.ts'
import { serverKeyHeaders } from '../support/graphql-client.ts'
import { uuidOf } from '../support/database-records.ts'
import { startServerProcess, type ServerProcess } from '../support/server-process.ts'
import { buyVerified, consumePayment } from '../support/game-server-client.ts'
import { neverRespond, startWebhookReceiver, type WebhookReceiver } from './webhook-receiver.ts'

/** Whole processes start here, which on a busy machine takes its time. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

let cluster: Cluster
let receiver: WebhookReceiver
const workers: ServerProcess[] = []
beforeEach(async () => {
  cluster = await startCluster({ processes: 1 })
  receiver = await startWebhookReceiver()
  const admin = createApiClient(cluster.endpoint().graphqlUrl, serverKeyHeaders(cluster.project))
  expectField(await admin.mutate('createWebhookEndpoint', { url: receiver.url }), 'webhookEndpoint')
})
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.kill('SIGTERM')))
  await receiver.close()
  await cluster.close()
})

/** A process that does jobs, where the cluster's own does none. */
async function startWorker(more: Readonly<Record<string, string>> = {}): Promise<ServerProcess> {
  const worker = await startServerProcess({
    ...cluster.environment,
    JOB_CONCURRENCY: '2',
    JOB_RECOVERY_INTERVAL_MS: '100',
    WEBHOOK_ALLOWED_CIDRS: '127.0.0.1/32',
    WEBHOOK_TIMEOUT_MS: '60000',
    ...more,
  })
  workers.push(worker)
  return worker
}

async function buyAndConsume(): Promise<void> {
  const { paymentId, purchaseToken } = await buyVerified(cluster.endpoint(), 'TEST_STORE')
  expect((await consumePayment(cluster.endpoint(), { paymentId, purchaseToken })).problem).toBeNull()
}

const readFeed = async () => {
  const rows = await cluster.sql<{ type: string; purchase_id: string }[]>`
    select type, purchase_id from events order by position`
  return Map.groupBy(rows, (row) => row.purchase_id)
}

/** By purchase, what was sent first of each event, against what the table says. */
async function expectAllDelivered() {
  await eventually(
    async () => {
      const feed = [...(await readFeed()).values()].map((of) => of.map(({ type }) => type))
      const once = new Map(receiver.accepted().map((one) => [one.id, one]))
      const sent = [...Map.groupBy(once.values(), (one) => one.purchaseId).values()]
      expect(sent.map((of) => of.map(({ type }) => type)).toSorted()).toEqual(feed.toSorted())
      const waiting = await cluster.sql`select from unplaced_events`
      expect(waiting).toHaveLength(0)
    },
    { timeoutMs: 30_000, intervalMs: 100 },
  )
}

test('a worker killed in the middle of a delivery loses nothing: the next one delivers again', async () => {
  receiver.respondWith(neverRespond)
  await buyAndConsume()
  const first = await startWorker()
  await eventually(() => expect(receiver.received.length).toBeGreaterThan(0), { timeoutMs: 20_000 })
  await first.kill('SIGKILL')
  const interrupted = receiver.received[0]?.id
  receiver.respondWith(null)
  await startWorker()
  // The time passes after which nobody relies on the one that took it up.
  await cluster.sql`update webhook_endpoints set leased_until = now()`
  await expectAllDelivered()
  expect(receiver.accepted().map(({ id }) => id)).toContain(interrupted)
})

test('a worker killed between two waves leaves nothing unsent, though something else waits for its retry', async () => {
  const slowly = { WEBHOOK_RETRY_INITIAL_DELAY_MS: '600000' }
  receiver.respondWith((response) => response.writeHead(500).end())
  await buyAndConsume()
  const first = await startWorker(slowly)
  const hasFailed = async () => {
    const failed =
      await cluster.sql`select from webhook_endpoints where attempts = 1 and leased_until = 'epoch'`
    expect(failed).toHaveLength(1)
  }
  await eventually(hasFailed, { timeoutMs: 20_000 })
  const bad = receiver.received[0]?.purchaseId
  const good = () => receiver.received.filter(({ purchaseId }) => purchaseId !== bad)
  receiver.respondWith((response, request) => {
    request.accepted = good().length === 1
    if (request.accepted) response.writeHead(200).end()
  })
  await buyAndConsume()
  // One was taken and noted, and the next one is on its way.
  await eventually(() => expect(good()).toHaveLength(2))
  await first.kill('SIGKILL')
  receiver.respondWith(null)
  await startWorker(slowly)
  await cluster.sql`update webhook_endpoints set leased_until = now()`
  await eventually(async () => {
    const feed = await cluster.sql`select from events where purchase_id <> ${uuidOf(bad ?? '')}`
    expect(feed.length).toBeGreaterThan(2)
    expect(new Set(good().flatMap(({ id, accepted }) => (accepted ? id : []))).size).toBe(feed.length)
  })
  expect(receiver.received.filter(({ purchaseId }) => purchaseId === bad)).toHaveLength(1)
})

test('a worker killed between the answer and its note sends the event again, by the same id', async () => {
  let answerFirst: (() => void) | null = null
  receiver.respondWith((response, request) => {
    answerFirst = () => {
      request.accepted = true
      response.writeHead(200).end()
    }
  })
  await buyAndConsume()
  const worker = await startWorker()
  await eventually(() => expect(answerFirst).not.toBeNull(), { timeoutMs: 20_000 })
  const taken = receiver.received[0] ?? expect.fail()
  await cluster.sql.begin(async (transaction) => {
    await transaction`select from webhook_endpoints for update`
    answerFirst?.()
    const isNoting = () =>
      cluster.sql<{ pid: number }[]>`
        select pid from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock' and query like '%webhook_deliveries%'`
    const [noting = expect.fail()] = await eventually(async () => {
      const found = await isNoting()
      expect(found).toHaveLength(1)
      return found
    })
    await worker.kill('SIGKILL')
    // The database would finish the note of a client that is gone.
    await cluster.sql`select pg_terminate_backend(${noting.pid})`
    await eventually(async () => expect(await isNoting()).toHaveLength(0))
  })
  receiver.respondWith(null)
  await startWorker()
  await cluster.sql`update webhook_endpoints set leased_until = now()`
  await expectAllDelivered()
  const [first, again] = receiver.accepted()
  expect(first).toBe(taken)
  expect(again).toMatchObject({ id: taken.id, body: taken.body })
  expect(again?.headers['webhook-id']).toBe(taken.headers['webhook-id'])
})

test('a worker that is stopped in the middle of a delivery ends in time, and the next one delivers at once', async () => {
  receiver.respondWith(neverRespond)
  await buyAndConsume()
  const first = await startWorker()
  await eventually(() => expect(receiver.received.length).toBeGreaterThan(0), { timeoutMs: 20_000 })
  const second = await startWorker()
  const began = performance.now()
  expect(await first.kill('SIGTERM')).toEqual({ code: 0, signal: null })
  expect(performance.now() - began).toBeLessThan(4_000)
  const cut = receiver.received[0]?.id
  // Far less than the lease, and than the time for an answer.
  await eventually(() => expect(receiver.received.filter(({ id }) => id === cut)).toHaveLength(2))
  // What was cut counts for nothing.
  const [endpoint] = await cluster.sql`select attempts, first_failed_at, last_error from webhook_endpoints`
  expect(endpoint).toEqual({ attempts: 0, first_failed_at: null, last_error: null })
  expect(await cluster.sql`select from webhook_deliveries`).toHaveLength(0)
  receiver.respondWith(null)
  expect(await second.kill('SIGTERM')).toEqual({ code: 0, signal: null })
  await startWorker()
  await expectAllDelivered()
})

test('a worker that loses the database in the middle of a delivery goes on as soon as it is back', async () => {
  const held: (() => void)[] = []
  receiver.respondWith((response, request) => {
    held.push(() => {
      request.accepted = true
      response.writeHead(200).end()
    })
  })
  await buyAndConsume()
  await startWorker()
  await eventually(() => expect(held.length).toBeGreaterThan(0), { timeoutMs: 20_000 })
  await cluster.sql.begin(async (transaction) => {
    await transaction`select from webhook_endpoints for update`
    for (const answer of held) answer()
    await eventually(async () => {
      const cut = await cluster.sql`
        select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock' and query like '%webhook_deliveries%'`
      expect(cut).toHaveLength(1)
    })
  })
  receiver.respondWith(null)
  await expectAllDelivered()
})

test('several workers share an endpoint: each event is sent once', async () => {
  await Promise.all([startWorker(), startWorker()])
  await Promise.all(Array.from({ length: 8 }, () => buyAndConsume()))
  await expectAllDelivered()
  const ids = receiver.received.map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
})
