import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ApiClient } from '../support/api.ts'
import {
  buyItem,
  consumeInput,
  createBuyer,
  requestPurchase,
  createServerClient,
  type Buyer,
} from '../support/buyer.ts'
import { eventually } from '../support/eventually.ts'
import { openRawWebSocket, type RawWebSocket } from '../support/raw-websocket.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'

let server: TestServer
let admin: ApiClient
let buyer: Buyer
let socket: RawWebSocket
beforeAll(async () => {
  server = await startTestServer()
  admin = createServerClient(server)
  buyer = await createBuyer(server)
  socket = await openRawWebSocket(server.webSocketUrl)
  await socket.init({ authorization: admin.headers['authorization'] })
})
afterAll(async () => {
  socket.close()
  await server.close()
})

type Event = {
  readonly id: string
  readonly cursor: string
  readonly type: string
  readonly previousStatus: string | null
  readonly status: string
  readonly purchase: { readonly id: string }
  readonly payment: { readonly id: string } | null
}

const fields = 'id cursor type previousStatus status purchase { id } payment { id }'
const pageText = `query ($after: Cursor, $first: Int, $types: [PaymentEventType!], $stores: [Store!]) {
  paymentEvents(after: $after, first: $first, types: $types, stores: $stores) {
    edges { cursor node { ${fields} } } pageInfo { endCursor hasNextPage hasPreviousPage } } }`
const subscriptionText = `subscription ($after: Cursor, $types: [PaymentEventType!], $stores: [Store!]) {
  paymentEvents(after: $after, types: $types, stores: $stores) { ${fields} } }`

const readPage = async (page: Readonly<Record<string, unknown>> = {}) =>
  (await admin.query(pageText, page)).paymentEvents

/** All of the feed as far as it reaches now, by pages. */
async function readAll(page: Readonly<Record<string, unknown>> = {}): Promise<Event[]> {
  const events: Event[] = []
  let after: unknown = page['after']
  for (;;) {
    const { edges, pageInfo } = await readPage({ first: 3, ...page, after })
    events.push(...(edges.map(({ node }) => node) as unknown as Event[]))
    after = pageInfo.endCursor
    if (!pageInfo.hasNextPage) return events
  }
}

/** The end of the feed, once everything that happened so far is in it. */
async function readStableEnd(): Promise<string> {
  const purchase = await requestPurchase(buyer, 'TEST_STORE')
  return eventually(async () => {
    const last = (await readAll()).at(-1)
    if (last?.purchase.id !== purchase.id) throw new Error('not there yet')
    return last.cursor
  })
}

async function subscribe(id: string, variables: Readonly<Record<string, unknown>> = {}) {
  const before = server.instance.services.events.subscriberCount()
  socket.subscribe(id, subscriptionText, variables)
  await eventually(() => expect(server.instance.services.events.subscriberCount()).toBe(before + 1))
  return {
    next: async () => {
      const message = await socket.next(id)
      expect(message.type).toBe('next')
      return (message.payload as { data: { paymentEvents: Event } }).data.paymentEvents
    },
    end: async () => {
      const open = server.instance.services.events.subscriberCount()
      socket.send({ id, type: 'complete' })
      await eventually(() => expect(server.instance.services.events.subscriberCount()).toBe(open - 1))
    },
  }
}

async function runPurchaseLifecycle(store: 'APP_STORE' | 'TEST_STORE' = 'TEST_STORE') {
  const { payment } = await buyItem(server, buyer, store)
  await admin.mutate('consumePayment', consumeInput(payment))
  await admin.mutate('completePayment', { paymentId: payment.id })
  return payment
}

test('each change is one event, in its order, with the states before and after', async () => {
  const after = await readStableEnd()
  const payment = await runPurchaseLifecycle()
  const canceled = await requestPurchase(buyer, 'TEST_STORE')
  await buyer.client.mutate('cancelPurchase', { purchaseId: canceled.id })
  await readStableEnd()
  const told = (await readAll({ after })).map(({ type, previousStatus, status }) => [
    type,
    previousStatus,
    status,
  ])
  expect(told).toEqual([
    ['PURCHASE_REQUESTED', null, 'REQUESTED'],
    ['PAYMENT_PAID', null, 'PAID'],
    ['PAYMENT_CONSUMED', 'PAID', 'CONSUMED'],
    ['PAYMENT_COMPLETED', 'CONSUMED', 'COMPLETED'],
    ['PURCHASE_REQUESTED', null, 'REQUESTED'],
    ['PURCHASE_CANCELED', 'REQUESTED', 'CANCELED'],
    ['PURCHASE_REQUESTED', null, 'REQUESTED'],
  ])
  const own = await admin.query('query ($id: ID!) { payment(id: $id) { events { type } } }', {
    id: payment.id,
  })
  expect(own.payment?.events.map(({ type }) => type)).toEqual([
    'PAYMENT_PAID',
    'PAYMENT_CONSUMED',
    'PAYMENT_COMPLETED',
  ])
})

