import type { DevApp } from '../../src/development/dev-app.ts'
import { encodeEventCursor } from '../../src/domain/event/event-cursor.ts'
import { parseServerKeyAppId } from '../../src/platform/server-key-secret.ts'
import { decodeId } from '../../src/platform/ids.ts'
import {
  buyItem,
  toConsumeInput,
  createBuyer,
  payAtStore,
  requestPurchase,
  createServerClient,
} from '../support/purchase-client.ts'
import { connectEmulator } from '../support/connect-emulator.ts'
import { eventually } from '../support/eventually.ts'
import { serverKeyHeaders } from '../support/graphql-client.ts'
import type { TestServer } from '../support/test-server.ts'
import type { OpenSocket } from '../support/server-fixtures.ts'
import { expect, serverTest as test, vi } from '../support/test.ts'

/** A new project that is connected to the stores and has items. */
async function createProject(
  server: TestServer,
  input: Parameters<TestServer['addProject']>[0] = {},
): Promise<DevApp> {
  const project = await server.addProject({ sandboxPolicy: 'ALLOW', ...input })
  await connectEmulator(server, project)
  return project
}

const startCursorOf = ({ serverKey }: DevApp) =>
  encodeEventCursor({ appId: parseServerKeyAppId(serverKey) ?? '', position: 0n })

const openSockets = (openSocket: OpenSocket, count: number, params: Readonly<Record<string, string>>) =>
  Promise.all(Array.from({ length: count }, () => openSocket({ connectionParams: params })))

const expectSubscriberCount = (services: TestServer['instance']['services'], count: number) =>
  eventually(() => expect(services.events.subscriberCount()).toBe(count))

test.beforeEach(({ services }) => expectSubscriberCount(services, 0))

test('an event is read once for all subscribers with the same selection, whatever their start cursor', async ({
  server,
  services,
  openSocket,
}) => {
  const project = await createProject(server)
  const before = services.events.subscriberCount()
  const sockets = await openSockets(openSocket, 40, serverKeyHeaders(project))
  const text =
    'subscription ($after: Cursor) { paymentEvents(after: $after) { cursor payment { id } purchase { id } } }'
  for (const [index, socket] of sockets.entries()) {
    socket.subscribe('1', text, index % 2 === 0 ? {} : { after: startCursorOf(project) })
  }
  const buyer = await createBuyer(server, { project })
  await expectSubscriberCount(services, before + 40)
  const reads = vi.spyOn(services.db.orm, 'select')
  const purchase = await requestPurchase(buyer)
  const received = await Promise.all(sockets.map((socket) => socket.next('1')))
  const count = reads.mock.calls.length
  reads.mockRestore()
  for (const { payload } of received) {
    expect(payload).toMatchObject({
      data: { paymentEvents: { payment: null, purchase: { id: purchase.id } } },
    })
  }
  // The reads of the request, those of the feed cache, and one of the purchase.
  expect(count).toBeLessThan(20)
})

test('a burst needs few queries, however many events and subscribers there are', async ({
  server,
  services,
  openSocket,
}) => {
  const project = await createProject(server)
  const before = services.events.subscriberCount()
  const sockets = await openSockets(openSocket, 10, serverKeyHeaders(project))
  const text = 'subscription { paymentEvents { id purchase { id } } }'
  for (const socket of sockets) socket.subscribe('1', text)
  const buyer = await createBuyer(server, { project })
  await expectSubscriberCount(services, before + sockets.length)
  const { db } = services
  const purchase = await requestPurchase(buyer)
  await Promise.all(sockets.map((socket) => socket.next('1')))
  const [row] = await db.sql<
    { app_id: string; id: string }[]
  >`select app_id, id from purchases where id = ${decodeId('pur', purchase.id)}`
  const reads = vi.spyOn(db.orm, 'select')
  await db.sql`
    insert into event_outbox (app_id, id, type, occurred_at, purchase_id, store, status)
    select ${row?.app_id ?? ''}, gen_random_uuid(), 'PURCHASE_PENDING', now(), ${row?.id ?? ''}, 'TEST_STORE', 'PENDING'
    from generate_series(1, 100)`
  const received = await Promise.all(
    sockets.map(async (socket) => {
      const ids: string[] = []
      while (ids.length < 100) {
        const { payload } = await socket.next('1')
        ids.push((payload as { data: { paymentEvents: { id: string } } }).data.paymentEvents.id)
      }
      return ids
    }),
  )
  const count = reads.mock.calls.length
  reads.mockRestore()
  for (const ids of received) expect(ids).toEqual(received[0])
  // One read for ten events, and the reads of the poll.
  expect(count).toBeLessThan(40)
})

