import { connect } from 'node:net'
import type { ApiClient } from '../support/api.ts'
import {
  buyItem,
  toConsumeInput,
  createBuyer,
  payAtStore,
  requestPurchase,
  type Buyer,
} from '../support/purchase-client.ts'
import { eventually } from '../support/eventually.ts'
import { postGraphql, signUserToken } from '../support/graphql-client.ts'
import { openRawWebSocket } from '../support/raw-websocket.ts'
import type { TestServer } from '../support/test-server.ts'
import {
  buyerConnectionParams,
  paymentEventsSubscription,
  serverConnectionParams,
  purchaseUpdatedSubscription,
} from './connection-params.ts'
import { describe, expect, serverTest as test } from '../support/test.ts'

const asServer = (admin: ApiClient) => serverConnectionParams(admin)
const asBuyer = (server: TestServer, { client }: Buyer) => buyerConnectionParams(server, client)
const subscriberCount = (services: TestServer['instance']['services']) => services.events.subscriberCount()

describe('opening', () => {
  test('a socket without connection_init is closed with 4408', async ({ openSocket }) => {
    const socket = await openSocket()
    expect((await socket.closed).code).toBe(4408)
  })

  test('a socket with a second connection_init is closed with 4429', async ({ admin, openSocket }) => {
    const socket = await openSocket({ connectionParams: asServer(admin) })
    socket.send({ type: 'connection_init', payload: asServer(admin) })
    expect((await socket.closed).code).toBe(4429)
  })

  test('a socket that subscribes before connection_init is closed with 4401', async ({ openSocket }) => {
    const socket = await openSocket()
    socket.subscribe('1', '{ appKey { id } }')
    expect((await socket.closed).code).toBe(4401)
  })

  test('a socket without credentials is closed with 4403', async ({ openSocket }) => {
    for (const payload of [undefined, {}, { appKey: 1 }, { other: 'thing' }]) {
      const socket = await openSocket()
      socket.send({ type: 'connection_init', payload })
      expect((await socket.closed).code).toBe(4403)
    }
  })

  test('a socket with invalid credentials is closed with 4401 and a reason', async ({
    server,
    project,
    admin,
    openSocket,
  }) => {
    const other = await server.addProject({})
    const { appKey } = project
    const foreign = `Bearer ${await signUserToken(other, 'somebody')}`
    for (const [payload, reason] of [
      [{ appKey, authorization: foreign }, /another AppKey|wrong signature/],
      [{ appKey, authorization: 'Bearer nonsense' }, /signed JWT/],
      [{ authorization: foreign }, /x-app-key/],
      [{ appKey: 'ak_nonsense' }, /unknown/],
      [{ authorization: `${asServer(admin).authorization ?? ''}x` }, /unknown or revoked/],
    ] as const) {
      const socket = await openSocket()
      socket.send({ type: 'connection_init', payload })
      expect(await socket.closed).toEqual({ code: 4401, reason: expect.stringMatching(reason) })
    }
  })

  test('a malformed message, or one that only a server sends, closes a socket with 4400, and another protocol with 4406', async ({
    server,
    admin,
    openSocket,
  }) => {
    for (const text of [
      'nonsense',
      '[]',
      '{"type":"subscribe"}',
      '{"type":"steal"}',
      '{"id":"1","type":"subscribe","payload":{"query":1}}',
      '{"type":"connection_ack"}',
      '{"id":"1","type":"next","payload":{}}',
      '{"id":"1","type":"error","payload":[{"message":"a"}]}',
    ]) {
      const socket = await openSocket({ connectionParams: asServer(admin) })
      socket.send(text)
      expect((await socket.closed).code).toBe(4400)
    }
    await expect(openRawWebSocket(server.webSocketUrl, 'graphql-ws')).rejects.toThrow()
  })

  test.for(['//', '/', '/graphql/other', '/graphql2', 'http://', '*'])(
    'an upgrade of the path %j returns 404, and the server keeps running',
    async (path, { server, project, admin }) => {
      const { hostname, port } = new URL(server.graphqlUrl)
      const socket = connect(Number(port), hostname)
      socket.write(
        `GET ${path} HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\n` +
          'sec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
      )
      let response = ''
      for await (const chunk of socket) response += String(chunk)
      expect(response).toMatch(/^HTTP\/1.1 40[04] /)
      expect(await admin.query('{ appKey { key } }')).toEqual({ appKey: { key: project.appKey } })
    },
  )
})

