import { encodeEventCursor } from '../../src/domain/event/event-cursor.ts'
import { parseServerKeyAppId } from '../../src/platform/server-key-secret.ts'
import { createApiClient } from '../support/api.ts'
import { newUserId } from '../support/purchase-client.ts'
import { expect, clusterTest, vi } from '../support/cluster-test.ts'
import { serverKeyHeaders, userTokenHeaders } from '../support/graphql-client.ts'
import { openRawWebSocket } from '../support/raw-websocket.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const test = clusterTest.extend('clusterOptions', { scope: 'file' }, ({ redisUrl }) => ({
  processes: 2,
  redisUrl,
  environment: { EVENT_POLL_INTERVAL_MS: '60000' },
}))

test('I7: a subscriber at one process receives what another process committed, by the wake-up message alone', async ({
  cluster,
  project,
}) => {
  const [reading, writing] = cluster.processes
  if (reading === undefined || writing === undefined) throw new Error('the cluster needs two processes')
  const socket = await openRawWebSocket(reading.webSocketUrl)
  await socket.init(serverKeyHeaders(project))
  const after = encodeEventCursor({ appId: parseServerKeyAppId(project.serverKey) ?? '', position: 0n })
  socket.subscribe(
    '1',
    'subscription ($after: Cursor) { paymentEvents(after: $after) { purchase { id } } }',
    {
      after,
    },
  )
  const userId = newUserId()
  const client = createApiClient(writing.graphqlUrl, await userTokenHeaders(project, userId))
  await client.mutate('registerUser', {})
  for (const itemId of ['coins_100', 'coins_500']) {
    const { purchase } = await client.mutate('requestPurchase', { userId, itemId, store: 'TEST_STORE' })
    const { payload } = await socket.next('1')
    expect(payload).toEqual({ data: { paymentEvents: { purchase: { id: purchase?.id } } } })
  }
  socket.close()
})
