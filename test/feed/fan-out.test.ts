import type { DevApp } from '../../src/development/dev-app.ts'
import { encodeEventCursor } from '../../src/domain/event/event-cursor.ts'
import { parseServerKeyAppId } from '../../src/platform/server-key-secret.ts'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import {
  buyItem,
  consumeInput,
  createBuyerWithoutToken,
  createBuyer,
  payAtStore,
  requestPurchase,
  createServerClient,
} from '../support/buyer.ts'
import { connectEmulator } from '../support/connect-emulator.ts'
import { decodeId } from '../../src/platform/ids.ts'
import { eventually } from '../support/eventually.ts'
import { serverKeyHeaders } from '../support/graphql-client.ts'
import { openRawWebSocket, type RawWebSocket } from '../support/raw-websocket.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'

let server: TestServer
const sockets: RawWebSocket[] = []
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(async () => {
  for (const socket of sockets) socket.close()
  await server.close()
})

async function openInitializedSocket(params: Readonly<Record<string, string>>): Promise<RawWebSocket> {
  const socket = await openRawWebSocket(server.webSocketUrl)
  sockets.push(socket)
  await socket.init(params)
  return socket
}

/** A project of its own with something to sell. */
async function createProject(input: Parameters<TestServer['addProject']>[0] = {}): Promise<DevApp> {
  const project = await server.addProject({ sandboxPolicy: 'ALLOW', ...input })
  await connectEmulator(server, project)
  return project
}

const startCursorOf = ({ serverKey }: DevApp) =>
  encodeEventCursor({ appId: parseServerKeyAppId(serverKey) ?? '', position: 0n })

const openSockets = (count: number, params: Readonly<Record<string, string>>) =>
  Promise.all(Array.from({ length: count }, () => openInitializedSocket(params)))

const expectSubscriberCount = (count: number) =>
  eventually(() => expect(server.instance.services.events.subscriberCount()).toBe(count))

test('an event that many wait for is read once for all who ask the same, wherever they began', async () => {
  const project = await createProject()
  const before = server.instance.services.events.subscriberCount()
  const many = await openSockets(40, serverKeyHeaders(project))
  const text =
    'subscription ($after: Cursor) { paymentEvents(after: $after) { cursor payment { id } purchase { id } } }'
  for (const [index, socket] of many.entries()) {
    socket.subscribe('1', text, index % 2 === 0 ? {} : { after: startCursorOf(project) })
  }
  const buyer = await createBuyer(server, { project })
  await expectSubscriberCount(before + 40)
  const reads = vi.spyOn(server.instance.services.db.orm, 'select')
  const purchase = await requestPurchase(buyer, 'TEST_STORE')
  const told = await Promise.all(many.map((socket) => socket.next('1')))
  const count = reads.mock.calls.length
  reads.mockRestore()
  for (const { payload } of told) {
    expect(payload).toMatchObject({
      data: { paymentEvents: { payment: null, purchase: { id: purchase.id } } },
    })
  }
  // The request's own reads, the tail's, and one of the purchase.
  expect(count).toBeLessThan(20)
})

