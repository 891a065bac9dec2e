import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { clusterTest, expect, vi } from '../support/cluster-test.ts'
import { postGraphql, serverKeyHeaders } from '../support/graphql-client.ts'
import { createServerClient } from '../support/purchase-client.ts'
import { openRawWebSocket } from '../support/raw-websocket.ts'
import { readFailures, spawnServer, startServerProcess, waitForOutput } from '../support/server-process.ts'
import { testSecret } from '../support/test-server.ts'

// Processes take long to start on a busy machine.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

/** A server with nothing but the variables that production requires, and free ports. */
const test = clusterTest
  .extend('clusterOptions', { scope: 'file' }, { processes: 0 })
  .extend('dataDir', { scope: 'file' }, ({ temporaryFolder }) => join(temporaryFolder, 'data'))
  .extend('production', { scope: 'file' }, async ({ cluster, dataDir }, { onCleanup }) => {
    const { databaseUrl: DATABASE_URL } = cluster
    const ports = { PORT: '0', METRICS_PORT: '0', COINSLOT_DATA_DIR: dataDir }
    const child = spawnServer({ DATABASE_URL, COINSLOT_SECRET: testSecret, ...ports })
    onCleanup(async () => {
      await child.kill('SIGTERM')
    })
    const [, graphqlUrl = ''] = await waitForOutput(child, /Coinslot listens on (http[^\s"]+)/)
    const [, metricsUrl = ''] = await waitForOutput(child, /metrics are at (http[^\s"]+)/)
    return { child, graphqlUrl, metricsUrl, baseUrl: new URL(graphqlUrl).origin }
  })

test('a server with a database and without NODE_ENV is in production, and its first line says why', ({
  production,
}) => {
  const [first = ''] = production.child.output().split('\n')
  expect(JSON.parse(first)).toMatchObject({
    name: 'production',
    reason: 'DATABASE_URL is set and NODE_ENV is not',
    msg: 'Coinslot starts in the mode production: DATABASE_URL is set and NODE_ENV is not.',
  })
})

test('every line that a production server prints is JSON', ({ production }) => {
  const lines = production.child.output().trimEnd().split('\n')
  expect(lines.length).toBeGreaterThan(3)
  for (const line of lines) expect(() => JSON.parse(line) as unknown, line).not.toThrow()
})

test('a production server prints the link for the first operator at its start, which works once, and then no more', async ({
  cluster,
  trackChild,
}) => {
  const consoleUrl = 'https://coinslot.example.com'
  const environment = {
    NODE_ENV: 'production',
    DATABASE_URL: cluster.databaseUrl,
    COINSLOT_SECRET: testSecret,
    METRICS_PORT: '0',
    CONSOLE_URL: consoleUrl,
  }
  const link = /becomes the owner: https:\/\/coinslot\.example\.com\/console\/link#(col_[\w-]{43})/
  const child = trackChild(await startServerProcess(environment))
  const [, token] = await waitForOutput(child, link)
  expect(child.output().match(/becomes the owner/g)).toHaveLength(1)
  const owner = { name: 'Kim', email: 'first@example.com', password: 'a long and quiet password' }
  const accept = () =>
    fetch(`${new URL(child.graphqlUrl).origin}/operators/auth/links/accept`, {
      method: 'POST',
      headers: { origin: consoleUrl, 'content-type': 'application/json' },
      body: JSON.stringify({ token, ...owner }),
    })
  expect((await accept()).status).toBe(200)
  expect((await accept()).status).toBe(400)
  const next = trackChild(await startServerProcess(environment))
  await waitForOutput(next, /Coinslot listens on/)
  expect((await fetch(new URL('/healthz', next.graphqlUrl))).status).toBe(200)
  expect(next.output()).not.toContain('becomes the owner')
})

test('what a library prints as text is a log entry of a production server', async ({
  cluster,
  redis,
  trackChild,
}) => {
  const control = new Redis(redis.url)
  await control.call('ACL', 'SETUSER', 'app', 'on', '>password', '~*', '&*', '+@all', '-info')
  control.disconnect()
  const child = trackChild(
    await startServerProcess({
      NODE_ENV: 'production',
      DATABASE_URL: cluster.databaseUrl,
      COINSLOT_SECRET: testSecret,
      METRICS_PORT: '0',
      REDIS_URL: redis.url.replace('//', '//app:password@'),
    }),
  )
  await waitForOutput(child, /Skipping the ready check/)
  const lines = child.output().trimEnd().split('\n')
  for (const line of lines) expect(() => JSON.parse(line) as unknown, line).not.toThrow()
})

test('introspection is off, over HTTP and WebSocket', async ({ production: { graphqlUrl }, project }) => {
  const query = '{ __schema { queryType { name } } }'
  const { data, errors } = await postGraphql(graphqlUrl, serverKeyHeaders(project), query)
  expect([data, errors?.[0]?.message]).toEqual([undefined, expect.stringContaining('introspection')])
  const socket = await openRawWebSocket(graphqlUrl.replace('http', 'ws'))
  await socket.init(serverKeyHeaders(project))
  socket.subscribe('1', query)
  expect(await socket.next('1')).toMatchObject({ type: 'error' })
  socket.close()
})

test('the landing page is off', async ({ production: { baseUrl, graphqlUrl } }) => {
  const asBrowser = { headers: { accept: 'text/html' }, redirect: 'manual' } as const
  expect((await fetch(baseUrl, asBrowser)).status).toBe(404)
  const page = await fetch(graphqlUrl, asBrowser)
  expect(page.status).toBe(401)
  expect(await page.text()).not.toContain('<html')
})

test('errors suggest no names of the schema, over HTTP and WebSocket', async ({
  production: { graphqlUrl },
  project,
}) => {
  const query = '{ itemz { nodes { itemId } } }'
  const { errors } = await postGraphql(graphqlUrl, serverKeyHeaders(project), query)
  const message = errors?.[0]?.message ?? ''
  expect(message).toContain('itemz')
  expect(message).not.toMatch(/did you mean|items\b/i)
  const socket = await openRawWebSocket(graphqlUrl.replace('http', 'ws'))
  await socket.init(serverKeyHeaders(project))
  socket.subscribe('1', query)
  expect(JSON.stringify(await socket.next('1'))).not.toMatch(/did you mean/i)
  socket.close()
})

test('a webhook to a URL without TLS is rejected', async ({ production: { graphqlUrl }, project }) => {
  const client = createServerClient({ graphqlUrl, project })
  const created = await client.mutate('createWebhookEndpoint', { url: 'http://hooks.example.com/' })
  expect(created).toMatchObject({ webhookEndpoint: null, problem: { code: 'INVALID_INPUT', field: ['url'] } })
})

test('the Test store is off', async ({ production: { graphqlUrl }, project }) => {
  const client = createServerClient({ graphqlUrl, project })
  expect(await client.mutate('checkStoreConnection', { store: 'TEST_STORE' })).toMatchObject({
    problem: { code: 'STORE_MISCONFIGURED' },
  })
})

test('no emulator, embedded database or development file is started', ({ production, dataDir }) => {
  expect(production.child.output()).not.toMatch(/emulator|embedded/i)
  expect(existsSync(dataDir)).toBe(false)
})

test('the metrics are on their own port of the loopback interface only', async ({ production }) => {
  const { baseUrl, metricsUrl } = production
  expect((await fetch(`${baseUrl}/metrics`)).status).toBe(404)
  const url = new URL(metricsUrl)
  expect([url.hostname, url.port]).toEqual(['127.0.0.1', expect.not.stringMatching(new URL(baseUrl).port)])
  expect(await (await fetch(url)).text()).toContain('coinslot_clock_skew_seconds')
  expect((await fetch(new URL('/graphql', url))).status).toBe(404)
})

test('a secret that does not fit the database fails the start with one sentence', async ({
  cluster,
  trackChild,
}) => {
  const wrong = 'Zk8Qw1nRt6YbVx3MpLc9HsDf2GjKe7Ua'
  const environment = { DATABASE_URL: cluster.databaseUrl, PORT: '0', METRICS_PORT: '0' }
  const child = trackChild(spawnServer({ ...environment, COINSLOT_SECRET: wrong }))
  expect(await child.exited).toEqual({ code: 1, signal: null })
  expect(readFailures(child)).toEqual([
    expect.stringMatching(/^COINSLOT_SECRET does not fit the database\. All secrets in it/),
  ])
  const rotating = await startServerProcess({
    NODE_ENV: 'production',
    ...environment,
    COINSLOT_SECRET: `${wrong},${testSecret}`,
  })
  trackChild(rotating)
  const lost = await startServerProcess({
    ...environment,
    COINSLOT_SECRET: wrong,
    ALLOW_UNKNOWN_SECRETS: 'true',
  })
  trackChild(lost)
})

test('the package runs the entry point that these tests start', async () => {
  const { scripts } = JSON.parse(await readFile('package.json', 'utf8')) as {
    scripts: Record<string, string>
  }
  expect(scripts['start']).toBe('node src/start.mjs')
})
