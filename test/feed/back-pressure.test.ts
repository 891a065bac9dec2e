import { encodeEventCursor } from '../../src/domain/event/event-cursor.ts'
import { parseServerKeyAppId } from '../../src/platform/server-key-secret.ts'
import { expect, clusterTest, vi } from '../support/cluster-test.ts'
import type { Cluster } from '../support/cluster.ts'
import { eventually } from '../support/eventually.ts'
import { readFeed, writeEvents } from '../support/feed-writer.ts'
import { serverKeyHeaders, requestTimeoutMs } from '../support/graphql-client.ts'
import { openRawWebSocket, type RawWebSocket } from '../support/raw-websocket.ts'
import type { ServerProcess } from '../support/server-process.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const test = clusterTest.extend(
  'clusterOptions',
  { scope: 'file' },
  {
    processes: 1,
    // A subscriber that does not read does not answer pings either, and must not be disconnected during the test.
    environment: { EVENT_POLL_INTERVAL_MS: '50', WS_PING_INTERVAL_MS: '600000' },
  },
)

/** The largest allowed selection of an event, with long aliases: about 12 kB per event. */
const largeSelection = Array.from({ length: 90 }, (_, n) => `${'a'.repeat(80)}${n}: cursor`).join(' ')

const megabyte = 1024 * 1024
const eventCount = 20_000
const batch = 1_000

async function readMemory({ graphqlUrl }: ServerProcess): Promise<number> {
  const signal = AbortSignal.timeout(requestTimeoutMs)
  const text = await (await fetch(graphqlUrl.replace('/graphql', '/metrics'), { signal })).text()
  return Number(/^process_resident_memory_bytes (\S+)$/m.exec(text)?.[1])
}

async function subscribe(
  cluster: Cluster,
  { webSocketUrl }: ServerProcess,
  fields: string,
): Promise<RawWebSocket> {
  const socket = await openRawWebSocket(webSocketUrl)
  await socket.init(serverKeyHeaders(cluster.project))
  const appId = parseServerKeyAppId(cluster.project.serverKey) ?? ''
  const text = `subscription ($after: Cursor) { paymentEvents(after: $after) { cursor ${fields} } }`
  socket.subscribe('1', text, { after: encodeEventCursor({ appId, position: 0n }) })
  return socket
}

/** The next cursors that the subscriber receives. */
async function readEvents(socket: RawWebSocket, count: number): Promise<string[]> {
  const cursors: string[] = []
  while (cursors.length < count) {
    const { payload } = await socket.next('1')
    cursors.push((payload as { data: { paymentEvents: { cursor: string } } }).data.paymentEvents.cursor)
  }
  return cursors
}

test('a subscriber that stops reading costs the server no memory, delays no other subscriber, and misses no event', async ({
  cluster,
}) => {
  const appId = parseServerKeyAppId(cluster.project.serverKey) ?? ''
  const [server] = cluster.processes
  if (server === undefined) throw new Error('the cluster has no process')
  const [slow, quick] = [
    await subscribe(cluster, server, largeSelection),
    await subscribe(cluster, server, ''),
  ]
  await writeEvents(cluster.sql, appId, 2 * batch)
  const seen = { slow: await readEvents(slow, 2 * batch), quick: await readEvents(quick, 2 * batch) }
  const before = await readMemory(server)

  slow.pause()
  let maxBytes = 0
  for (let count = 0; count < eventCount; count += batch) {
    await writeEvents(cluster.sql, appId, batch)
    seen.quick.push(...(await readEvents(quick, batch)))
    maxBytes = Math.max(maxBytes, await readMemory(server))
  }
  // The unsent messages would need 240 MB.
  expect((maxBytes - before) / megabyte).toBeLessThan(100)

  slow.resume()
  seen.slow.push(...(await readEvents(slow, eventCount)))
  const table = (await readFeed(cluster.sql, appId)).map(({ position }) =>
    encodeEventCursor({ appId, position: BigInt(position) }),
  )
  expect(table).toHaveLength(eventCount + 2 * batch)
  expect(seen.quick).toEqual(table)
  expect(seen.slow).toEqual(table)
  for (const socket of [slow, quick]) socket.close()
})

test('a subscriber that never reads again is disconnected by the ping, and its resources are released', async ({
  cluster,
  startProcess,
}) => {
  const appId = parseServerKeyAppId(cluster.project.serverKey) ?? ''
  const server = await startProcess({ WS_PING_INTERVAL_MS: '1000' })
  const readGauge = async (name: string) => {
    const signal = AbortSignal.timeout(requestTimeoutMs)
    const text = await (await fetch(server.graphqlUrl.replace('/graphql', '/metrics'), { signal })).text()
    return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1])
  }
  const stuck = await subscribe(cluster, server, largeSelection)
  await writeEvents(cluster.sql, appId, 2 * batch)
  await readEvents(stuck, 1)
  stuck.pause()
  expect(await readGauge('coinslot_event_subscribers')).toBe(1)
  await eventually(
    async () => {
      expect(await readGauge('coinslot_event_subscribers')).toBe(0)
      expect(await readGauge('coinslot_websocket_connections')).toBe(0)
    },
    { timeoutMs: 20_000, intervalMs: 100 },
  )
  stuck.resume()
  expect((await stuck.closed).code).toBe(1006)
  await server.kill('SIGTERM')
})
