import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { sharedRedisUrl } from '../setup/redis.ts'
import { startCluster, type Cluster } from '../support/cluster.ts'
import { eventually } from '../support/eventually.ts'
import { serverKeyHeaders, postGraphql } from '../support/graphql-client.ts'
import { openRawWebSocket } from '../support/raw-websocket.ts'
import {
  spawnServer,
  startServerProcess,
  type ChildHandle,
  type ServerProcess,
} from '../support/server-process.ts'
import {
  buyVerified,
  consumePayment,
  payInEmulator,
  registerUser,
  requestPurchaseAt,
  verifyPurchase,
} from '../support/game-server-client.ts'
import { childPids, retryWhileRetryable, killChild } from './child-processes.ts'

/** Whole processes start here, which on a busy machine takes its time. */
vi.setConfig({ testTimeout: 300_000, hookTimeout: 180_000 })

let cluster: Cluster
const started: ChildHandle[] = []
beforeAll(async () => {
  cluster = await startCluster({ processes: 1, redisUrl: sharedRedisUrl() })
})
afterEach(async () => {
  await Promise.all(started.splice(0).map((child) => child.kill('SIGTERM')))
})
afterAll(() => cluster.close())

async function startPrimary(count = 3): Promise<ServerProcess> {
  const environment = { ...cluster.environment, CLUSTER_PROCESSES: String(count), LOG_LEVEL: 'info' }
  const primary = await startServerProcess(environment)
  started.push(primary)
  return primary
}

const endpointOf = ({ graphqlUrl }: ServerProcess) => ({ ...cluster.endpoint(), graphqlUrl })

async function consumesOf(paymentIds: readonly string[]): Promise<number> {
  const [row] = await cluster.sql<{ count: string }[]>`select count(*) as count from consumes`
  expect(new Set(paymentIds).size).toBe(paymentIds.length)
  return Number(row?.count)
}

test('processes killed under load are replaced, and nobody’s purchase is lost', async () => {
  const primary = await startPrimary()
  const shop = endpointOf(primary)
  const before = await consumesOf([])
  let goOn = true
  const buyUntilTheEnd = async (buyer: number) => {
    const done: string[] = []
    for (let turn = 0; goOn; turn += 1) {
      const userId = `${primary.pid}-${buyer}-${turn}`
      const key = (step: string) => `${userId}-${step}`
      await retryWhileRetryable(() => registerUser(shop, userId))
      const wish = {
        userId,
        itemId: 'coins_100',
        store: 'TEST_STORE',
        idempotencyKey: key('request'),
      } as const
      const { purchase } = await retryWhileRetryable(() => requestPurchaseAt(shop, wish))
      if (purchase === null) throw new Error('no purchase')
      const { receipt } = await payInEmulator(shop, 'TEST_STORE', purchase)
      const verify = { purchaseId: purchase.id, receipt, idempotencyKey: key('verify') }
      const { payment } = await retryWhileRetryable(() => verifyPurchase(shop, verify))
      if (payment?.purchaseToken == null) throw new Error('no payment')
      const { id: paymentId, purchaseToken } = payment
      const consume = { paymentId, purchaseToken, idempotencyKey: key('consume') }
      expect((await retryWhileRetryable(() => consumePayment(shop, consume))).problem).toBeNull()
      done.push(paymentId)
    }
    return done
  }
  const buyers = Array.from({ length: 6 }, (_, buyer) => buyUntilTheEnd(buyer))
  for (let turn = 0; turn < 3; turn += 1) await killChild(primary, childPids(primary)[turn])
  goOn = false
  const bought = (await Promise.all(buyers)).flat()
  expect(bought.length).toBeGreaterThan(6)
  expect((await consumesOf(bought)) - before).toBe(bought.length)
  expect(childPids(primary)).toHaveLength(6)
  expect(primary.output()).toContain('starting a replacement')
})

test('subscribers on any process see what another committed, and /metrics is the sum over all', async () => {
  const primary = await startPrimary()
  const sockets = await Promise.all(Array.from({ length: 9 }, () => openRawWebSocket(primary.webSocketUrl)))
  for (const socket of sockets) {
    await socket.init(serverKeyHeaders(cluster.project))
    socket.subscribe('1', 'subscription { paymentEvents(types: [PAYMENT_PAID]) { payment { id } } }')
  }
  const read = async (name: string) => {
    const text = await (await fetch(primary.graphqlUrl.replace('/graphql', '/metrics'))).text()
    return Number(new RegExp(`^${name}(?:{.*})? (\\S+)$`, 'm').exec(text)?.[1])
  }
  await eventually(async () => expect(await read('coinslot_event_subscribers')).toBe(9), {
    timeoutMs: 15_000,
  })
  expect(await read('coinslot_websocket_connections')).toBe(9)
  const { paymentId } = await buyVerified(endpointOf(primary))
  for (const socket of sockets) {
    expect(await socket.next('1')).toMatchObject({
      payload: { data: { paymentEvents: { payment: { id: paymentId } } } },
    })
    socket.close()
  }
})