describe('the operations of one socket', () => {
  test('a syntax error, an unknown field, a wrong variable or a limit ends only its operation', async ({
    services,
    admin,
    buyer,
    openSocket,
  }) => {
    const socket = await openSocket({ connectionParams: asServer(admin) })
    socket.subscribe('live', 'subscription ($stores: [Store!]) { paymentEvents(stores: $stores) { type } }', {
      stores: ['TEST_STORE'],
    })
    const wrong: [string, Record<string, unknown>, string][] = [
      ['subscription { paymentEvents {', {}, 'BAD_USER_INPUT'],
      ['subscription { moneyForFree }', {}, 'BAD_USER_INPUT'],
      ['subscription { paymentEvents @skip(if: true) { id } }', {}, 'BAD_USER_INPUT'],
      ['', {}, 'BAD_USER_INPUT'],
      ['fragment f on Query { appKey { id } }', {}, 'BAD_USER_INPUT'],
      [purchaseUpdatedSubscription, {}, 'BAD_USER_INPUT'],
      [purchaseUpdatedSubscription, { id: 'pur_nonsense' }, 'BAD_USER_INPUT'],
      [
        `{ ${Array.from({ length: 101 }, (_, index) => `a${index}: __typename`).join(' ')} }`,
        {},
        'TOO_EXPENSIVE',
      ],
      [`{ ${'a '.repeat(5_000)} }`, {}, 'BAD_USER_INPUT'],
      ['mutation { registerUser(input: {}) { user { id } } }', {}, ''],
    ]
    for (const [index, [query, variables, code]] of wrong.entries()) {
      const id = `wrong ${index}`
      socket.subscribe(id, query, variables)
      const { type, payload } = await socket.next(id)
      if (code === '') continue
      const errors = type === 'error' ? payload : (payload as { errors: unknown }).errors
      expect(errors).toMatchObject([{ extensions: { code } }])
    }
    await eventually(() => expect(subscriberCount(services)).toBeGreaterThan(0))
    await requestPurchase(buyer, { store: 'TEST_STORE' })
    expect(await socket.next('live')).toMatchObject({
      type: 'next',
      payload: { data: { paymentEvents: { type: 'PURCHASE_REQUESTED' } } },
    })
  })

  test('queries and mutations follow the same rules as over HTTP', async ({ server, buyer, openSocket }) => {
    const socket = await openSocket({ connectionParams: asBuyer(server, buyer) })
    socket.subscribe('own', '{ unconsumedPayments { nodes { id } } }')
    expect(await socket.next('own')).toMatchObject({
      type: 'next',
      payload: { data: { unconsumedPayments: { nodes: [] } } },
    })
    for (const query of ['{ payments { nodes { id } } }', paymentEventsSubscription]) {
      socket.subscribe(query, query)
      const { type, payload } = await socket.next(query)
      const errors = type === 'error' ? payload : (payload as { errors: unknown }).errors
      expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }])
    }
  })

  test('the 101st simultaneous operation is TOO_EXPENSIVE', async ({ services, admin, openSocket }) => {
    const socket = await openSocket({ connectionParams: asServer(admin) })
    for (let index = 0; index <= 100; index += 1) socket.subscribe(String(index), paymentEventsSubscription)
    expect(await socket.next('100')).toMatchObject({
      type: 'error',
      payload: [{ extensions: { code: 'TOO_EXPENSIVE' } }],
    })
    socket.close()
    await eventually(() => expect(subscriberCount(services)).toBe(0))
  })

  test('a subscription over HTTP is rejected', async ({ server, admin }) => {
    const { status, errors } = await postGraphql(server.graphqlUrl, admin.headers, paymentEventsSubscription)
    expect({ status, codes: errors?.map(({ extensions }) => extensions.code) }).toEqual({
      status: 400,
      codes: ['BAD_USER_INPUT'],
    })
  })
})

