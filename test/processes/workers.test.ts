import type { Sql } from 'postgres'
import { describe, expect, clusterTest, vi } from '../support/cluster-test.ts'
import type { ApiClient } from '../support/api.ts'
import type { Cluster } from '../support/cluster.ts'
import { eventually } from '../support/eventually.ts'
import { serverKeyHeaders } from '../support/graphql-client.ts'
import { openRawWebSocket } from '../support/raw-websocket.ts'
import { readFailures, spawnServer, type ServerProcess } from '../support/server-process.ts'
import { testSecret } from '../support/test-server.ts'
import {
  type ApiEndpoint,
  buyItem,
  createBuyer,
  createServerClient,
  expectField,
  newUserId,
  payAtStore,
  toConsumeInput,
} from '../support/purchase-client.ts'
import { childPids, retryWhileRetryable, killChild } from './child-processes.ts'

/** Starts several processes, which takes long on a busy machine. */
vi.setConfig({ testTimeout: 300_000, hookTimeout: 180_000 })

const test = clusterTest
  .extend('clusterOptions', { scope: 'file' }, ({ redisUrl }) => ({ processes: 1, redisUrl }))
  .extend('startPrimary', ({ startProcess }) => {
    return (count = 3) => startProcess({ CLUSTER_PROCESSES: String(count), LOG_LEVEL: 'info' })
  })

const endpointOf = (cluster: Cluster, { graphqlUrl }: ServerProcess): ApiEndpoint => ({
  ...cluster.endpoint(),
  graphqlUrl,
})

async function countConsumes(sql: Sql): Promise<number> {
  const [row] = await sql<{ count: string }[]>`select count(*) as count from consumes`
  return Number(row?.count)
}

/** Buys and consumes, and repeats each call that fails. Returns the id of the payment. */
async function buyWithRetry(endpoint: ApiEndpoint): Promise<string> {
  const client = createServerClient(endpoint)
  const userId = newUserId()
  const key = (step: string) => `${userId}-${step}`
  await retryWhileRetryable(() => client.mutate('registerUser', { userId }))
  const request = {
    userId,
    itemId: 'coins_100',
    store: 'TEST_STORE',
    idempotencyKey: key('request'),
  } as const
  const requested = await retryWhileRetryable(() => client.mutate('requestPurchase', request))
  const purchase = expectField(requested, 'purchase')
  const { receipt } = await payAtStore(endpoint, purchase)
  const verify = { purchaseId: purchase.id, receipt, idempotencyKey: key('verify') }
  const verified = await retryWhileRetryable(() => client.mutate('verifyPurchase', verify))
  const payment = expectField(verified, 'payment')
  const consume = toConsumeInput(payment, key('consume'))
  const consumed = await retryWhileRetryable(() => client.mutate('consumePayment', consume))
  expect(consumed.problem).toBeNull()
  return payment.id
}

test('processes killed under load are replaced, and no purchase is lost', async ({
  cluster,
  sql,
  startPrimary,
}) => {
  const primary = await startPrimary()
  const before = await countConsumes(sql)
  const paymentIds: string[] = []
  let isRunning = true
  const buyRepeatedly = async () => {
    while (isRunning) paymentIds.push(await buyWithRetry(endpointOf(cluster, primary)))
  }
  const buying = Promise.all(Array.from({ length: 6 }, () => buyRepeatedly()))
  const killChildren = async () => {
    for (let turn = 0; turn < 3; turn += 1) {
      const bought = paymentIds.length
      await killChild(primary, childPids(primary)[turn])
      await eventually(() => expect(paymentIds.length).toBeGreaterThan(bought), { timeoutMs: 60_000 })
    }
  }
  await Promise.race([killChildren(), buying])
  isRunning = false
  await buying
  expect(new Set(paymentIds).size).toBe(paymentIds.length)
  expect((await countConsumes(sql)) - before).toBe(paymentIds.length)
  expect(childPids(primary)).toHaveLength(6)
  expect(primary.output()).toContain('starting a replacement')
})

test('a subscriber of any process receives what another committed, and /metrics is the sum of all processes', async ({
  cluster,
  startPrimary,
}) => {
  const primary = await startPrimary()
  const sockets = await Promise.all(Array.from({ length: 9 }, () => openRawWebSocket(primary.webSocketUrl)))
  for (const socket of sockets) {
    await socket.init(serverKeyHeaders(cluster.project))
    socket.subscribe('1', 'subscription { paymentEvents(types: [PAYMENT_PAID]) { payment { id } } }')
  }
  // A process that takes longer than a second to report is left out of a scrape.
  await eventually(
    async () => {
      const text = await (await fetch(primary.graphqlUrl.replace('/graphql', '/metrics'))).text()
      const read = (name: string) => Number(new RegExp(`^${name}(?:{.*})? (\\S+)$`, 'm').exec(text)?.[1])
      const names = ['coinslot_event_subscribers', 'coinslot_websocket_connections']
      expect(names.map(read)).toEqual([9, 9])
    },
    { timeoutMs: 60_000 },
  )
  const { payment } = await buyItem(await createBuyer(endpointOf(cluster, primary), { as: 'server' }))
  for (const socket of sockets) {
    expect(await socket.next('1')).toMatchObject({
      payload: { data: { paymentEvents: { payment: { id: payment.id } } } },
    })
    socket.close()
  }
})

