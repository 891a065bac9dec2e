import { createClient } from 'graphql-ws'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { parseServerKeyAppId } from '../../src/platform/server-key-secret.ts'
import { encodeId } from '../../src/platform/ids.ts'
import { childPids, restartChild } from '../processes/child-processes.ts'
import { sharedRedisUrl } from '../setup/redis.ts'
import { createApiClient } from '../support/api.ts'
import { startCluster, type Cluster } from '../support/cluster.ts'
import { eventually } from '../support/eventually.ts'
import { readFeed, writeEvent } from '../support/feed-writer.ts'
import { serverKeyHeaders } from '../support/graphql-client.ts'
import { startServerProcess } from '../support/server-process.ts'

/** Whole processes start here, which on a busy machine takes its time. */
vi.setConfig({ testTimeout: 300_000, hookTimeout: 180_000 })

let cluster: Cluster
beforeAll(async () => {
  cluster = await startCluster({
    processes: 1,
    redisUrl: sharedRedisUrl(),
    environment: { EVENT_POLL_INTERVAL_MS: '50' },
  })
})
afterAll(() => cluster.close())

const ackEvery = 5

type ReceivedEvent = { readonly id: string; readonly cursor: string }

/**
 * The real client, which connects again by itself and repeats its subscription: the server knows how far the consumer got. It
 * acknowledges at a process that stays.
 */
function consumeAs(consumer: string, url: string) {
  const api = createApiClient(cluster.endpoint().graphqlUrl, serverKeyHeaders(cluster.project))
  const handled = new Set<string>()
  const closes: number[] = []
  let isOpen = false
  const client = createClient({
    url,
    webSocketImpl: WebSocket,
    connectionParams: serverKeyHeaders(cluster.project),
    retryAttempts: Infinity,
    retryWait: () => delay(20),
    shouldRetry: () => true,
    on: {
      connected: () => {
        isOpen = true
      },
      // An attempt that meets a process just before it ends is no socket yet.
      closed: (event) => {
        if (isOpen) closes.push((event as { code: number }).code)
        isOpen = false
      },
    },
  })
  const run = async () => {
    const query = `subscription ($consumer: String) { paymentEvents(consumer: $consumer) { id cursor } }`
    const told = client.iterate<{ paymentEvents: ReceivedEvent }>({ query, variables: { consumer } })
    for await (const { data } of told) {
      if (data == null) throw new Error('refused')
      const { id, cursor } = data.paymentEvents
      // What comes again was handled.
      handled.add(id)
      if (handled.size % ackEvery === 0) await api.mutate('ackEvents', { consumer, cursor })
    }
  }
  const running = run()
  return {
    handled: () => [...handled],
    closes: () => closes,
    close: async () => {
      await client.dispose()
      await running
    },
  }
}

async function runSlowWriteLoad(appId: string, signal: AbortSignal): Promise<void> {
  const goesOn = () => !signal.aborted
  while (goesOn()) {
    await writeEvent(cluster.sql, appId)
    await delay(20)
  }
}

test('I7: a client that retries follows a rolling restart: told to come again, and it misses nothing', async () => {
  const appId = parseServerKeyAppId(cluster.project.serverKey) ?? ''
  const primary = await startServerProcess({
    ...cluster.environment,
    CLUSTER_PROCESSES: '2',
    LOG_LEVEL: 'info',
  })
  const consumer = consumeAs('rolling', primary.webSocketUrl)
  const writing = new AbortController()
  const written = runSlowWriteLoad(appId, writing.signal)
  await eventually(() => expect(consumer.handled().length).toBeGreaterThan(20), { timeoutMs: 30_000 })
  for (const child of childPids(primary)) await restartChild(primary, child)
  writing.abort()
  await written
  const table = await eventually(
    async () => {
      const feed = await readFeed(cluster.sql, appId)
      expect(consumer.handled().length).toBe(feed.length)
      return feed.map(({ id }) => encodeId('evt', id))
    },
    { timeoutMs: 60_000, intervalMs: 100 },
  )
  expect(consumer.handled()).toEqual(table)
  // One of the two was the process that it was at.
  expect(consumer.closes().length).toBeGreaterThan(0)
  expect(new Set(consumer.closes())).toEqual(new Set([1012]))
  await consumer.close()
  expect(await primary.kill('SIGTERM')).toEqual({ code: 0, signal: null })
})