describe('purchaseUpdated', () => {
  test('the subscription sends the current state, then every change, and ends with the delivery', async ({
    server,
    services,
    admin,
    buyer,
    openSocket,
  }) => {
    const purchase = await requestPurchase(buyer, { store: 'TEST_STORE' })
    const socket = await openSocket({ connectionParams: asBuyer(server, buyer) })
    socket.subscribe('watch', purchaseUpdatedSubscription, { id: purchase.id })
    const state = async () => {
      const { type, payload } = await socket.next('watch')
      if (type === 'complete') return 'the end'
      const { data } = payload as {
        data: { purchaseUpdated: { status: string; payment: { status: string } | null } }
      }
      return data.purchaseUpdated.payment?.status ?? data.purchaseUpdated.status
    }
    expect(await state()).toBe('REQUESTED')
    await eventually(() => expect(subscriberCount(services)).toBe(1))
    const { receipt } = await payAtStore(server, purchase)
    const { payment } = await buyer.client.mutate('verifyPurchase', { purchaseId: purchase.id, receipt })
    expect(await state()).toBe('PAID')
    await admin.mutate('consumePayment', toConsumeInput(payment!))
    expect(await state()).toBe('CONSUMED')
    await admin.mutate('completePayment', { paymentId: payment!.id })
    expect(await state()).toBe('COMPLETED')
    expect(await state()).toBe('the end')
    await eventually(() => expect(subscriberCount(services)).toBe(0))
  })

  test('the subscription to a finished purchase sends its state and ends, and to a purchase of another user sends nothing', async ({
    server,
    buyer,
    openSocket,
  }) => {
    const { purchase } = await buyItem(buyer)
    const canceled = await requestPurchase(buyer, { store: 'TEST_STORE' })
    await buyer.client.mutate('cancelPurchase', { purchaseId: canceled.id })
    const socket = await openSocket({ connectionParams: asBuyer(server, buyer) })
    socket.subscribe('over', purchaseUpdatedSubscription, { id: canceled.id })
    expect(await socket.next('over')).toMatchObject({
      payload: { data: { purchaseUpdated: { status: 'CANCELED' } } },
    })
    expect(await socket.next('over')).toMatchObject({ type: 'complete' })
    socket.close()
    const stranger = await openSocket({ connectionParams: asBuyer(server, await createBuyer(server)) })
    stranger.subscribe('theirs', purchaseUpdatedSubscription, { id: purchase.id })
    const { type, payload } = await stranger.next('theirs')
    const errors = type === 'error' ? payload : (payload as { errors: unknown }).errors
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }])
    stranger.close()
  })

  test('a subscription ends at once when the client completes it or closes the socket', async ({
    server,
    services,
    buyer,
    openSocket,
  }) => {
    const purchase = await requestPurchase(buyer, { store: 'TEST_STORE' })
    const socket = await openSocket({ connectionParams: asBuyer(server, buyer) })
    for (const id of ['1', '2', '3']) socket.subscribe(id, purchaseUpdatedSubscription, { id: purchase.id })
    await eventually(() => expect(subscriberCount(services)).toBe(3))
    socket.send({ id: '1', type: 'complete' })
    await eventually(() => expect(subscriberCount(services)).toBe(2))
    socket.close()
    await eventually(() => expect(subscriberCount(services)).toBe(0))
  })
})