test('a burst is answered by few questions, however many events and readers', async () => {
  const project = await createProject()
  const before = server.instance.services.events.subscriberCount()
  const many = await openSockets(10, serverKeyHeaders(project))
  const text = 'subscription { paymentEvents { id purchase { id } } }'
  for (const socket of many) socket.subscribe('1', text)
  const buyer = await createBuyer(server, { project })
  await expectSubscriberCount(before + many.length)
  const { db } = server.instance.services
  const purchase = await requestPurchase(buyer, 'TEST_STORE')
  await Promise.all(many.map((socket) => socket.next('1')))
  const [row] = await db.sql<
    { app_id: string; id: string }[]
  >`select app_id, id from purchases where id = ${decodeId('pur', purchase.id)}`
  const reads = vi.spyOn(db.orm, 'select')
  await db.sql`
    insert into unplaced_events (app_id, id, type, at, purchase_id, store, status)
    select ${row?.app_id ?? ''}, gen_random_uuid(), 'PURCHASE_PENDING', now(), ${row?.id ?? ''}, 'TEST_STORE', 'PENDING'
    from generate_series(1, 100)`
  const told = await Promise.all(
    many.map(async (socket) => {
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
  for (const ids of told) expect(ids).toEqual(told[0])
  // Ten events by one; beside them the heads that the poll looks up.
  expect(count).toBeLessThan(40)
})

test('what is answered once for many is answered again for those who ask later', async () => {
  const project = await createProject()
  const { payment } = await buyItem(server, await createBuyer(server, { project }))
  const text = 'subscription { paymentEvents(types: [PAYMENT_PAID]) { payment { id status } } }'
  const early = await openInitializedSocket(serverKeyHeaders(project))
  early.subscribe('1', text.replace('(', `(after: "${startCursorOf(project)}", `))
  expect((await early.next('1')).payload).toEqual({
    data: { paymentEvents: { payment: { id: payment.id, status: 'PAID' } } },
  })
  const { problem } = await createServerClient(server, project).mutate(
    'consumePayment',
    consumeInput(payment),
  )
  expect(problem).toBeNull()
  early.subscribe('2', text.replace('(', `(after: "${startCursorOf(project)}", `))
  expect((await early.next('2')).payload).toEqual({
    data: { paymentEvents: { payment: { id: payment.id, status: 'CONSUMED' } } },
  })
})

test('the same answer goes only to those with the same rights', async () => {
  const project = await createProject({ consumeModel: 'BUILT_IN' })
  const buyer = await createBuyerWithoutToken(server, project)
  const purchase = await requestPurchase(buyer, 'TEST_STORE')
  const watchers = [
    ...(await openSockets(5, serverKeyHeaders(project))),
    ...(await openSockets(5, { appKey: project.appKey })),
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
  const told = await Promise.all(watchers.map(async (watcher) => (await watcher.next('1')).payload))
  const forServer = { status: 'VERIFIED', payment: { purchaseToken: payment?.purchaseToken } }
  const forClient = { status: 'VERIFIED', payment: { purchaseToken: null } }
  expect(told.slice(0, 5)).toEqual(
    Array.from({ length: 5 }, () => ({ data: { purchaseUpdated: forServer } })),
  )
  expect(told.slice(5)).toEqual(Array.from({ length: 5 }, () => ({ data: { purchaseUpdated: forClient } })))
})

test('an event that is told late, of a state that a waiting client has seen already, is no news to it', async () => {
  const buyer = await createBuyer(server)
  const { sql } = server.instance.services.db
  const socket = await openInitializedSocket(serverKeyHeaders(server.project))
  const text = 'subscription ($id: ID!) { purchaseUpdated(id: $id) { status } }'
  const purchase = await sql.begin(async (holder) => {
    // Nobody places before this one is through.
    await holder`select pg_advisory_xact_lock(7226158402)`
    const reserved = await requestPurchase(buyer, 'TEST_STORE')
    socket.subscribe('1', text, { id: reserved.id })
    expect((await socket.next('1')).payload).toEqual({ data: { purchaseUpdated: { status: 'REQUESTED' } } })
    return reserved
  })
  const id = decodeId('pur', purchase.id)
  await eventually(async () =>
    expect(await sql`select from events where purchase_id = ${id}`).toHaveLength(1),
  )
  await buyer.client.mutate('cancelPurchase', { purchaseId: purchase.id })
  expect((await socket.next('1')).payload).toEqual({ data: { purchaseUpdated: { status: 'CANCELED' } } })
})

test('who waits for a purchase hears of it alone, and its wait ends with it', async () => {
  const buyer = await createBuyer(server)
  const before = server.instance.services.events.subscriberCount()
  const waiting = await Promise.all(
    Array.from({ length: 10 }, async () => ({
      purchase: await requestPurchase(buyer, 'TEST_STORE'),
      socket: await openInitializedSocket(serverKeyHeaders(server.project)),
    })),
  )
  for (const { purchase, socket } of waiting) {
    socket.subscribe('1', 'subscription ($id: ID!) { purchaseUpdated(id: $id) { id status } }', {
      id: purchase.id,
    })
    await socket.next('1')
  }
  await expectSubscriberCount(before + 10)
  const [first, ...others] = waiting
  if (first === undefined) throw new Error('there are ten')
  await buyer.client.mutate('cancelPurchase', { purchaseId: first.purchase.id })
  expect((await first.socket.next('1')).payload).toEqual({
    data: { purchaseUpdated: { id: first.purchase.id, status: 'CANCELED' } },
  })
  expect(await first.socket.next('1')).toEqual({ id: '1', type: 'complete' })
  await expectSubscriberCount(before + 9)
  for (const { socket } of others) {
    socket.send({ type: 'ping' })
    expect(await socket.next()).toEqual({ type: 'pong' })
    socket.send({ id: '1', type: 'complete' })
  }
  await expectSubscriberCount(before)
})
