import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { WebSocket } from 'ws'
import type { DevApp } from '../../src/development/dev-app.ts'
import { startOnFreePort } from '../setup/free-port.ts'
import { clusterTest, describe, expect, vi } from '../support/cluster-test.ts'
import { eventually } from '../support/eventually.ts'
import { appKeyHeaders, serverKeyHeaders } from '../support/graphql-client.ts'
import { startServerProcess, type ServerProcess } from '../support/server-process.ts'
import { findProxyProgram, proxyPrograms, type ReverseProxy } from './reverse-proxies.ts'
import { sendThrough as send } from './send-through.ts'

// Starts several processes, which takes long on a busy machine.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 })

const programs: { name: string; path: string | null }[] = []
for (const program of proxyPrograms) {
  programs.push({ name: program.name, path: await findProxyProgram(program) })
}

const test = clusterTest
  .extend('clusterOptions', { scope: 'file' }, ({ redis }) => ({
    processes: 1,
    redisUrl: redis.url,
    environment: {
      TRUSTED_PROXIES: '127.0.0.1',
      INVALID_RECEIPT_RATE_LIMIT: '1',
      // Much longer than the interval of the health checks, because this machine may be busy.
      SHUTDOWN_DELAY_MS: '10000',
    },
  }))
  // A second server, which a test ends.
  .extend('second', { scope: 'file' }, async ({ cluster, admin }, { onCleanup }) => {
    await admin.mutate('updateAppKey', { requireUserToken: false })
    // It is restarted on the same port.
    const server = await startOnFreePort((port) =>
      startServerProcess({ ...cluster.environment, PORT: String(port) }),
    )
    onCleanup(async () => {
      await server.kill('SIGKILL')
    })
    return server
  })
  .extend('proxies', { scope: 'file' }, async ({ cluster, second, temporaryFolder }, { onCleanup }) => {
    const proxies = new Map<string, ReverseProxy>()
    onCleanup(async () => {
      await Promise.all([...proxies.values()].map((proxy) => proxy.process.kill('SIGTERM')))
    })
    for (const { name, start } of proxyPrograms) {
      const path = programs.find((program) => program.name === name)?.path ?? null
      if (path === null) continue
      const folder = join(temporaryFolder, name)
      mkdirSync(folder)
      const servers = [cluster.endpoint().graphqlUrl, second.graphqlUrl]
      proxies.set(name, await start(path, { folder, servers }))
    }
    return proxies
  })

const json = { 'content-type': 'application/json' }

describe.each(programs)('$name, as the sample configures it', ({ name, path }) => {
  test.skipIf(path === null)('it passes requests on to the API, over TLS', async ({ proxies, project }) => {
    const response = await send(proxies.get(name)!, {
      path: '/graphql',
      method: 'POST',
      headers: { ...json, ...serverKeyHeaders(project) },
      body: JSON.stringify({ query: '{ appKey { id } }' }),
    })
    expect(response).toMatchObject({ status: 200, text: expect.stringContaining('"id":"app_') })
    expect(response.headers).toHaveProperty('strict-transport-security')
  })

  test.skipIf(path === null)(
    'it passes notifications and the health check on',
    async ({ proxies, project }) => {
      const proxy = proxies.get(name)!
      const notification = `/notifications/app-store/${project.appKey}`
      const rejected = await send(proxy, { path: notification, method: 'POST', headers: json, body: '{}' })
      expect([400, 401]).toContain(rejected.status)
      expect(await send(proxy, { path: '/healthz' })).toMatchObject({
        status: 200,
        text: '{"status":"alive"}',
      })
    },
  )

  test.skipIf(path === null)('it hides what needs no key', async ({ proxies, second }) => {
    const proxy = proxies.get(name)!
    // The server itself has these.
    for (const hidden of ['/metrics', '/readyz']) {
      expect((await fetch(new URL(hidden, second.graphqlUrl))).status).toBe(200)
    }
    const paths = [
      '/metrics',
      '/readyz',
      '/',
      '//metrics',
      '/graphql/../metrics',
      '/notifications/..%2fmetrics',
      '/METRICS',
    ]
    for (const hidden of paths) {
      const { status, text } = await send(proxy, { path: hidden })
      expect({ hidden, status, leaked: /coinslot_|database/.test(text) }).toMatchObject({ leaked: false })
      expect(status, hidden).toBeGreaterThanOrEqual(400)
    }
  })

  test.skipIf(path === null)(
    'it rejects a body that the server would not accept',
    async ({ proxies, project }) => {
      const [fits, tooLarge] = [1_900_000, 3_000_000].map((size) => ({
        path: '/graphql',
        method: 'POST',
        headers: { ...json, ...serverKeyHeaders(project) },
        body: JSON.stringify({ query: '{ appKey { id } }', padding: 'x'.repeat(size) }),
      }))
      expect((await send(proxies.get(name)!, fits!)).status).toBe(200)
      // Caddy 2.6 answers 502 when a body ends at its limit, newer versions 413.
      const expected = name === 'Caddy' ? [413, 502] : [413]
      expect(expected).toContain((await send(proxies.get(name)!, tooLarge!)).status)
    },
  )

  test.skipIf(path === null)(
    'it opens WebSockets and delivers what the server sends',
    async ({ proxies, project }) => {
      const { port } = proxies.get(name)!
      const socket = new WebSocket(`wss://localhost:${port}/graphql`, 'graphql-transport-ws', {
        rejectUnauthorized: false,
        lookup: (_host, _options, found) => found(null, [{ address: '127.0.0.1', family: 4 }]),
      })
      await once(socket, 'open')
      const acknowledged = once(socket, 'message') as Promise<[Buffer]>
      socket.send(JSON.stringify({ type: 'connection_init', payload: serverKeyHeaders(project) }))
      expect((await acknowledged).toString()).toContain('connection_ack')
      const result = once(socket, 'message') as Promise<[Buffer]>
      socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: '{ appKey { id } }' } }))
      expect((await result).toString()).toContain('"id":"app_')
      socket.close()
      await once(socket, 'close')
    },
  )

  test.skipIf(path === null || process.platform !== 'linux')(
    'the server sees the address of the client, which the client cannot invent',
    async ({ proxies, project }) => {
      const userId = `user-of-${name}`
      const query = `mutation ($userId: String!) {
        verifyPurchase(input: { userId: $userId, receipt: { appStore: { signedTransaction: "a.b.c" } } }) { problem { code } } }`
      const submit = async (localAddress: string, invented: string) => {
        const response = await send(proxies.get(name)!, {
          path: '/graphql',
          method: 'POST',
          localAddress,
          headers: { ...json, ...appKeyHeaders(project), 'x-forwarded-for': invented },
          body: JSON.stringify({ query, variables: { userId } }),
        })
        return /RATE_LIMITED|RECEIPT_INVALID|USER_NOT_FOUND/.exec(response.text)?.[0] ?? response.text
      }
      const register =
        'mutation ($userId: String!) { registerUser(input: { userId: $userId }) { user { id } } }'
      await send(proxies.get(name)!, {
        path: '/graphql',
        method: 'POST',
        headers: { ...json, ...serverKeyHeaders(project) },
        body: JSON.stringify({ query: register, variables: { userId } }),
      })
      expect(await submit('127.0.0.2', '198.51.100.1')).toBe('RECEIPT_INVALID')
      // The proxy alternates between two servers, which share their counts with a short delay.
      let invented = 1
      await eventually(async () => {
        invented += 1
        expect(await submit('127.0.0.2', `198.51.100.${invented}`)).toBe('RATE_LIMITED')
      })
      expect(await submit('127.0.0.3', '198.51.100.1')).toBe('RECEIPT_INVALID')
    },
  )
})