test('SIGTERM under load loses no answered consume, tells sockets to come again, and ends in time', async () => {
  const primary = await startPrimary(2)
  const shop = endpointOf(primary)
  const socket = await openRawWebSocket(primary.webSocketUrl)
  await socket.init(serverKeyHeaders(cluster.project))
  const paid = await Promise.all(Array.from({ length: 20 }, () => buyVerified(shop)))
  const answered: string[] = []
  const consume = async ({ paymentId, purchaseToken }: (typeof paid)[number]) => {
    const { problem } = await consumePayment(shop, { paymentId, purchaseToken })
    if (problem === null) answered.push(paymentId)
  }
  const calls = paid.map((payment) => consume(payment).catch(() => undefined))
  await Promise.race(calls)
  const start = performance.now()
  const ending = await primary.kill('SIGTERM')
  expect(ending, primary.output()).toEqual({ code: 0, signal: null })
  expect(performance.now() - start).toBeLessThan(5_000)
  expect(primary.output()).not.toContain('did not stop in time')
  await Promise.all(calls)
  expect((await socket.closed).code).toBe(1012)
  expect(answered.length).toBeGreaterThan(0)
  for (const id of answered) expect(await statusOf(id)).toBe('CONSUMED')
})

async function statusOf(id: string): Promise<string | undefined> {
  const text = 'query ($id: ID!) { payment(id: $id) { status } }'
  type Answer = { readonly payment: { readonly status: string } }
  const { data } = await postGraphql<Answer>(
    cluster.endpoint().graphqlUrl,
    serverKeyHeaders(cluster.project),
    text,
    { id },
  )
  return data?.payment.status
}

test('children of a killed primary end too', async () => {
  const primary = await startPrimary(2)
  const children = childPids(primary)
  expect(children).toHaveLength(2)
  await primary.kill('SIGKILL')
  await eventually(
    () => {
      for (const pid of children) expect(() => process.kill(pid, 0)).toThrow('ESRCH')
    },
    { timeoutMs: 10_000 },
  )
})

describe('what cannot run', () => {
  test('processes that end at once again and again are given up with a clear line', async () => {
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

  test('a port that is taken is said once', async () => {
    const { port } = new URL(cluster.endpoint().graphqlUrl)
    const child = spawnServer({
      ...cluster.environment,
      NODE_ENV: 'test',
      CLUSTER_PROCESSES: '3',
      PORT: port,
    })
    started.push(child)
    expect((await child.exited).code).toBe(1)
    expect(child.output().match(/is taken/g)).toHaveLength(1)
  })

  test.each([
    [
      'several processes without a database',
      { CLUSTER_PROCESSES: '2' },
      /^Configuration: CLUSTER_PROCESSES=2 requires DATABASE_URL/,
    ],
    [
      'several processes without Redis',
      { CLUSTER_PROCESSES: '2', DATABASE_URL: 'postgres://u@127.0.0.1:1/x', COINSLOT_SECRET: 'x'.repeat(32) },
      /^Configuration: CLUSTER_PROCESSES=2 requires REDIS_URL/,
    ],
    [
      'a direct way to no database',
      { DATABASE_DIRECT_URL: 'postgres://u@127.0.0.1:1/x' },
      /^Configuration: DATABASE_DIRECT_URL requires DATABASE_URL/,
    ],
    [
      'PgBouncer in transaction mode without a way around it',
      {
        DATABASE_URL: 'postgres://u@127.0.0.1:1/x',
        COINSLOT_SECRET: 'x'.repeat(32),
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
        COINSLOT_SECRET: 'x'.repeat(32),
      },
      /^Configuration: COINSLOT_ROLE=api with NODE_ENV=production requires REDIS_URL/,
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
  ])('%s gets one clear line', async (_, environment, line) => {
    const child = spawnServer(environment)
    started.push(child)
    expect((await child.exited).code).toBe(1)
    expect(child.output().trimEnd()).toMatch(line)
    expect(child.output().trimEnd().split('\n')).toHaveLength(1)
  })
})
