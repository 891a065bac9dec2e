import { expect, test } from 'vitest'
import { encodeEventCursor } from '../../src/domain/event/event-cursor.ts'
import { parseServerKeyAppId } from '../../src/platform/server-key-secret.ts'
import { sharedRedisUrl } from '../setup/redis.ts'
import { createApiClient } from '../support/api.ts'
import { newUserId } from '../support/buyer.ts'
import { startCluster } from '../support/cluster.ts'
import { serverKeyHeaders, userTokenHeaders } from '../support/graphql-client.ts'
import { openRawWebSocket } from '../support/raw-websocket.ts'

test('I7: a subscriber at one process is told what another process committed, by its wake-up alone', async () => {
  const cluster = await startCluster({
    processes: 2,
    redisUrl: sharedRedisUrl(),
    environment: { EVENT_POLL_INTERVAL_MS: '60000' },
  })
  const [reading, writing] = cluster.processes
  if (reading === undefined || writing === undefined) throw new Error('there are two')
  const { project } = cluster
  const socket = await openRawWebSocket(reading.webSocketUrl)
  await socket.init(serverKeyHeaders(project))
  const begin = encodeEventCursor({ appId: parseServerKeyAppId(project.serverKey) ?? '', position: 0n })
  socket.subscribe(
    '1',
    'subscription ($after: Cursor) { paymentEvents(after: $after) { purchase { id } } }',
    {
      after: begin,
    },
  )
  const userId = newUserId()
  const api = createApiClient(writing.graphqlUrl, await userTokenHeaders(project, userId))
  await api.mutate('registerUser', {})
  for (const itemId of ['coins_100', 'coins_500']) {
    const { purchase } = await api.mutate('requestPurchase', { userId, itemId, store: 'TEST_STORE' })
    const { payload } = await socket.next('1')
    expect(payload).toEqual({ data: { paymentEvents: { purchase: { id: purchase?.id } } } })
  }
  socket.close()
  await cluster.close()
}, 120_000)
