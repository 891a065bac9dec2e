import { createClient } from 'graphql-ws'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { WebSocket } from 'ws'
import type { ApiClient } from '../support/api.ts'
import { describe, expect, clusterTest, vi } from '../support/cluster-test.ts'
import type { Cluster } from '../support/cluster.ts'
import { eventually } from '../support/eventually.ts'
import { serverKeyHeaders, signUserToken } from '../support/graphql-client.ts'
import { openRawWebSocket, type RawWebSocket } from '../support/raw-websocket.ts'
import type { ServerProcess } from '../support/server-process.ts'
import { buyItem, createBuyer, createServerClient, expectField } from '../support/purchase-client.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'

/** Starts several processes, which takes long on a busy machine. */
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 })

const test = clusterTest
  .extend('clusterOptions', { scope: 'file' }, ({ redisUrl }) => ({ processes: 2, redisUrl }))
  .extend('startLimitedServer', ({ task: _ }, { onCleanup }) => {
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

async function createKey(admin: ApiClient): Promise<{ id: string; authorization: string }> {
  const created = await admin.mutate('createServerKey', { name: 'short-lived', role: 'ADMIN' })
  const { id } = expectField(created, 'serverKey')
  return { id, authorization: `Bearer ${expectField(created, 'secret')}` }
}

describe('expired or revoked credentials', () => {
  test('a user token that expires closes its socket with 4403, so that the client reconnects with a new one', async ({
    cluster,
  }) => {
    // The expiry has a tolerance of one minute for clock differences.
    const token = await signUserToken(cluster.project, 'somebody', '-56s')
    const socket = await openAs(cluster.endpoint().graphqlUrl.replace('http', 'ws'), {
      appKey: cluster.project.appKey,
      authorization: `Bearer ${token}`,
    })
    expect(await socket.closed).toEqual({ code: 4403, reason: 'The user token has expired.' })
  })

  test('an AppKey that requires user tokens, or withdraws a key, closes the sockets without a valid token', async ({
    startLimitedServer,
  }) => {
    const server = await startLimitedServer({ WS_PING_INTERVAL_MS: '1000' })
    const { webSocketUrl, project } = server
    const serverAdmin = createServerClient(server)
    const { privateKey, publicKey } = await generateKeyPair('ES256')
    const jwk = { ...(await exportJWK(publicKey)), kid: 'old', alg: 'ES256' }
    await serverAdmin.mutate('updateAppKey', { requireUserToken: false })
    const registered = await serverAdmin.mutate('registerUserTokenKey', { publicKey: JSON.stringify(jwk) })
    const token = await new SignJWT()
      .setProtectedHeader({ alg: 'ES256', kid: 'old' })
      .setSubject('somebody')
      .setAudience(project.appKey)
      .setIssuedAt()
      .setExpirationTime('1h')
      .sign(privateKey)
    const { appKey } = project
    const bySecret = `Bearer ${await signUserToken(project, 'somebody')}`
    const bare = await openAs(webSocketUrl, { appKey })
    const byKey = await openAs(webSocketUrl, { appKey, authorization: `Bearer ${token}` })
    const stays = await openAs(webSocketUrl, { appKey, authorization: bySecret })
    await serverAdmin.mutate('updateAppKey', { requireUserToken: true })
    expect((await bare.closed).code).toBe(4403)
    const { id: userTokenKeyId } = expectField(registered, 'userTokenKey')
    await serverAdmin.mutate('withdrawUserTokenKey', { userTokenKeyId })
    expect((await byKey.closed).code).toBe(4403)
    stays.send({ type: 'ping' })
    expect(await stays.next()).toEqual({ type: 'pong' })
    stays.close()
  })

  test('a revoked server key closes its sockets in every process at once, and no others', async ({
    cluster,
    admin,
  }) => {
    const { id, authorization } = await createKey(admin)
    const urls = cluster.processes.map(({ webSocketUrl }) => webSocketUrl)
    const revokedSockets = await Promise.all(urls.map((url) => openAs(url, { authorization })))
    const others = await Promise.all(urls.map((url) => openAs(url, serverKeyHeaders(cluster.project))))
    await admin.mutate('revokeServerKey', { serverKeyId: id })
    for (const socket of revokedSockets) expect((await socket.closed).code).toBe(4403)
    for (const socket of others) {
      socket.send({ type: 'ping' })
      expect(await socket.next()).toEqual({ type: 'pong' })
      socket.close()
    }
  })

  test('a revoked server key closes its sockets a little later in a process without Redis', async ({
    admin,
    startProcess,
  }) => {
    const { id, authorization } = await createKey(admin)
    // Without Redis the process is not notified of the revocation.
    const isolated = await startProcess({ REDIS_URL: '', WS_PING_INTERVAL_MS: '3000' })
    const socket = await openAs(isolated.webSocketUrl, { authorization })
    await admin.mutate('revokeServerKey', { serverKeyId: id })
    expect((await socket.closed).code).toBe(4403)
    await isolated.kill('SIGTERM')
  })
})

describe('a process that stops', () => {
  const text = `subscription ($after: Cursor) {
    paymentEvents(after: $after, types: [PAYMENT_PAID]) { cursor payment { id } } }`
  type Event = { readonly cursor: string; readonly payment: { readonly id: string } }

  /** A consumer with the graphql-ws client, which reconnects to any process and resumes after its last cursor. */
  function consume(cluster: Cluster, urls: () => readonly string[]) {
    const seen: string[] = []
    const closes: number[] = []
    let after: string | null = null
    let turn = 0
    let isRunning = true
    const client = createClient({
      url: () => urls()[turn++ % urls().length] ?? '',
      webSocketImpl: WebSocket,
      connectionParams: serverKeyHeaders(cluster.project),
      retryAttempts: 0,
      on: { closed: (event) => void closes.push((event as { code: number }).code) },
    })
    const read = async () => {
      while (isRunning) {
        try {
          for await (const { data } of client.iterate<{ paymentEvents: Event }>({
            query: text,
            variables: { after },
          })) {
            if (data == null) throw new Error('no event')
            seen.push(data.paymentEvents.payment.id)
            after = data.paymentEvents.cursor
          }
        } catch {
          // The socket ended: connect again.
        }
      }
    }
    const ended = read()
    return {
      seen,
      closes,
      close: async () => {
        isRunning = false
        await client.dispose()
        await ended
      },
    }
  }

  test('a process that stops makes its clients reconnect, and a client that resumes misses and repeats no event', async ({
    cluster,
    endpoint,
    startProcess,
  }) => {
    const start = () => startProcess({ LOG_LEVEL: 'silent' })
    const live: ServerProcess[] = [await start(), await start()]
    const buyer = await createBuyer(endpoint, { as: 'server' })
    const consumer = consume(cluster, () => live.map(({ webSocketUrl }) => webSocketUrl))
    const bought: string[] = []
    const buyOne = async () => void bought.push((await buyItem(buyer)).payment.id)
    await eventually(async () => {
      await buyOne()
      expect(consumer.seen.length).toBeGreaterThan(0)
    })
    for (let stops = 0; stops < 4; stops += 1) {
      const stopping = live.shift()
      const stopped = stopping?.kill('SIGTERM')
      await Promise.all([buyOne(), buyOne(), buyOne()])
      expect(await stopped).toEqual({ code: 0, signal: null })
      live.push(await start())
      await buyOne()
    }
    await eventually(() => expect(consumer.seen).toContain(bought.at(-1)), { timeoutMs: 20_000 })
    await consumer.close()
    expect(consumer.closes).toContain(1012)
    expect(new Set(consumer.seen).size).toBe(consumer.seen.length)
    const begin = bought.indexOf(consumer.seen[0] ?? '')
    expect(begin).toBeGreaterThanOrEqual(0)
    expect(consumer.seen.toSorted()).toEqual(bought.slice(begin).toSorted())
    await Promise.all(live.map((each) => each.kill('SIGTERM')))
  })
})
