import type { ApiClient } from '../support/api.ts'
import {
  buyItem,
  toConsumeInput,
  createBuyer,
  requestPurchase,
  createServerClient,
  type Buyer,
} from '../support/purchase-client.ts'
import { eventually } from '../support/eventually.ts'
import { openRawWebSocket, type RawWebSocket } from '../support/raw-websocket.ts'
import type { TestServer } from '../support/test-server.ts'
import { expect, serverTest } from '../support/test.ts'

const test = serverTest.extend('socket', { scope: 'file' }, ({ server }) =>
  openRawWebSocket(server.webSocketUrl),
)

test.beforeAll(async ({ admin, socket }) => {
  await socket.init({ authorization: admin.headers['authorization'] })
})
test.afterAll(async ({ socket }) => {
  socket.close()
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

const readPage = async (admin: ApiClient, page: Readonly<Record<string, unknown>> = {}) =>
  (await admin.query(pageText, page)).paymentEvents

/** Reads all events of the feed, page by page. */
async function readAll(admin: ApiClient, page: Readonly<Record<string, unknown>> = {}): Promise<Event[]> {
  const events: Event[] = []
  let after: unknown = page['after']
  for (;;) {
    const { edges, pageInfo } = await readPage(admin, { first: 3, ...page, after })
    events.push(...(edges.map(({ node }) => node) as unknown as Event[]))
    after = pageInfo.endCursor
    if (!pageInfo.hasNextPage) return events
  }
}

/** The cursor of the end of the feed, after all earlier changes have their events. */
async function readStableEnd(admin: ApiClient, buyer: Buyer): Promise<string> {
  const purchase = await requestPurchase(buyer, { store: 'TEST_STORE' })
  return eventually(async () => {
    const last = (await readAll(admin)).at(-1)
    if (last?.purchase.id !== purchase.id) throw new Error('not there yet')
    return last.cursor
  })
}

async function subscribe(
  services: TestServer['instance']['services'],
  socket: RawWebSocket,
  id: string,
  variables: Readonly<Record<string, unknown>> = {},
) {
  const before = services.events.subscriberCount()
  socket.subscribe(id, subscriptionText, variables)
  await eventually(() => expect(services.events.subscriberCount()).toBe(before + 1))
  return {
    next: async () => {
      const message = await socket.next(id)
      expect(message.type).toBe('next')
      return (message.payload as { data: { paymentEvents: Event } }).data.paymentEvents
    },
    end: async () => {
      const open = services.events.subscriberCount()
      socket.send({ id, type: 'complete' })
      await eventually(() => expect(services.events.subscriberCount()).toBe(open - 1))
    },
  }
}

async function runPurchaseLifecycle(
  admin: ApiClient,
  buyer: Buyer,
  store: 'APP_STORE' | 'TEST_STORE' = 'TEST_STORE',
) {
  const { payment } = await buyItem(buyer, { store })
  await admin.mutate('consumePayment', toConsumeInput(payment))
  await admin.mutate('completePayment', { paymentId: payment.id })
  return payment
}

test('each change is one event, in order, with the previous and the new status', async ({ admin, buyer }) => {
  const after = await readStableEnd(admin, buyer)
  const payment = await runPurchaseLifecycle(admin, buyer)
  const canceled = await requestPurchase(buyer, { store: 'TEST_STORE' })
  await buyer.client.mutate('cancelPurchase', { purchaseId: canceled.id })
  await readStableEnd(admin, buyer)
  const changes = (await readAll(admin, { after })).map(({ type, previousStatus, status }) => [
    type,
    previousStatus,
    status,
  ])
  expect(changes).toEqual([
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

test('a subscription starts now without a cursor, and continues from a cursor without gap or duplicate', async ({
  services,
  admin,
  buyer,
  socket,
}) => {
  const after = await readStableEnd(admin, buyer)
  const missed = await runPurchaseLifecycle(admin, buyer)
  await readStableEnd(admin, buyer)
  const [live, resumed] = [
    await subscribe(services, socket, 'live'),
    await subscribe(services, socket, 'resumed', { after }),
  ]
  const fresh = await runPurchaseLifecycle(admin, buyer, 'APP_STORE')
  const seenLive = [await live.next(), await live.next(), await live.next(), await live.next()]
  expect(seenLive.map(({ type }) => type)).toEqual([
    'PURCHASE_REQUESTED',
    'PAYMENT_PAID',
    'PAYMENT_CONSUMED',
    'PAYMENT_COMPLETED',
  ])
  expect(seenLive[3]?.payment?.id).toBe(fresh.id)
  const all = await readAll(admin, { after })
  expect(all.some(({ payment }) => payment?.id === missed.id)).toBe(true)
  const seenResumed: Event[] = []
  while (seenResumed.length < all.length) seenResumed.push(await resumed.next())
  expect(seenResumed).toEqual(all)
  expect(seenResumed.slice(-4)).toEqual(seenLive)
  await live.end()
  await resumed.end()
})

test('the cursor of an event or a page continues both subscriptions and pages', async ({
  services,
  admin,
  buyer,
  socket,
}) => {
  await runPurchaseLifecycle(admin, buyer)
  await readStableEnd(admin, buyer)
  const all = await readAll(admin)
  for (const [index, { cursor }] of all.slice(0, -1).entries()) {
    const resumed = await subscribe(services, socket, `from ${index}`, { after: cursor })
    expect(await resumed.next()).toEqual(all[index + 1])
    await resumed.end()
  }
  const { edges, pageInfo } = await readPage(admin, { first: 2 })
  expect(pageInfo.endCursor).toBe(edges[1]?.cursor)
  expect((await readPage(admin, { first: 1, after: pageInfo.endCursor })).edges[0]?.node).toEqual(all[2])
})

test('filters select the same events in subscriptions and in pages, and the cursor advances past events that they drop', async ({
  services,
  admin,
  buyer,
  socket,
}) => {
  const after = await readStableEnd(admin, buyer)
  const filter = { types: ['PAYMENT_PAID', 'PAYMENT_COMPLETED'], stores: ['APP_STORE'] }
  const live = await subscribe(services, socket, 'filtered', { after, ...filter })
  await runPurchaseLifecycle(admin, buyer, 'TEST_STORE')
  const wanted = await runPurchaseLifecycle(admin, buyer, 'APP_STORE')
  const seen = [await live.next(), await live.next()]
  expect(seen.map(({ type, payment }) => [type, payment?.id])).toEqual([
    ['PAYMENT_PAID', wanted.id],
    ['PAYMENT_COMPLETED', wanted.id],
  ])
  await live.end()
  const end = await readStableEnd(admin, buyer)
  expect(await readAll(admin, { after, ...filter })).toEqual(seen)
  const nothing = await readPage(admin, { after, types: ['PURCHASE_FAILED'] })
  expect(nothing).toMatchObject({ edges: [], pageInfo: { endCursor: end, hasNextPage: false } })
  expect((await readPage(admin, { after, types: [] })).edges).toEqual([])
})

test('an empty feed has an end cursor, after which all later events follow', async ({ server }) => {
  const empty = createServerClient(server, await server.addProject({}))
  const { pageInfo } = (await empty.query(pageText)).paymentEvents
  expect(pageInfo).toEqual({ endCursor: expect.any(String), hasNextPage: false, hasPreviousPage: false })
  expect((await empty.query(pageText, { after: pageInfo.endCursor })).paymentEvents.edges).toEqual([])
})

test('a cursor of another feed is BAD_USER_INPUT in subscriptions and in pages', async ({
  server,
  admin,
  socket,
}) => {
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

test('subscriptions and pages return the same events under load', async ({
  server,
  services,
  admin,
  buyer,
  socket,
}) => {
  const after = await readStableEnd(admin, buyer)
  const live = await subscribe(services, socket, 'load', { after })
  const buyers = await Promise.all(Array.from({ length: 5 }, () => createBuyer(server)))
  await Promise.all(buyers.map((each) => buyItem(each)))
  const marker = await readStableEnd(admin, buyer)
  const seen: Event[] = []
  while (seen.at(-1)?.cursor !== marker) seen.push(await live.next())
  expect(seen).toEqual(await readAll(admin, { after }))
  expect(seen).toHaveLength(11)
  expect(new Set(seen.map(({ id }) => id)).size).toBe(11)
  await live.end()
})