test('a subscription without a cursor begins now; one with a cursor goes on from there, without gap or duplicate', async () => {
  const after = await readStableEnd()
  const missed = await runPurchaseLifecycle()
  await readStableEnd()
  const [live, resumed] = [await subscribe('live'), await subscribe('resumed', { after })]
  const fresh = await runPurchaseLifecycle('APP_STORE')
  const seenLive = [await live.next(), await live.next(), await live.next(), await live.next()]
  expect(seenLive.map(({ type }) => type)).toEqual([
    'PURCHASE_REQUESTED',
    'PAYMENT_PAID',
    'PAYMENT_CONSUMED',
    'PAYMENT_COMPLETED',
  ])
  expect(seenLive[3]?.payment?.id).toBe(fresh.id)
  const all = await readAll({ after })
  expect(all.some(({ payment }) => payment?.id === missed.id)).toBe(true)
  const seenResumed: Event[] = []
  while (seenResumed.length < all.length) seenResumed.push(await resumed.next())
  expect(seenResumed).toEqual(all)
  expect(seenResumed.slice(-4)).toEqual(seenLive)
  await live.end()
  await resumed.end()
})

test('the cursor of each event, and of each page, is where the other way of reading goes on', async () => {
  await runPurchaseLifecycle()
  await readStableEnd()
  const all = await readAll()
  for (const [index, { cursor }] of all.slice(0, -1).entries()) {
    const resumed = await subscribe(`from ${index}`, { after: cursor })
    expect(await resumed.next()).toEqual(all[index + 1])
    await resumed.end()
  }
  const { edges, pageInfo } = await readPage({ first: 2 })
  expect(pageInfo.endCursor).toBe(edges[1]?.cursor)
  expect((await readPage({ first: 1, after: pageInfo.endCursor })).edges[0]?.node).toEqual(all[2])
})

test('filters keep what they name, in the stream as in pages, and the cursor goes on past what they drop', async () => {
  const after = await readStableEnd()
  const filter = { types: ['PAYMENT_PAID', 'PAYMENT_COMPLETED'], stores: ['APP_STORE'] }
  const live = await subscribe('filtered', { after, ...filter })
  await runPurchaseLifecycle('TEST_STORE')
  const wanted = await runPurchaseLifecycle('APP_STORE')
  const seen = [await live.next(), await live.next()]
  expect(seen.map(({ type, payment }) => [type, payment?.id])).toEqual([
    ['PAYMENT_PAID', wanted.id],
    ['PAYMENT_COMPLETED', wanted.id],
  ])
  await live.end()
  const end = await readStableEnd()
  expect(await readAll({ after, ...filter })).toEqual(seen)
  const nothing = await readPage({ after, types: ['PURCHASE_FAILED'] })
  expect(nothing).toMatchObject({ edges: [], pageInfo: { endCursor: end, hasNextPage: false } })
  expect((await readPage({ after, types: [] })).edges).toEqual([])
})

test('an empty feed has an end, too, from which everything is seen', async () => {
  const empty = createServerClient(server, await server.addProject({}))
  const { pageInfo } = (await empty.query(pageText)).paymentEvents
  expect(pageInfo).toEqual({ endCursor: expect.any(String), hasNextPage: false, hasPreviousPage: false })
  expect((await empty.query(pageText, { after: pageInfo.endCursor })).paymentEvents.edges).toEqual([])
})

test('foreign cursors are BAD_USER_INPUT, in the stream as in pages', async () => {
  const other = createServerClient(server, await server.addProject({}))
  const foreign = (await other.query(pageText)).paymentEvents.pageInfo.endCursor
  const ofItems = (await admin.query('{ items(first: 1) { pageInfo { endCursor } } }')).items.pageInfo
    .endCursor
  for (const after of [foreign, ofItems, 'nonsense']) {
    expect(await admin.queryErrorCodes(pageText, { after })).toEqual(['BAD_USER_INPUT'])
    const id = `foreign ${String(after)}`
    socket.subscribe(id, subscriptionText, { after })
    const { type, payload } = await socket.next(id)
    const errors = type === 'error' ? payload : (payload as { errors: unknown }).errors
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }])
  }
  for (const first of [0, 101])
    expect(await admin.queryErrorCodes(pageText, { first })).toEqual(['BAD_USER_INPUT'])
})

test('under load, the stream and the pages tell the same', async () => {
  const after = await readStableEnd()
  const live = await subscribe('load', { after })
  const buyers = await Promise.all(Array.from({ length: 5 }, () => createBuyer(server)))
  await Promise.all(buyers.map((each) => buyItem(server, each)))
  const marker = await readStableEnd()
  const seen: Event[] = []
  while (seen.at(-1)?.cursor !== marker) seen.push(await live.next())
  expect(seen).toEqual(await readAll({ after }))
  expect(seen).toHaveLength(11)
  expect(new Set(seen.map(({ id }) => id)).size).toBe(11)
  await live.end()
})
