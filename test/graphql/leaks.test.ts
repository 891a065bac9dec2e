import { executionsBeforeCompiling } from '../../src/graphql/http/compiled-operations.ts'
import { appKeyHeaders, serverKeyHeaders, postGraphql } from '../support/graphql-client.ts'
import { eventually } from '../support/eventually.ts'
import { openRawWebSocket } from '../support/raw-websocket.ts'
import type { TestServer } from '../support/test-server.ts'
import { describe, expect, serverTest } from '../support/test.ts'

const test = serverTest
  .extend('serverOptions', { scope: 'file' }, { environment: { GRAPHQL_INTROSPECTION: 'false' } })
  .extend('headers', { scope: 'file' }, ({ project }) => serverKeyHeaders(project))
  .extend('earlierSocket', { scope: 'file' }, async ({ server, headers }, { onCleanup }) => {
    const socket = await openRawWebSocket(server.webSocketUrl)
    onCleanup(socket.close)
    await socket.init(headers)
    return socket
  })

const postQuery = (
  server: TestServer,
  query: string,
  headers: Record<string, string> = serverKeyHeaders(server.project),
) => postGraphql<Record<string, unknown>>(server.graphqlUrl, headers, query)

describe('without introspection', () => {
  const introspections = ['{ __schema { types { name } } }', '{ __type(name: "Payment") { name } }']

  test.for(introspections)('the query %s is rejected over HTTP', async (query, { server }) => {
    const { status, errors } = await postQuery(server, query)
    expect(status).toBe(400)
    expect(errors).toContainEqual(
      expect.objectContaining({ extensions: expect.objectContaining({ code: 'BAD_USER_INPUT' }) }),
    )
  })

  test.for(introspections)(
    'the query %s is rejected over WebSocket',
    async (query, { headers, openSocket }) => {
      const socket = await openSocket({ connectionParams: headers })
      socket.send({ id: '1', type: 'subscribe', payload: { query } })
      const { type, payload } = await socket.next('1')
      expect(type).toBe('error')
      expect(payload).toContainEqual(
        expect.objectContaining({ extensions: expect.objectContaining({ code: 'BAD_USER_INPUT' }) }),
      )
    },
  )

  test('an error about an unknown field does not suggest a known field', async ({
    server,
    headers,
    openSocket,
  }) => {
    const query = '{ paymentEvent { nodes { id } } }'
    expect((await postQuery(server, query)).errors?.map(({ message }) => message)).toEqual([
      expect.not.stringContaining('paymentEvents'),
    ])
    const socket = await openSocket({ connectionParams: { authorization: headers['authorization'] } })
    socket.send({ id: '1', type: 'subscribe', payload: { query } })
    expect(JSON.stringify(await socket.next())).not.toContain('paymentEvents')
  })

  test('the server has no landing page', async ({ server }) => {
    const response = await fetch(server.graphqlUrl, { headers: { accept: 'text/html' } })
    expect(response.headers.get('content-type')).not.toContain('html')
    expect((await fetch(new URL('/', server.graphqlUrl))).status).toBe(404)
  })
})

describe('without a database', () => {
  test.beforeAll(({ database, earlierSocket: _ }) => database.drop())

  const internal = {
    message: 'Internal server error.',
    extensions: { code: 'INTERNAL', requestId: expect.any(String) as string },
  }
  const nothingOfOurs = /postgres|database|relation|select|connection_|localhost|127\.0|node_modules|\.ts\b/i

  test('a request fails with INTERNAL and no details, compiled or not', async ({ server }) => {
    for (const query of [
      '{ payments { nodes { id } } }',
      'mutation { registerUser(input: { userId: "x" }) { user { id } } }',
    ]) {
      for (let attempt = 0; attempt < executionsBeforeCompiling + 3; attempt += 1) {
        const response = await postQuery(server, query)
        expect(response.errors).toMatchObject([internal])
        expect(JSON.stringify(response)).not.toMatch(nothingOfOurs)
      }
    }
  })

  test('a request whose credentials cannot be checked fails with INTERNAL and status 500', async ({
    server,
    project,
  }) => {
    const unknown = { authorization: `Bearer ${project.serverKey.slice(0, -1)}x` }
    for (const as of [unknown, { 'x-app-key': 'ak_01k00000000000000000000000' }]) {
      const response = await postQuery(server, '{ items { nodes { id } } }', as)
      expect(response).toEqual({ status: 500, data: undefined, errors: [internal] })
    }
  })

  test('a socket whose credentials cannot be checked is closed for a later retry, without details', async ({
    openSocket,
  }) => {
    const socket = await openSocket()
    socket.send({ type: 'connection_init', payload: { appKey: 'ak_01k00000000000000000000000' } })
    expect(await socket.closed).toEqual({ code: 1013, reason: 'Try again later' })
  })

  test('an operation on an open socket fails with INTERNAL, and the socket stays open', async ({
    server,
    project,
    earlierSocket: socket,
  }) => {
    // The settings of the AppKey are known for less than a second: afterwards an operation fails before it is executed.
    await eventually(async () => {
      const { status } = await postQuery(server, '{ items { nodes { id } } }', appKeyHeaders(project))
      expect(status).toBe(500)
    })
    socket.subscribe('1', 'subscription { paymentEvents { id } }')
    const message = await socket.next()
    expect(message).toMatchObject({ id: '1', type: 'error', payload: [internal] })
    expect(JSON.stringify(message)).not.toMatch(nothingOfOurs)
    socket.send({ type: 'ping' })
    expect(await socket.next()).toEqual({ type: 'pong' })
  })

  test('the endpoint /readyz returns 503, and /healthz returns 200', async ({ server }) => {
    expect((await fetch(new URL('/readyz', server.graphqlUrl))).status).toBe(503)
    expect((await fetch(new URL('/healthz', server.graphqlUrl))).status).toBe(200)
  })

  test('a caller without valid credentials is UNAUTHENTICATED', async ({ server, project }) => {
    const response = await postQuery(server, '{ items { nodes { id } } }', {
      ...appKeyHeaders(project),
      authorization: 'Basic x',
    })
    expect(response).toMatchObject({ status: 401, errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] })
  })
})
