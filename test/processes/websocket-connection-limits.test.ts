import { WebSocket } from 'ws'
import { baseTest } from '../support/base-test.ts'
import { eventually } from '../support/eventually.ts'
import { serverKeyHeaders, signUserToken } from '../support/graphql-client.ts'
import { createServerClient } from '../support/purchase-client.ts'
import { openRawWebSocket, type RawWebSocket } from '../support/raw-websocket.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'
import { describe, expect } from '../support/test.ts'

const test = baseTest.extend('startLimitedServer', ({ task: _ }, { onCleanup }) => {
  const servers: TestServer[] = []
  onCleanup(async () => {
    await Promise.all(servers.map((server) => server.close()))
  })
  return async (environment: Readonly<Record<string, string>>) => {
    const server = await startTestServer({ environment })
    servers.push(server)
    return server
  }
})

async function openAs(url: string, params: Readonly<Record<string, unknown>>): Promise<RawWebSocket> {
  const socket = await openRawWebSocket(url)
  await socket.init(params)
  return socket
}

describe('limits', () => {
  test('the sockets of a server key and those of the clients of an AppKey are limited, and more are closed with 1013', async ({
    startLimitedServer,
  }) => {
    const server = await startLimitedServer({ WS_MAX_CONNECTIONS_PER_KEY: '2' })
    const { webSocketUrl, project } = server
    await createServerClient(server).mutate('updateAppKey', { requireUserToken: false })
    for (const params of [serverKeyHeaders(project), { appKey: project.appKey }]) {
      const [first] = [await openAs(webSocketUrl, params), await openAs(webSocketUrl, params)]
      const third = await openRawWebSocket(webSocketUrl)
      third.send({ type: 'connection_init', payload: params })
      expect(await third.closed).toEqual({ code: 1013, reason: 'Too many connections' })
      first.close()
      await first.closed
      await eventually(() => openAs(webSocketUrl, params))
    }
  })

  test('the sockets without credentials are limited, and more are rejected before they open', async ({
    startLimitedServer,
  }) => {
    // One address may open a quarter of them.
    const { webSocketUrl, project } = await startLimitedServer({ WS_MAX_UNAUTHENTICATED: '12' })
    const [first] = await Promise.all([1, 2, 3].map(() => openRawWebSocket(webSocketUrl)))
    await expect(openRawWebSocket(webSocketUrl)).rejects.toThrow('429')
    await first?.init(serverKeyHeaders(project))
    await eventually(() => openRawWebSocket(webSocketUrl))
  })

  test('the sockets of one address and those of one user are limited, and those of others are not', async ({
    startLimitedServer,
  }) => {
    const server = await startLimitedServer({
      WS_MAX_CONNECTIONS_PER_IP: '4',
      WS_MAX_CONNECTIONS_PER_USER: '2',
      TRUSTED_PROXIES: '127.0.0.1',
    })
    const { webSocketUrl, project } = server
    const openFrom = async (address: string, userId: string) => {
      const socket = await openRawWebSocket(webSocketUrl, 'graphql-transport-ws', {
        'x-forwarded-for': address,
      })
      const { appKey } = project
      const authorization = `Bearer ${await signUserToken(project, userId)}`
      socket.send({ type: 'connection_init', payload: { appKey, authorization } })
      const acknowledged = socket.next().then(() => 'acknowledged')
      acknowledged.catch(() => undefined)
      return Promise.race([acknowledged, socket.closed.then(({ code }) => code)])
    }
    expect(await openFrom('192.0.2.1', 'one')).toBe('acknowledged')
    expect(await openFrom('192.0.2.2', 'one')).toBe('acknowledged')
    expect(await openFrom('192.0.2.3', 'one')).toBe(1013)
    for (const userId of ['two', 'three', 'four'])
      expect(await openFrom('192.0.2.1', userId)).toBe('acknowledged')
    expect(await openFrom('192.0.2.1', 'five')).toBe(1013)
    expect(await openFrom('192.0.2.2', 'five')).toBe('acknowledged')
  })

  test('a socket without a user token takes no slot of an AppKey that requires user tokens', async ({
    startLimitedServer,
  }) => {
    const { webSocketUrl, project } = await startLimitedServer({ WS_MAX_CONNECTIONS_PER_KEY: '1' })
    const { appKey } = project
    for (let time = 0; time < 3; time += 1) {
      const socket = await openRawWebSocket(webSocketUrl)
      socket.send({ type: 'connection_init', payload: { appKey } })
      expect(await socket.closed).toEqual({ code: 4401, reason: 'This AppKey requires a user token.' })
    }
    const authorization = `Bearer ${await signUserToken(project, 'player')}`
    const player = await openAs(webSocketUrl, { appKey, authorization })
    player.close()
  })

  test('a socket that sends much data before its credentials is closed', async ({ startLimitedServer }) => {
    const { webSocketUrl } = await startLimitedServer({})
    const socket = await openRawWebSocket(webSocketUrl)
    socket.send({ type: 'connection_init', payload: { appKey: 'x'.repeat(100_000) } })
    expect((await socket.closed).code).toBe(1006)
  })

  test('a socket without an operation is closed after the idle timeout, and one with a subscription is not', async ({
    startLimitedServer,
  }) => {
    const { webSocketUrl, project } = await startLimitedServer({
      WS_IDLE_TIMEOUT_MS: '300',
      WS_PING_INTERVAL_MS: '1000',
    })
    const listening = await openAs(webSocketUrl, serverKeyHeaders(project))
    listening.subscribe('1', 'subscription { paymentEvents { type } }')
    const idle = await openAs(webSocketUrl, serverKeyHeaders(project))
    expect(await idle.closed).toEqual({ code: 1000, reason: 'Idle' })
    listening.send({ type: 'ping' })
    expect(await listening.next()).toEqual({ type: 'pong' })
    listening.close()
  })

  test('a socket that does not answer a ping is terminated', async ({ startLimitedServer }) => {
    const { webSocketUrl, project } = await startLimitedServer({ WS_PING_INTERVAL_MS: '1000' })
    const frozen = new WebSocket(webSocketUrl, 'graphql-transport-ws', { autoPong: false })
    frozen.once('open', () =>
      frozen.send(JSON.stringify({ type: 'connection_init', payload: serverKeyHeaders(project) })),
    )
    const code = await new Promise((resolve) => frozen.once('close', resolve))
    expect(code).toBe(1006)
  })
})
