import { setTimeout as delay } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { clusterTest, expect, vi } from '../support/cluster-test.ts'
import type { Cluster } from '../support/cluster.ts'
import type { RedisProcess } from '../setup/redis-process.ts'
import { eventually } from '../support/eventually.ts'
import { serverKeyHeaders } from '../support/graphql-client.ts'
import { buyAndConsume, createBuyer } from '../support/purchase-client.ts'
import { openRawWebSocket } from '../support/raw-websocket.ts'
import { startTcpProxy } from '../support/tcp-proxy.ts'

// Processes take long to start on a busy machine.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 })

/** A Redis, a connection for administration, and the delay of its responses to the servers. */
type FailingRedis = {
  readonly redis: RedisProcess
  readonly control: Redis
  readonly network: { latencyMs: number }
}

/** Two processes whose Redis, behind a proxy, is absent when they start. */
const test = clusterTest
  .extend('failing', { scope: 'file' }, async ({ redis }, { onCleanup }) => {
    const control = new Redis(redis.url, { retryStrategy: () => 50 })
    control.on('error', () => undefined)
    onCleanup(() => control.disconnect())
    return { redis, control, network: { latencyMs: 0 } }
  })
  .extend('proxy', { scope: 'file' }, async ({ failing: { redis, network } }, { onCleanup }) => {
    await redis.kill()
    const proxy = await startTcpProxy(redis.port, () =>
      network.latencyMs === 0 ? 'pass' : delay(network.latencyMs, 'pass' as const),
    )
    onCleanup(proxy.close)
    return proxy
  })
  .extend('clusterOptions', { scope: 'file' }, ({ proxy }) => ({
    processes: 2,
    redisUrl: `redis://127.0.0.1:${proxy.port}`,
  }))

/** A call takes a quarter of a second longer at most. The rest is for a busy machine; a call that waits for Redis takes longer. */
const purchaseLimitMs = 15_000

/** Buys and consumes in one process, while a subscriber of the other one receives the events. */
async function expectService(cluster: Cluster): Promise<void> {
  const socket = await openRawWebSocket(cluster.processes[1]?.webSocketUrl ?? '')
  await socket.init(serverKeyHeaders(cluster.project))
  socket.subscribe('1', 'subscription { paymentEvents(types: [PAYMENT_CONSUMED]) { payment { id } } }')
  const buyer = await createBuyer(cluster.endpoint(0), { as: 'server' })
  const start = performance.now()
  const { payment } = await buyAndConsume(buyer)
  expect(performance.now() - start).toBeLessThan(purchaseLimitMs)
  expect(await socket.next('1')).toMatchObject({
    payload: { data: { paymentEvents: { payment: { id: payment.id } } } },
  })
  socket.close()
}

/** A process is ready without Redis too. */
async function expectRedisState(cluster: Cluster, redis: 'ok' | 'unavailable'): Promise<void> {
  for (const { graphqlUrl } of cluster.processes) {
    await eventually(async () => {
      const response = await fetch(new URL('/readyz', graphqlUrl))
      expect([response.status, await response.json()]).toEqual([200, expect.objectContaining({ redis })])
    })
  }
}

async function expectRecovery(cluster: Cluster, { control }: FailingRedis): Promise<void> {
  await expectRedisState(cluster, 'ok')
  await eventually(async () => {
    const subscribers = await control.pubsub('NUMSUB', 'coinslot:topic:feed-advanced')
    expect(subscribers).toEqual([expect.any(String), cluster.processes.length])
  })
  await expectService(cluster)
}

async function disconnectClients({ control }: FailingRedis): Promise<void> {
  for (const type of ['normal', 'pubsub']) await control.call('CLIENT', 'KILL', 'TYPE', type, 'SKIPME', 'yes')
}

test('I12: processes start without Redis and serve purchases, and use Redis when it becomes available', async ({
  cluster,
  failing,
}) => {
  await expectRedisState(cluster, 'unavailable')
  await expectService(cluster)
  await failing.redis.restart()
  await expectRecovery(cluster, failing)
})

type Failure = {
  readonly fail: (failing: FailingRedis) => unknown
  readonly recover: (failing: FailingRedis) => unknown
}

const failures: readonly (readonly [string, Failure])[] = [
  [
    'is killed and restarts empty',
    { fail: ({ redis }) => redis.kill(), recover: ({ redis }) => redis.restart() },
  ],
  ['hangs', { fail: ({ redis }) => redis.pause(), recover: ({ redis }) => redis.resume() }],
  [
    'is slow',
    {
      fail: ({ network }) => (network.latencyMs = 1_500),
      recover: ({ network }) => (network.latencyMs = 0),
    },
  ],
  [
    'is full',
    {
      fail: ({ control }) => control.config('SET', 'maxmemory', '1'),
      recover: ({ control }) => control.config('SET', 'maxmemory', '0'),
    },
  ],
  [
    'is a read-only replica',
    {
      fail: ({ control }) => control.replicaof('127.0.0.1', 1),
      recover: ({ control }) => control.replicaof('NO', 'ONE'),
    },
  ],
  [
    'demands a password',
    {
      fail: async (failing) => {
        await failing.control.config('SET', 'requirepass', 'another')
        await disconnectClients(failing)
      },
      recover: ({ control }) => control.config('SET', 'requirepass', ''),
    },
  ],
]

test.for(failures)(
  'I12: purchases succeed in time while Redis %s, and processes use it again afterwards',
  async ([, { fail, recover }], { cluster, failing }) => {
    await eventually(() => failing.control.ping())
    await expectRecovery(cluster, failing)
    await fail(failing)
    await expectService(cluster)
    await expectRedisState(cluster, 'unavailable')
    await recover(failing)
    await expectRecovery(cluster, failing)
    for (const process of cluster.processes) expect(process.output()).not.toContain('the process ends')
  },
)
