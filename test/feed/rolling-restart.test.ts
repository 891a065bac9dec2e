import { createClient } from 'graphql-ws'
import type { Sql } from 'postgres'
import { setTimeout as delay } from 'node:timers/promises'
import { WebSocket } from 'ws'
import { parseServerKeyAppId } from '../../src/platform/server-key-secret.ts'
import { encodeId } from '../../src/platform/ids.ts'
import { childPids, restartChild } from '../processes/child-processes.ts'
import type { Cluster } from '../support/cluster.ts'
import { createServerClient } from '../support/purchase-client.ts'
import { expect, clusterTest, vi } from '../support/cluster-test.ts'
import { eventually } from '../support/eventually.ts'
import { readFeed, writeEvent } from '../support/feed-writer.ts'
import { serverKeyHeaders } from '../support/graphql-client.ts'

/** Starts several processes, which takes long on a busy machine. */
vi.setConfig({ testTimeout: 300_000, hookTimeout: 180_000 })

const test = clusterTest.extend('clusterOptions', { scope: 'file' }, ({ redisUrl }) => ({
  processes: 1,
  redisUrl,
  environment: { EVENT_POLL_INTERVAL_MS: '50' },
}))

const ackEvery = 5

type ReceivedEvent = { readonly id: string; readonly cursor: string }

/**
 * The graphql-ws client, which reconnects by itself and repeats its subscription: the server stores the cursor of the consumer. It
 * acknowledges at a process that is not restarted.
 */
function consumeAs(cluster: Cluster, consumer: string, url: string) {
  const admin = createServerClient(cluster.endpoint())
  const processed = new Set<string>()
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
      // A connection attempt to a process that is exiting has no socket yet.
      closed: (event) => {
        if (isOpen) closes.push((event as { code: number }).code)
        isOpen = false
      },
    },
  })
  const run = async () => {
    const query = `subscription ($consumer: String) { paymentEvents(consumer: $consumer) { id cursor } }`
    const events = client.iterate<{ paymentEvents: ReceivedEvent }>({ query, variables: { consumer } })
    for await (const { data } of events) {
      if (data == null) throw new Error('the subscription was rejected')
      const { id, cursor } = data.paymentEvents
      // Repeated events were already processed.
      processed.add(id)
      if (processed.size % ackEvery === 0) await admin.mutate('ackEvents', { consumer, cursor })
    }
  }
  const running = run()
  return {
    processed: () => [...processed],
    closes: () => closes,
    close: async () => {
      await client.dispose()
      await running
    },
  }
}

async function runSlowWriteLoad(sql: Sql, appId: string, signal: AbortSignal): Promise<void> {
  const isRunning = () => !signal.aborted
  while (isRunning()) {
    await writeEvent(sql, appId)
    await delay(20)
  }
}

test('I7: a client that reconnects during a rolling restart misses no event', async ({
  cluster,
  startProcess,
}) => {
  const appId = parseServerKeyAppId(cluster.project.serverKey) ?? ''
  const primary = await startProcess({ CLUSTER_PROCESSES: '2', LOG_LEVEL: 'info' })
  const consumer = consumeAs(cluster, 'rolling', primary.webSocketUrl)
  const writing = new AbortController()
  const written = runSlowWriteLoad(cluster.sql, appId, writing.signal)
  await eventually(() => expect(consumer.processed().length).toBeGreaterThan(20), { timeoutMs: 30_000 })
  for (const child of childPids(primary)) await restartChild(primary, child)
  writing.abort()
  await written
  const table = await eventually(
    async () => {
      const feed = await readFeed(cluster.sql, appId)
      expect(consumer.processed().length).toBe(feed.length)
      return feed.map(({ id }) => encodeId('evt', id))
    },
    { timeoutMs: 60_000, intervalMs: 100 },
  )
  expect(consumer.processed()).toEqual(table)
  // The consumer was connected to one of the two processes.
  expect(consumer.closes().length).toBeGreaterThan(0)
  expect(new Set(consumer.closes())).toEqual(new Set([1012]))
  await consumer.close()
  expect(await primary.kill('SIGTERM')).toEqual({ code: 0, signal: null })
})
