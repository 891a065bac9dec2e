import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Api } from '../support/api.ts'
import { newBuyer, reserve, serverApi, type Buyer } from '../support/buyer.ts'
import { eventually } from '../support/eventually.ts'
import { openSocket } from '../support/raw-socket.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'
import {
  buyerParams,
  followText,
  openSocketAs,
  serverParams,
  watchText,
  type ConnectionParams,
} from './socket-params.ts'

let at: TestServer
let server: Api
let buyer: Buyer
beforeAll(async () => {
  at = await startTestServer()
  server = serverApi(at)
  buyer = await newBuyer(at)
})
afterAll(() => at.close())

const openAs = (connectionParams: ConnectionParams) => openSocketAs(at, connectionParams)
const asServer = () => serverParams(server)
const asBuyer = ({ api }: Buyer) => buyerParams(at, api)
const followers = () => at.server.services.feed.followers()

describe('what a client may not do to the server', () => {
  test('an id that is asked for again before its operation has ended closes the socket, and every stream ends with it', async () => {
    const purchase = await reserve(buyer, 'TEST_STORE')
    const socket = await openAs(asBuyer(buyer))
    for (let turn = 0; turn < 20; turn += 1) {
      socket.subscribe('1', watchText, { id: purchase.id })
      socket.send({ id: '1', type: 'complete' })
    }
    expect((await socket.closed).code).toBe(4409)
    await eventually(() => expect(followers()).toBe(0))
  })

  test('an id whose operation has ended may be used again', async () => {
    const socket = await openAs(asServer())
    for (let turn = 0; turn < 3; turn += 1) {
      socket.subscribe('1', followText)
      await eventually(() => expect(followers()).toBe(1))
      socket.send({ id: '1', type: 'complete' })
      await eventually(() => expect(followers()).toBe(0))
      socket.subscribe('1', '{ appKey { id } }')
      expect(await socket.next('1')).toMatchObject({ type: 'next', payload: { data: { appKey: {} } } })
      expect(await socket.next('1')).toMatchObject({ type: 'complete' })
    }
    socket.close()
  })

  test('what streams is asked in few words, as they are kept for as long as it does; a query may be long', async () => {
    const socket = await openAs(asServer())
    const comment = `# ${'x'.repeat(70_000)}\n`
    socket.subscribe('1', comment + followText)
    expect(await socket.next('1')).toMatchObject({
      type: 'error',
      payload: [{ extensions: { code: 'TOO_EXPENSIVE' } }],
    })
    socket.subscribe('2', followText, { unasked: comment })
    expect(await socket.next('2')).toMatchObject({
      type: 'error',
      payload: [{ extensions: { code: 'TOO_EXPENSIVE' } }],
    })
    socket.subscribe('3', `${comment}{ appKey { id } }`)
    expect(await socket.next('3')).toMatchObject({ type: 'next', payload: { data: { appKey: {} } } })
    socket.close()
  })

  test('what a socket shows of itself is short', async () => {
    const socket = await openSocket(at.webSocketUrl)
    socket.send({ type: 'connection_init', payload: { ...asServer(), more: 'x'.repeat(20_000) } })
    expect(await socket.closed).toEqual({ code: 4401, reason: 'connectionParams are too long.' })
  })

  test('a connection that is refused before it opens is let go of, whatever the client does', async () => {
    const { port } = new URL(at.webSocketUrl)
    const client = connect({ port: Number(port), host: '127.0.0.1', allowHalfOpen: true })
    client.write(
      'GET /elsewhere HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
    )
    let answer = ''
    client.on('data', (data: Buffer) => {
      answer += data.toString()
    })
    await new Promise((resolve) => client.once('end', resolve))
    expect(answer).toMatch(/^HTTP\/1\.1 404 /)
    // The other end is gone: what is sent there comes back as a reset.
    const gone = new Promise((resolve) => client.once('error', resolve))
    await eventually(() => {
      client.write('still here')
      expect(client.destroyed).toBe(true)
    })
    expect(await gone).toMatchObject({ code: expect.stringMatching(/EPIPE|ECONNRESET/) })
  })
})

test('a revoked server key closes its sockets, and no others', async () => {
  const { secret, serverKey } = await server.mutate('createServerKey', {
    name: 'short-lived',
    role: 'READER',
  })
  const [doomed, other] = [
    await openAs({ authorization: `Bearer ${secret ?? ''}` }),
    await openAs(asServer()),
  ]
  doomed.subscribe('1', followText)
  await eventually(() => expect(followers()).toBe(1))
  await server.mutate('revokeServerKey', { serverKeyId: serverKey?.id ?? '' })
  expect((await doomed.closed).code).toBe(4403)
  await eventually(() => expect(followers()).toBe(0))
  other.send({ type: 'ping' })
  expect(await other.next()).toEqual({ type: 'pong' })
  other.close()
})

test('an AppKey whose settings change is obeyed by sockets that are open already', async () => {
  const project = await at.addProject({ requireUserToken: false })
  const socket = await openAs({ appKey: project.appKey })
  const register = 'mutation { registerUser(input: { userId: "anybody" }) { problem { code } } }'
  socket.subscribe('1', register)
  expect(await socket.next('1')).toMatchObject({ payload: { data: { registerUser: { problem: null } } } })
  await serverApi(at, project).mutate('updateAppKey', { requireUserToken: true })
  socket.subscribe('2', register)
  expect(await socket.next('2')).toMatchObject({
    payload: { data: { registerUser: { problem: { code: 'USER_TOKEN_REQUIRED' } } } },
  })
  socket.close()
})
