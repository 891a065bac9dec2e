import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ApiClient } from '../support/api.ts'
import {
  buyItem,
  consumeInput,
  createBuyer,
  payAtStore,
  requestPurchase,
  createServerClient,
  type Buyer,
} from '../support/buyer.ts'
import { eventually } from '../support/eventually.ts'
import { postGraphql, signUserToken } from '../support/graphql-client.ts'
import { openRawWebSocket } from '../support/raw-websocket.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'
import {
  buyerConnectionParams,
  paymentEventsSubscription,
  openAuthenticatedSocket,
  serverConnectionParams,
  purchaseUpdatedSubscription,
  type ConnectionParams,
} from './connection-params.ts'

let server: TestServer
let admin: ApiClient
let buyer: Buyer
beforeAll(async () => {
  server = await startTestServer()
  admin = createServerClient(server)
  buyer = await createBuyer(server)
})
afterAll(() => server.close())

const openAuthenticated = (connectionParams: ConnectionParams) =>
  openAuthenticatedSocket(server, connectionParams)
const asServer = () => serverConnectionParams(admin)
const asBuyer = ({ client }: Buyer) => buyerConnectionParams(server, client)
const subscriberCount = () => server.instance.services.events.subscriberCount()

describe('opening', () => {
  test('a socket that does not introduce itself is closed with 4408', async () => {
    const socket = await openRawWebSocket(server.webSocketUrl)
    expect((await socket.closed).code).toBe(4408)
  })

  test('one that does so twice is closed with 4429', async () => {
    const socket = await openAuthenticated(asServer())
    socket.send({ type: 'connection_init', payload: asServer() })
    expect((await socket.closed).code).toBe(4429)
  })

  test('one that asks before it does so is closed with 4401', async () => {
    const socket = await openRawWebSocket(server.webSocketUrl)
    socket.subscribe('1', '{ appKey { id } }')
    expect((await socket.closed).code).toBe(4401)
  })

  test('one that shows nothing is closed with 4403', async () => {
    for (const payload of [undefined, {}, { appKey: 1 }, { other: 'thing' }]) {
      const socket = await openRawWebSocket(server.webSocketUrl)
      socket.send({ type: 'connection_init', payload })
      expect((await socket.closed).code).toBe(4403)
    }
  })

  test('one that shows what proves nothing is closed with 4401, and told why', async () => {
    const other = await server.addProject({})
    const { appKey } = server.project
    const foreign = `Bearer ${await signUserToken(other, 'somebody')}`
    for (const [payload, reason] of [
      [{ appKey, authorization: foreign }, /another AppKey|wrong signature/],
      [{ appKey, authorization: 'Bearer nonsense' }, /signed JWT/],
      [{ authorization: foreign }, /x-app-key/],
      [{ appKey: 'ak_nonsense' }, /unknown/],
      [{ authorization: `${asServer().authorization ?? ''}x` }, /unknown or revoked/],
    ] as const) {
      const socket = await openRawWebSocket(server.webSocketUrl)
      socket.send({ type: 'connection_init', payload })
      expect(await socket.closed).toEqual({ code: 4401, reason: expect.stringMatching(reason) })
    }
  })

  test('what is no message closes it with 4400, and another protocol with 4406', async () => {
    for (const text of [
      'nonsense',
      '[]',
      '{"type":"subscribe"}',
      '{"type":"steal"}',
      '{"id":"1","type":"subscribe","payload":{"query":1}}',
    ]) {
      const socket = await openAuthenticated(asServer())
      socket.send(text)
      expect((await socket.closed).code).toBe(4400)
    }
    await expect(openRawWebSocket(server.webSocketUrl, 'graphql-ws')).rejects.toThrow()
  })

  test.each(['//', '/', '/graphql/other', '/graphql2', 'http://', '*'])(
    'an upgrade of %j is 404, and the server lives',
    async (path) => {
      const { hostname, port } = new URL(server.graphqlUrl)
      const socket = connect(Number(port), hostname)
      socket.write(
        `GET ${path} HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\n` +
          'sec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
      )
      let answer = ''
      for await (const chunk of socket) answer += String(chunk)
      expect(answer).toMatch(/^HTTP\/1.1 40[04] /)
      expect(await admin.query('{ appKey { key } }')).toEqual({ appKey: { key: server.project.appKey } })
    },
  )
})

