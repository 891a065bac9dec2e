import { createClient } from 'graphql-ws'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { sharedRedisUrl } from '../setup/redis.ts'
import { createServerClient } from '../support/buyer.ts'
import { startCluster, type Cluster } from '../support/cluster.ts'
import { eventually } from '../support/eventually.ts'
import { serverKeyHeaders, postGraphql, signUserToken } from '../support/graphql-client.ts'
import { openRawWebSocket, type RawWebSocket } from '../support/raw-websocket.ts'
import { startServerProcess, type ServerProcess } from '../support/server-process.ts'
import { buyVerified } from '../support/game-server-client.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'

/** Whole processes start here, which on a busy machine takes its time. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

let cluster: Cluster
const limited: TestServer[] = []
beforeAll(async () => {
  cluster = await startCluster({ processes: 2, redisUrl: sharedRedisUrl() })
})
afterEach(async () => {
  await Promise.all(limited.splice(0).map((each) => each.close()))
})
afterAll(() => cluster.close())

async function startLimited(environment: Readonly<Record<string, string>>): Promise<TestServer> {
  const server = await startTestServer({ environment })
  limited.push(server)
  return server
}

async function openAs(url: string, params: Readonly<Record<string, unknown>>): Promise<RawWebSocket> {
  const socket = await openRawWebSocket(url)
  await socket.init(params)
  return socket
}

const mutate = (text: string) =>
  postGraphql(cluster.endpoint().graphqlUrl, serverKeyHeaders(cluster.project), text)

async function makeKey(): Promise<{ id: string; authorization: string }> {
  const { data } = await postGraphql<{ createServerKey: { secret: string; serverKey: { id: string } } }>(
    cluster.endpoint().graphqlUrl,
    serverKeyHeaders(cluster.project),
    'mutation { createServerKey(input: { name: "short-lived" }) { secret serverKey { id } } }',
  )
  if (data == null) throw new Error('no key')
  const { secret, serverKey } = data.createServerKey
  return { id: serverKey.id, authorization: `Bearer ${secret}` }
}

describe('limits', () => {
  test('one server key has so many sockets, and the clients of one AppKey have theirs: more are told to try later', async () => {
    const { webSocketUrl, project } = await startLimited({ WS_MAX_CONNECTIONS_PER_KEY: '2' })
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

  test('one address has so many sockets, whatever they show: more are refused before they open', async () => {
    const { webSocketUrl } = await startLimited({ WS_MAX_CONNECTIONS_PER_IP: '3' })
    const [first] = await Promise.all([1, 2, 3].map(() => openRawWebSocket(webSocketUrl)))
    await expect(openRawWebSocket(webSocketUrl)).rejects.toThrow('429')
    first?.close()
    await eventually(() => openRawWebSocket(webSocketUrl))
  })

  test('a socket without an operation is closed after a while, one that listens is not', async () => {
    const { webSocketUrl, project } = await startLimited({
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

  test('a socket that does not answer a ping is cut', async () => {
    const { webSocketUrl, project } = await startLimited({ WS_PING_INTERVAL_MS: '1000' })
    const frozen = new WebSocket(webSocketUrl, 'graphql-transport-ws', { autoPong: false })
    frozen.once('open', () =>
      frozen.send(JSON.stringify({ type: 'connection_init', payload: serverKeyHeaders(project) })),
    )
    const code = await new Promise((resolve) => frozen.once('close', resolve))
    expect(code).toBe(1006)
  })
})

describe('credentials that end', () => {
  test('a user token that expires closes its socket with 4403, so that a client comes again with a new one', async () => {
    // Clocks may differ by a minute, at the end as at the start.
    const token = await signUserToken(cluster.project, 'somebody', '-56s')
    const socket = await openAs(cluster.endpoint().graphqlUrl.replace('http', 'ws'), {
      appKey: cluster.project.appKey,
      authorization: `Bearer ${token}`,
    })
    expect(await socket.closed).toEqual({ code: 4403, reason: 'The user token has expired.' })
  })

  test('when an AppKey demands user tokens, or drops the key of one, clients that have nothing better are closed', async () => {
    const server = await startLimited({ WS_PING_INTERVAL_MS: '1000' })
    const { webSocketUrl, project } = server
    const admin = createServerClient(server)
    const { privateKey, publicKey } = await generateKeyPair('ES256')
    const jwk = { ...(await exportJWK(publicKey)), kid: 'old', alg: 'ES256' }
    await admin.mutate('updateAppKey', { requireUserToken: false, userTokenJwks: [JSON.stringify(jwk)] })
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
    await admin.mutate('updateAppKey', { requireUserToken: true })
    expect((await bare.closed).code).toBe(4403)
    await admin.mutate('updateAppKey', { userTokenJwks: [] })
    expect((await byKey.closed).code).toBe(4403)
    stays.send({ type: 'ping' })
    expect(await stays.next()).toEqual({ type: 'pong' })
    stays.close()
  })

  test('a revoked server key closes its sockets in every process at once, and no others', async () => {
    const { id, authorization } = await makeKey()
    const urls = cluster.processes.map(({ webSocketUrl }) => webSocketUrl)
    const doomed = await Promise.all(urls.map((url) => openAs(url, { authorization })))
    const others = await Promise.all(urls.map((url) => openAs(url, serverKeyHeaders(cluster.project))))
    await mutate(`mutation { revokeServerKey(input: { serverKeyId: "${id}" }) { problem { code } } }`)
    for (const socket of doomed) expect((await socket.closed).code).toBe(4403)
    for (const socket of others) {
      socket.send({ type: 'ping' })
      expect(await socket.next()).toEqual({ type: 'pong' })
      socket.close()
    }
  })

  test('it does so a little later where the word of it never came', async () => {
    const { id, authorization } = await makeKey()
    // Without Redis it hears of nothing.
    const deaf = await startServerProcess({
      ...cluster.environment,
      REDIS_URL: '',
      WS_PING_INTERVAL_MS: '3000',
    })
    const socket = await openAs(deaf.webSocketUrl, { authorization })
    await mutate(`mutation { revokeServerKey(input: { serverKeyId: "${id}" }) { problem { code } } }`)
    expect((await socket.closed).code).toBe(4403)
    await deaf.kill('SIGTERM')
  })
})

describe('a process that stops', () => {
  const text = `subscription ($after: Cursor) {
    paymentEvents(after: $after, types: [PAYMENT_PAID]) { cursor payment { id } } }`
  type Event = { readonly cursor: string; readonly payment: { readonly id: string } }

  /** A consumer with the real client: whenever its socket ends it goes on after its last cursor, wherever it gets through. */
  function consume(urls: () => readonly string[]) {
    const seen: string[] = []
    const closes: number[] = []
    let after: string | null = null
    let turn = 0
    let goOn = true
    const client = createClient({
      url: () => urls()[turn++ % urls().length] ?? '',
      webSocketImpl: WebSocket,
      connectionParams: serverKeyHeaders(cluster.project),
      retryAttempts: 0,
      on: { closed: (event) => void closes.push((event as { code: number }).code) },
    })
    const read = async () => {
      while (goOn) {
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
        goOn = false
        await client.dispose()
        await ended
      },
    }
  }

  test('tells its clients to connect again, and one that resumes after its last cursor misses and repeats nothing', async () => {
    const environment = { ...cluster.environment, LOG_LEVEL: 'silent' }
    const live: ServerProcess[] = [
      await startServerProcess(environment),
      await startServerProcess(environment),
    ]
    const consumer = consume(() => live.map(({ webSocketUrl }) => webSocketUrl))
    const bought: string[] = []
    const buyOne = async () => void bought.push((await buyVerified(cluster.endpoint())).paymentId)
    await eventually(async () => {
      await buyOne()
      expect(consumer.seen.length).toBeGreaterThan(0)
    })
    for (let stops = 0; stops < 4; stops += 1) {
      const stopping = live.shift()
      const stopped = stopping?.kill('SIGTERM')
      await Promise.all([buyOne(), buyOne(), buyOne()])
      expect(await stopped).toEqual({ code: 0, signal: null })
      live.push(await startServerProcess(environment))
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