/** A request that no proxy may repeat once it was sent. */
async function postOnce(proxy: ReverseProxy, project: DevApp): Promise<number | undefined> {
  const { status } = await send(proxy, {
    path: '/graphql',
    method: 'POST',
    headers: { ...json, ...serverKeyHeaders(project) },
    body: JSON.stringify({ query: '{ appKey { id } }' }),
  })
  return status
}

/** Posts one request after the other until the work is done; returns the statuses of those that failed. */
async function postDuring(proxy: ReverseProxy, project: DevApp, work: Promise<unknown>) {
  const state = { isDone: false }
  const failed: (number | undefined)[] = []
  void work.finally(() => {
    state.isDone = true
  })
  while (!state.isDone) {
    const status = await postOnce(proxy, project)
    if (status !== 200) failed.push(status)
  }
  return failed
}

/** The number of GraphQL requests that a server has answered. */
async function countRequests(server: ServerProcess): Promise<number> {
  const text = await (await fetch(new URL('/metrics', server.graphqlUrl))).text()
  const [, count = '0'] =
    /^coinslot_http_request_duration_seconds_count{route="\/graphql",status="200"} (\d+)$/m.exec(text) ?? []
  return Number(count)
}

test('while two servers are restarted one after the other, the proxies lose no request', async ({
  cluster,
  proxies,
  second,
  project,
  startProcess,
}) => {
  const failed = new Map<string, (number | undefined)[]>()
  const stop = async (server: ServerProcess | undefined) => {
    const stopped = server?.kill('SIGTERM') ?? expect.fail('no such server')
    for (const [name, statuses] of await Promise.all(
      [...proxies].map(async ([name, proxy]) => [name, await postDuring(proxy, project, stopped)] as const),
    )) {
      failed.set(name, [...(failed.get(name) ?? []), ...statuses])
    }
    expect(await stopped).toEqual({ code: 0, signal: null })
  }
  await stop(second)
  const restarted = await startProcess({ PORT: new URL(second.graphqlUrl).port })
  for (const proxy of proxies.values()) {
    const before = await countRequests(restarted)
    await eventually(async () => {
      expect(await postOnce(proxy, project)).toBe(200)
      expect(await countRequests(restarted)).toBeGreaterThan(before)
    })
  }
  await stop(cluster.processes[0])
  // Caddy asks for /readyz, and sends a stopping server nothing when it closes its port. nginx does not ask: a connection that it opens
  // in the moment in which the port is closed is reset, and nginx does not repeat a POST that it has sent. Each of two stops has one.
  expect(failed.get('Caddy') ?? []).toEqual([])
  expect((failed.get('nginx') ?? []).length).toBeLessThanOrEqual(2)
  for (const proxy of proxies.values()) expect(await postOnce(proxy, project)).toBe(200)
})
