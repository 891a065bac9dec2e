import { closeSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { executionsBeforeCompiling } from '../../src/graphql/http/compiled-operations.ts'
import { createLog } from '../../src/platform/log.ts'
import { postGraphql, serverKeyHeaders } from '../support/graphql-client.ts'
import { newUserId, requestPurchase } from '../support/purchase-client.ts'
import { expect, serverTest } from '../support/test.ts'

const test = serverTest
  .extend('logPath', { scope: 'file' }, ({ temporaryFolder }) => join(temporaryFolder, 'log'))
  .extend('serverOptions', { scope: 'file' }, ({ logPath }, { onCleanup }) => {
    const file = openSync(logPath, 'w')
    onCleanup(() => closeSync(file))
    return { log: createLog('info', file) }
  })
  /** The table of the items is missing during a test, so that statements fail which the caller cannot influence. */
  .extend('missingItems', async ({ sql, buyer }, { onCleanup }) => {
    await requestPurchase(buyer)
    await sql`alter table items rename to hidden_items`
    onCleanup(async () => {
      await sql`alter table hidden_items rename to items`
    })
    return true
  })

const internal = {
  message: 'Internal server error.',
  extensions: { code: 'INTERNAL', requestId: expect.any(String) as string },
}
/** Parts of the statement, of its parameters and of the driver's error. */
const nothingOfOurs = /relation|select |does not exist|42P01|params|Failed query|node_modules|\.ts\b/i

const expectInternal = (payload: unknown) => {
  const text = JSON.stringify(payload)
  expect(text).toContain('"code":"INTERNAL"')
  expect(text).toContain('Internal server error.')
  expect(text).not.toMatch(nothingOfOurs)
}

/** The HTTP status of such a response is 200, so an alert needs the count. */
async function countInternalErrors(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text()
  return Number(/^coinslot_graphql_errors_total\{code="INTERNAL"\} (\d+)$/m.exec(text)?.[1])
}

const operations = [
  '{ items { nodes { id } } }',
  'mutation { requestPurchase(input: { userId: "x", itemId: "gold", store: TEST_STORE }) { replayed } }',
]

test.for(operations)(
  'an operation fails over HTTP with INTERNAL when it is interpreted and when it is compiled: %s',
  async (query, { server, project, missingItems, admin }) => {
    expect(missingItems).toBe(true)
    await admin.mutate('registerUser', { userId: 'x' })
    const attempts = executionsBeforeCompiling + 3
    const before = await countInternalErrors(server.instance.url)
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const response = await postGraphql(server.graphqlUrl, serverKeyHeaders(project), query)
      expect(response.errors, String(attempt)).toMatchObject([internal])
      expectInternal(response)
    }
    expect(await countInternalErrors(server.instance.url)).toBe(before + attempts)
  },
)

test('a query over WebSocket fails with INTERNAL', async ({ project, missingItems, openSocket }) => {
  expect(missingItems).toBe(true)
  const socket = await openSocket({ connectionParams: serverKeyHeaders(project) })
  socket.subscribe('1', '{ items { nodes { id } } }')
  expectInternal(await socket.next('1'))
})

test('the first and a later event of a subscription fail with INTERNAL', async ({
  server,
  admin,
  project,
  sql,
  buyer,
  openSocket,
}) => {
  const socket = await openSocket({ connectionParams: serverKeyHeaders(project) })
  const query = 'subscription { paymentEvents { purchase { item { id } } } }'
  await requestPurchase(buyer)
  const { paymentEvents } = await admin.query('{ paymentEvents(first: 1) { nodes { cursor } } }')
  const firstCursor = paymentEvents.nodes[0]?.cursor
  socket.subscribe('later', query)
  socket.send({ type: 'ping' })
  await socket.next()
  await requestPurchase(buyer)
  expect(await socket.next('later')).toMatchObject({ type: 'next', payload: { data: {} } })
  const canceled = await requestPurchase(buyer)
  expect(await socket.next('later')).toMatchObject({ type: 'next' })
  await sql`alter table items rename to hidden_items`
  try {
    const resumed =
      'subscription ($after: Cursor) { paymentEvents(after: $after) { purchase { item { id } } } }'
    socket.subscribe('first', resumed, { after: firstCursor })
    const cancel = 'mutation ($id: ID!) { cancelPurchase(input: { purchaseId: $id }) { problem { code } } }'
    await postGraphql(server.graphqlUrl, buyer.client.headers, cancel, { id: canceled.id })
    for (const id of ['later', 'first']) {
      const message = await socket.next(id)
      expect(message).toMatchObject({ type: 'error', payload: [internal] })
      expectInternal(message)
    }
  } finally {
    await sql`alter table hidden_items rename to items`
  }
})

test('the start of a subscription fails with INTERNAL', async ({ project, sql, buyer, openSocket }) => {
  const socket = await openSocket({ connectionParams: serverKeyHeaders(project) })
  const purchase = await requestPurchase(buyer)
  await sql`alter table purchases rename to hidden_purchases`
  try {
    socket.subscribe('1', 'subscription ($id: ID!) { purchaseUpdated(id: $id) { id } }', { id: purchase.id })
    expectInternal(await socket.next('1'))
  } finally {
    await sql`alter table hidden_purchases rename to purchases`
  }
})

test('credentials that cannot be checked fail without details over HTTP and WebSocket', async ({
  server,
  project,
  sql,
  openSocket,
}) => {
  await sql`alter table server_keys rename to hidden_server_keys`
  try {
    const headers = { authorization: `Bearer ${project.serverKey.slice(0, -1)}x` }
    expectInternal(await postGraphql(server.graphqlUrl, headers, '{ items { nodes { id } } }'))
    const socket = await openSocket()
    socket.send({ type: 'connection_init', payload: headers })
    expect(await socket.closed).toEqual({ code: 1013, reason: 'Try again later' })
  } finally {
    await sql`alter table hidden_server_keys rename to server_keys`
  }
})

test('a storm of failed requests is logged once with its kind, without SQL and parameters', async ({
  server,
  project,
  missingItems,
  logPath,
}) => {
  expect(missingItems).toBe(true)
  const userId = newUserId()
  const query = `mutation { requestPurchase(input: { userId: "${userId}", itemId: "secret-item", store: TEST_STORE }) { replayed } }`
  await postGraphql(
    server.graphqlUrl,
    serverKeyHeaders(project),
    `mutation { registerUser(input: { userId: "${userId}" }) { replayed } }`,
  )
  const posts = Array.from({ length: 50 }, () =>
    postGraphql(server.graphqlUrl, serverKeyHeaders(project), query),
  )
  for (const response of await Promise.all(posts)) expectInternal(response)
  const lines = readFileSync(logPath, 'utf8').trim().split('\n')
  const failures = lines.filter((line) => line.includes('"request failed"') && line.includes('42P01'))
  expect(failures.length).toBeGreaterThanOrEqual(1)
  expect(failures.length).toBeLessThan(10)
  for (const line of lines) {
    expect(line).not.toMatch(/select |params|secret-item|Failed query: /)
    expect(line).not.toContain(userId)
  }
})