test('a process that gets SIGTERM under load loses no confirmed consume, closes sockets for a reconnect, and exits in time', async ({
  cluster,
  admin,
  startPrimary,
}) => {
  const primary = await startPrimary(2)
  const socket = await openRawWebSocket(primary.webSocketUrl)
  await socket.init(serverKeyHeaders(cluster.project))
  const buyer = await createBuyer(endpointOf(cluster, primary), { as: 'server' })
  const paid = await Promise.all(Array.from({ length: 20 }, () => buyItem(buyer)))
  const confirmed: string[] = []
  const consume = async ({ payment }: (typeof paid)[number]) => {
    const { problem } = await buyer.client.mutate('consumePayment', toConsumeInput(payment))
    if (problem == null) confirmed.push(payment.id)
  }
  const calls = paid.map((each) => consume(each).catch(() => undefined))
  await Promise.race(calls)
  // A process that takes longer than its time limit ends itself with another code.
  const ending = await primary.kill('SIGTERM')
  expect(ending, primary.output()).toEqual({ code: 0, signal: null })
  expect(primary.output()).not.toContain('did not stop in time')
  await Promise.all(calls)
  expect((await socket.closed).code).toBe(1012)
  expect(confirmed.length).toBeGreaterThan(0)
  for (const id of confirmed) expect(await statusOf(admin, id)).toBe('CONSUMED')
})

async function statusOf(admin: ApiClient, id: string): Promise<string | undefined> {
  const { payment } = await admin.query('query ($id: ID!) { payment(id: $id) { status } }', { id })
  return payment?.status
}

test('the child processes of a killed primary exit too', async ({ startPrimary }) => {
  const primary = await startPrimary(2)
  const children = childPids(primary)
  expect(children).toHaveLength(2)
  await primary.kill('SIGKILL')
  await eventually(
    () => {
      for (const pid of children) expect(() => process.kill(pid, 0)).toThrow('ESRCH')
    },
    { timeoutMs: 60_000 },
  )
})

describe('an invalid configuration', () => {
  test('processes that exit repeatedly right after start are given up with a clear message', async ({
    startPrimary,
  }) => {
    const primary = await startPrimary(2)
    const isGivenUp = primary.exited.then(() => 'given up' as const)
    for (let kills = 0; kills < 20; kills += 1) {
      const victim = childPids(primary).at(-1)
      if (victim === undefined) throw new Error('no process')
      if ((await Promise.race([killChild(primary, victim), isGivenUp])) === 'given up') break
    }
    expect(await primary.exited).toEqual({ code: 1, signal: null })
    expect(primary.output()).toContain('Processes exit right after start')
  })

  test('a port that is in use is reported once', async ({ cluster, trackChild }) => {
    const { port } = new URL(cluster.endpoint().graphqlUrl)
    const child = trackChild(
      spawnServer({
        ...cluster.environment,
        NODE_ENV: 'test',
        CLUSTER_PROCESSES: '3',
        PORT: port,
      }),
    )
    expect((await child.exited).code).toBe(1)
    expect(child.output().match(/is taken/g)).toHaveLength(1)
  })

  test.for([
    [
      'several processes without a database',
      { CLUSTER_PROCESSES: '2' },
      /^Configuration: CLUSTER_PROCESSES=2 requires DATABASE_URL/,
    ],
    [
      'several processes without Redis',
      { CLUSTER_PROCESSES: '2', DATABASE_URL: 'postgres://u@127.0.0.1:1/x', COINSLOT_SECRET: testSecret },
      /^Configuration: CLUSTER_PROCESSES=2 requires REDIS_URL/,
    ],
    [
      'a direct URL without a database',
      { DATABASE_DIRECT_URL: 'postgres://u@127.0.0.1:1/x' },
      /^Configuration: DATABASE_DIRECT_URL requires DATABASE_URL/,
    ],
    [
      'PgBouncer in transaction mode without a direct URL',
      {
        DATABASE_URL: 'postgres://u@127.0.0.1:1/x',
        COINSLOT_SECRET: testSecret,
        DATABASE_PREPARED_STATEMENTS: 'false',
      },
      /^Configuration: DATABASE_PREPARED_STATEMENTS=false requires DATABASE_DIRECT_URL/,
    ],
    [
      'a role without Redis in production',
      {
        NODE_ENV: 'production',
        COINSLOT_ROLE: 'api',
        DATABASE_URL: 'postgres://u@127.0.0.1:1/x',
        COINSLOT_SECRET: testSecret,
      },
      /^Configuration: COINSLOT_ROLE=api in production requires REDIS_URL/,
    ],
    [
      'a role without a database',
      { COINSLOT_ROLE: 'worker' },
      /^Configuration: COINSLOT_ROLE=worker requires/,
    ],
    [
      'a worker without jobs',
      { COINSLOT_ROLE: 'worker', JOB_CONCURRENCY: '0' },
      /^Configuration: COINSLOT_ROLE=worker with JOB_CONCURRENCY=0/,
    ],
  ] as const)(
    'a start with %s fails with one clear message',
    async ([, environment, line], { trackChild }) => {
      const child = trackChild(spawnServer(environment))
      expect((await child.exited).code).toBe(1)
      expect(readFailures(child)).toEqual([expect.stringMatching(line)])
      expect(child.output().trimEnd().split('\n')).toHaveLength(1)
    },
  )
})