test('a result that was shared between subscribers is read again for later ones', async ({
  server,
  openSocket,
}) => {
  const project = await createProject(server)
  const { payment } = await buyItem(await createBuyer(server, { project }))
  const text = 'subscription { paymentEvents(types: [PAYMENT_PAID]) { payment { id status } } }'
  const early = await openSocket({ connectionParams: serverKeyHeaders(project) })
  early.subscribe('1', text.replace('(', `(after: "${startCursorOf(project)}", `))
  expect((await early.next('1')).payload).toEqual({
    data: { paymentEvents: { payment: { id: payment.id, status: 'PAID' } } },
  })
  const { problem } = await createServerClient(server, project).mutate(
    'consumePayment',
    toConsumeInput(payment),
  )
  expect(problem).toBeNull()
  early.subscribe('2', text.replace('(', `(after: "${startCursorOf(project)}", `))
  expect((await early.next('2')).payload).toEqual({
    data: { paymentEvents: { payment: { id: payment.id, status: 'CONSUMED' } } },
  })
})

test('a result is shared only between subscribers with the same rights', async ({ server, openSocket }) => {
  const project = await createProject(server, { consumeModel: 'BUILT_IN' })
  const buyer = await createBuyer(server, { project, as: 'app' })
  const purchase = await requestPurchase(buyer)
  const watchers = [
    ...(await openSockets(openSocket, 5, serverKeyHeaders(project))),
    ...(await openSockets(openSocket, 5, { appKey: project.appKey })),
  ]
  const text = 'subscription ($id: ID!) { purchaseUpdated(id: $id) { status payment { purchaseToken } } }'
  for (const watcher of watchers) {
    watcher.subscribe('1', text, { id: purchase.id })
    expect((await watcher.next('1')).payload).toEqual({
      data: { purchaseUpdated: { status: 'REQUESTED', payment: null } },
    })
  }
  const { receipt } = await payAtStore(server, purchase)
  const { payment } = await buyer.client.mutate('verifyPurchase', {
    purchaseId: purchase.id,
    userId: buyer.userId,
    receipt,
  })
  const received = await Promise.all(watchers.map(async (watcher) => (await watcher.next('1')).payload))
  const forServer = { status: 'VERIFIED', payment: { purchaseToken: payment?.purchaseToken } }
  const forClient = { status: 'VERIFIED', payment: { purchaseToken: null } }
  expect(received.slice(0, 5)).toEqual(
    Array.from({ length: 5 }, () => ({ data: { purchaseUpdated: forServer } })),
  )
  expect(received.slice(5)).toEqual(
    Array.from({ length: 5 }, () => ({ data: { purchaseUpdated: forClient } })),
  )
})

test('a late event of a status that a waiting client has already received is not sent to it', async ({
  server,
  services,
  openSocket,
}) => {
  const buyer = await createBuyer(server)
  const { sql } = services.db
  const socket = await openSocket({ connectionParams: serverKeyHeaders(server.project) })
  const text = 'subscription ($id: ID!) { purchaseUpdated(id: $id) { status } }'
  const purchase = await sql.begin(async (holder) => {
    // No event is sequenced before this transaction ends.
    await holder`select pg_advisory_xact_lock(7226158402)`
    const requested = await requestPurchase(buyer)
    socket.subscribe('1', text, { id: requested.id })
    expect((await socket.next('1')).payload).toEqual({ data: { purchaseUpdated: { status: 'REQUESTED' } } })
    return requested
  })
  const id = decodeId('pur', purchase.id)
  await eventually(async () =>
    expect(await sql`select from events where purchase_id = ${id}`).toHaveLength(1),
  )
  await buyer.client.mutate('cancelPurchase', { purchaseId: purchase.id })
  expect((await socket.next('1')).payload).toEqual({ data: { purchaseUpdated: { status: 'CANCELED' } } })
})

test('a subscriber to a purchase receives only its updates, and the subscription completes with it', async ({
  server,
  services,
  openSocket,
}) => {
  const buyer = await createBuyer(server)
  const before = services.events.subscriberCount()
  const waiting = await Promise.all(
    Array.from({ length: 10 }, async () => ({
      purchase: await requestPurchase(buyer),
      socket: await openSocket({ connectionParams: serverKeyHeaders(server.project) }),
    })),
  )
  for (const { purchase, socket } of waiting) {
    socket.subscribe('1', 'subscription ($id: ID!) { purchaseUpdated(id: $id) { id status } }', {
      id: purchase.id,
    })
    await socket.next('1')
  }
  await expectSubscriberCount(services, before + 10)
  const [first, ...others] = waiting
  if (first === undefined) throw new Error('no purchase')
  await buyer.client.mutate('cancelPurchase', { purchaseId: first.purchase.id })
  expect((await first.socket.next('1')).payload).toEqual({
    data: { purchaseUpdated: { id: first.purchase.id, status: 'CANCELED' } },
  })
  expect(await first.socket.next('1')).toEqual({ id: '1', type: 'complete' })
  await expectSubscriberCount(services, before + 9)
  for (const { socket } of others) {
    socket.send({ type: 'ping' })
    expect(await socket.next()).toEqual({ type: 'pong' })
    socket.send({ id: '1', type: 'complete' })
  }
  await expectSubscriberCount(services, before)
})