describe('operations of one socket', () => {
  test('a syntax error, a wrong field, a wrong variable or a limit ends that operation only', async () => {
    const socket = await openAuthenticated(asServer())
    socket.subscribe('live', 'subscription ($stores: [Store!]) { paymentEvents(stores: $stores) { type } }', {
      stores: ['TEST_STORE'],
    })
    const wrong: [string, Record<string, unknown>, string][] = [
      ['subscription { paymentEvents {', {}, 'BAD_USER_INPUT'],
      ['subscription { moneyForFree }', {}, 'BAD_USER_INPUT'],
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
    await eventually(() => expect(subscriberCount()).toBeGreaterThan(0))
    await requestPurchase(buyer, 'TEST_STORE')
    expect(await socket.next('live')).toMatchObject({
      type: 'next',
      payload: { data: { paymentEvents: { type: 'PURCHASE_REQUESTED' } } },
    })
    socket.close()
  })

  test('queries and mutations go over it as over HTTP, with the same rules', async () => {
    const socket = await openAuthenticated(asBuyer(buyer))
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
    socket.close()
  })

  test('the 101st at a time is TOO_EXPENSIVE', async () => {
    const socket = await openAuthenticated(asServer())
    for (let index = 0; index <= 100; index += 1) socket.subscribe(String(index), paymentEventsSubscription)
    expect(await socket.next('100')).toMatchObject({
      type: 'error',
      payload: [{ extensions: { code: 'TOO_EXPENSIVE' } }],
    })
    socket.close()
    await eventually(() => expect(subscriberCount()).toBe(0))
  })

  test('subscriptions are for sockets: over HTTP they are refused', async () => {
    const { status, errors } = await postGraphql(server.graphqlUrl, admin.headers, paymentEventsSubscription)
    expect({ status, codes: errors?.map(({ extensions }) => extensions.code) }).toEqual({
      status: 400,
      codes: ['BAD_USER_INPUT'],
    })
  })
})

describe('purchaseUpdated', () => {
  test('tells the state at once, then every change, and ends with the delivery', async () => {
    const purchase = await requestPurchase(buyer, 'TEST_STORE')
    const socket = await openAuthenticated(asBuyer(buyer))
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
    await eventually(() => expect(subscriberCount()).toBe(1))
    const { receipt } = await payAtStore(server, purchase)
    const { payment } = await buyer.client.mutate('verifyPurchase', { purchaseId: purchase.id, receipt })
    expect(await state()).toBe('PAID')
    await admin.mutate('consumePayment', consumeInput(payment!))
    expect(await state()).toBe('CONSUMED')
    await admin.mutate('completePayment', { paymentId: payment!.id })
    expect(await state()).toBe('COMPLETED')
    expect(await state()).toBe('the end')
    await eventually(() => expect(subscriberCount()).toBe(0))
    socket.close()
  })

  test('of what is over tells that and ends; of what is not one’s own, nothing', async () => {
    const { purchase } = await buyItem(server, buyer)
    const canceled = await requestPurchase(buyer, 'TEST_STORE')
    await buyer.client.mutate('cancelPurchase', { purchaseId: canceled.id })
    const socket = await openAuthenticated(asBuyer(buyer))
    socket.subscribe('over', purchaseUpdatedSubscription, { id: canceled.id })
    expect(await socket.next('over')).toMatchObject({
      payload: { data: { purchaseUpdated: { status: 'CANCELED' } } },
    })
    expect(await socket.next('over')).toMatchObject({ type: 'complete' })
    socket.close()
    const stranger = await openAuthenticated(asBuyer(await createBuyer(server)))
    stranger.subscribe('theirs', purchaseUpdatedSubscription, { id: purchase.id })
    const { type, payload } = await stranger.next('theirs')
    const errors = type === 'error' ? payload : (payload as { errors: unknown }).errors
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }])
    stranger.close()
  })

  test('a wait ends at once when the client ends it, or the socket', async () => {
    const purchase = await requestPurchase(buyer, 'TEST_STORE')
    const socket = await openAuthenticated(asBuyer(buyer))
    for (const id of ['1', '2', '3']) socket.subscribe(id, purchaseUpdatedSubscription, { id: purchase.id })
    await eventually(() => expect(subscriberCount()).toBe(3))
    socket.send({ id: '1', type: 'complete' })
    await eventually(() => expect(subscriberCount()).toBe(2))
    socket.close()
    await eventually(() => expect(subscriberCount()).toBe(0))
  })
})
