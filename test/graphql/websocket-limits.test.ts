import { connect } from 'node:net'
import { onTestFinished } from 'vitest'
import type { ApiClient } from '../support/api.ts'
import { requestPurchase, createServerClient, type Buyer } from '../support/purchase-client.ts'
import { eventually } from '../support/eventually.ts'
import type { TestServer } from '../support/test-server.ts'
import {
  buyerConnectionParams,
  paymentEventsSubscription,
  serverConnectionParams,
  purchaseUpdatedSubscription,
} from './connection-params.ts'
import { describe, expect, serverTest as test, vi } from '../support/test.ts'

const asServer = (admin: ApiClient) => serverConnectionParams(admin)
const asBuyer = (server: TestServer, { client }: Buyer) => buyerConnectionParams(server, client)
const subscriberCount = (services: TestServer['instance']['services']) => services.events.subscriberCount()

describe('the limits of a client', () => {
  test('a frame above the limit closes its socket with 1009, and nothing is printed past the log', async ({
    admin,
    openSocket,
  }) => {
    const printed = vi.spyOn(console, 'error')
    onTestFinished(() => printed.mockRestore())
    const socket = await openSocket({ connectionParams: asServer(admin) })
    socket.send(' '.repeat(600 * 1024))
    expect((await socket.closed).code).toBe(1009)
    expect(printed.mock.calls).toEqual([])
  })

  test('an operation id that is used again before its operation ends closes the socket and all its subscriptions', async ({
    server,
    services,
    buyer,
    openSocket,
  }) => {
    const purchase = await requestPurchase(buyer, { store: 'TEST_STORE' })
    const socket = await openSocket({ connectionParams: asBuyer(server, buyer) })
    for (let turn = 0; turn < 20; turn += 1) {
      socket.subscribe('1', purchaseUpdatedSubscription, { id: purchase.id })
      socket.send({ id: '1', type: 'complete' })
    }
    expect((await socket.closed).code).toBe(4409)
    await eventually(() => expect(subscriberCount(services)).toBe(0))
  })

  test('an operation id may be used again after its operation has ended', async ({
    services,
    admin,
    openSocket,
  }) => {
    const socket = await openSocket({ connectionParams: asServer(admin) })
    for (let turn = 0; turn < 3; turn += 1) {
      socket.subscribe('1', paymentEventsSubscription)
      await eventually(() => expect(subscriberCount(services)).toBe(1))
      socket.send({ id: '1', type: 'complete' })
      await eventually(() => expect(subscriberCount(services)).toBe(0))
      socket.subscribe('1', '{ appKey { id } }')
      expect(await socket.next('1')).toMatchObject({ type: 'next', payload: { data: { appKey: {} } } })
      expect(await socket.next('1')).toMatchObject({ type: 'complete' })
    }
  })

  test('a subscription has a short limit of its text, which is held in memory, and a query a long one', async ({
    admin,
    openSocket,
  }) => {
    const socket = await openSocket({ connectionParams: asServer(admin) })
    const comment = `# ${'x'.repeat(70_000)}\n`
    socket.subscribe('1', comment + paymentEventsSubscription)
    expect(await socket.next('1')).toMatchObject({
      type: 'error',
      payload: [{ extensions: { code: 'TOO_EXPENSIVE' } }],
    })
    socket.subscribe('2', paymentEventsSubscription, { unasked: comment })
    expect(await socket.next('2')).toMatchObject({
      type: 'error',
      payload: [{ extensions: { code: 'TOO_EXPENSIVE' } }],
    })
    socket.subscribe('3', `${comment}{ appKey { id } }`)
    expect(await socket.next('3')).toMatchObject({ type: 'next', payload: { data: { appKey: {} } } })
  })

  test('the connection parameters have a short limit', async ({ admin, openSocket }) => {
    const socket = await openSocket()
    socket.send({ type: 'connection_init', payload: { ...asServer(admin), more: 'x'.repeat(20_000) } })
    expect(await socket.closed).toEqual({ code: 4401, reason: 'connectionParams exceed the size limit.' })
  })

  test('a connection that is rejected before it opens is released, whatever the client does', async ({
    server,
  }) => {
    const { port } = new URL(server.webSocketUrl)
    const client = connect({ port: Number(port), host: '127.0.0.1', allowHalfOpen: true })
    client.write(
      'GET /elsewhere HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
    )
    let response = ''
    client.on('data', (data: Buffer) => {
      response += data.toString()
    })
    await new Promise((resolve) => client.once('end', resolve))
    expect(response).toMatch(/^HTTP\/1\.1 404 /)
    // The server has closed the connection, so that further data is answered with a reset.
    const gone = new Promise((resolve) => client.once('error', resolve))
    await eventually(() => {
      client.write('still here')
      expect(client.destroyed).toBe(true)
    })
    expect(await gone).toMatchObject({ code: expect.stringMatching(/EPIPE|ECONNRESET/) })
  })
})

test('a revoked server key closes only its own sockets', async ({ services, admin, openSocket }) => {
  const { secret, serverKey } = await admin.mutate('createServerKey', {
    name: 'short-lived',
    role: 'READER',
  })
  const [doomed, other] = [
    await openSocket({ connectionParams: { authorization: `Bearer ${secret ?? ''}` } }),
    await openSocket({ connectionParams: asServer(admin) }),
  ]
  doomed.subscribe('1', paymentEventsSubscription)
  await eventually(() => expect(subscriberCount(services)).toBe(1))
  await admin.mutate('revokeServerKey', { serverKeyId: serverKey?.id ?? '' })
  expect((await doomed.closed).code).toBe(4403)
  await eventually(() => expect(subscriberCount(services)).toBe(0))
  other.send({ type: 'ping' })
  expect(await other.next()).toEqual({ type: 'pong' })
  other.close()
})

test('a socket without a user token is closed at once when its AppKey starts to require one', async ({
  server,
  openSocket,
}) => {
  const project = await server.addProject({ requireUserToken: false })
  const socket = await openSocket({ connectionParams: { appKey: project.appKey } })
  const register = 'mutation { registerUser(input: { userId: "anybody" }) { problem { code } } }'
  socket.subscribe('1', register)
  expect(await socket.next('1')).toMatchObject({ payload: { data: { registerUser: { problem: null } } } })
  await createServerClient(server, project).mutate('updateAppKey', { requireUserToken: true })
  expect((await socket.closed).code).toBe(4403)
})
