import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TransferPaymentInput } from '../../src/graphql/generated/types.ts'
import type { ApiClient } from '../support/api.ts'
import {
  buyItem,
  consumeInput,
  createBuyer,
  newUserId,
  createServerClient,
  type Buyer,
} from '../support/buyer.ts'
import { updateStorePurchase } from '../support/emulator-control.ts'
import { openRawWebSocket } from '../support/raw-websocket.ts'
import { openDatabaseRecords, type DatabaseRecords } from '../support/database-records.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'

let server: TestServer
let admin: ApiClient
let records: DatabaseRecords
beforeAll(async () => {
  server = await startTestServer()
  admin = createServerClient(server)
  records = openDatabaseRecords(server.databaseUrl)
})
afterAll(async () => {
  await records.close()
  await server.close()
})

const reason = 'bought on the account of a brother'
const transfer = (paymentId: string, to: Buyer | string, change: Partial<TransferPaymentInput> = {}) =>
  admin.mutate('transferPayment', {
    paymentId,
    toUserId: typeof to === 'string' ? to : to.userId,
    reason,
    ...change,
  })

const transferred = { type: 'PAYMENT_TRANSFERRED', previous_status: 'PAID', status: 'PAID' }

async function readUnconsumed({ client }: Buyer): Promise<string[]> {
  const { nodes } = (await client.query('{ unconsumedPayments { nodes { id } } }')).unconsumedPayments
  return nodes.map(({ id }) => id)
}

describe('a payment that was transferred', () => {
  test('I5: ends the wait of whoever waited for its purchase, and shows nothing of the new user', async () => {
    const [from, to] = [await createBuyer(server), await createBuyer(server)]
    await buyItem(server, to)
    const { payment, purchase } = await buyItem(server, from)
    const socket = await openRawWebSocket(server.webSocketUrl)
    await socket.init({ appKey: server.project.appKey, authorization: from.client.headers['authorization'] })
    const text = `subscription ($id: ID!) { purchaseUpdated(id: $id) {
      user { userId payments(first: 10) { nodes { id } } } } }`
    socket.subscribe('1', text, { id: purchase.id })
    const told = [await socket.next('1')]
    await transfer(payment.id, to)
    // What happened just before may be told again.
    while (told.at(-1)?.type === 'next') told.push(await socket.next('1'))
    expect(told.pop()).toEqual({ type: 'complete', id: '1' })
    const own = { user: { userId: from.userId, payments: { nodes: [{ id: payment.id }] } } }
    for (const { payload } of told) expect(payload).toEqual({ data: { purchaseUpdated: own } })
    socket.close()
  })

  test.each(['APP_STORE', 'GOOGLE_PLAY', 'ONE_STORE', 'TEST_STORE'] as const)(
    'I5: is the new user’s in every respect, its receipt of %s too',
    async (store) => {
      const [from, to] = [await createBuyer(server), await createBuyer(server)]
      const { payment, purchase, storePurchase } = await buyItem(server, from, store)
      const { id } = payment
      expect(await transfer(id, to)).toMatchObject({
        payment: { id, user: { userId: to.userId }, purchase: { id: purchase.id } },
        replayed: false,
        problem: null,
      })
      expect([await readUnconsumed(from), await readUnconsumed(to)]).toEqual([[], [id]])
      const { receipt } = storePurchase
      const byNew = await to.client.mutate('verifyPurchase', { receipt })
      expect(byNew).toMatchObject({ payment: { id }, replayed: true, problem: null })
      const byOld = await from.client.mutate('verifyPurchase', { receipt })
      expect(byOld).toMatchObject({ payment: null, problem: { code: 'RECEIPT_USER_MISMATCH' } })
      const look =
        'query ($id: ID!, $purchase: ID!) { payment(id: $id) { id } purchase(id: $purchase) { id } }'
      const seen = await from.client.query(look, { id, purchase: purchase.id })
      expect(seen).toEqual({ payment: null, purchase: null })
      expect(await admin.mutate('consumePayment', consumeInput(payment))).toMatchObject({ problem: null })
    },
  )

  test('is told in one event and one audit entry, however many ask at once', async () => {
    const [from, to] = [await createBuyer(server), await createBuyer(server)]
    const { payment } = await buyItem(server, from)
    const answers = await Promise.all(Array.from({ length: 20 }, () => transfer(payment.id, to)))
    for (const answer of answers)
      expect(answer).toMatchObject({ payment: { user: { userId: to.userId } }, problem: null })
    expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1)
    expect(await records.events(payment.id)).toEqual([transferred])
    expect(await records.auditLog(payment.id)).toEqual([
      {
        actor: expect.stringMatching(/^server key key_/),
        action: 'transferPayment',
        reason,
        details: { before: { userId: from.userId }, after: { userId: to.userId } },
      },
    ])
  })

  test('at once to several users, ends with one of them and tells each step', async () => {
    const from = await createBuyer(server)
    const { payment } = await buyItem(server, from)
    const users = await Promise.all(Array.from({ length: 5 }, () => createBuyer(server)))
    const answers = await Promise.all(users.map((user) => transfer(payment.id, user)))
    const moved = answers.filter(({ problem }) => problem === null)
    expect(await records.events(payment.id)).toHaveLength(moved.length)
    expect(await records.auditLog(payment.id)).toHaveLength(moved.length)
    const owners = await Promise.all(users.map(readUnconsumed))
    expect(owners.flat()).toEqual([payment.id])
  })

  test('keeps its state when it was consumed before', async () => {
    const [from, to] = [await createBuyer(server), await createBuyer(server)]
    const { payment } = await buyItem(server, from)
    await admin.mutate('consumePayment', consumeInput(payment))
    expect((await transfer(payment.id, to)).payment).toMatchObject({ status: 'CONSUMED' })
    expect(await readUnconsumed(to)).toEqual([])
  })

  test('and refunded before that in part, stays in the history of who had it, without showing whose it is now', async () => {
    const [from, to] = [await createBuyer(server), await createBuyer(server)]
    const { payment } = await buyItem(server, from)
    await records.addRefund(payment.id)
    await transfer(payment.id, to)
    const text = '{ unconsumedPayments { nodes { user { refunds { nodes { full payment { id } } } } } } }'
    const seen = async (buyer: Buyer) =>
      (await buyer.client.query(text)).unconsumedPayments.nodes[0]?.user.refunds.nodes
    await buyItem(server, from)
    expect(await seen(from)).toEqual([{ full: false, payment: null }])
    expect(await seen(to)).toEqual([])
  })
})

describe('is refused and changes nothing', () => {
  test('to a user who is not registered', async () => {
    const { payment } = await buyItem(server, await createBuyer(server))
    expect(await transfer(payment.id, newUserId())).toMatchObject({
      payment: null,
      problem: { code: 'USER_NOT_REGISTERED', field: ['toUserId'] },
    })
    expect([await records.events(payment.id), await records.auditLog(payment.id)]).toEqual([[], []])
  })

  test('of a payment that is refunded', async () => {
    const [from, to] = [await createBuyer(server), await createBuyer(server)]
    const { payment, storePurchase } = await buyItem(server, from)
    const { receipt } = await updateStorePurchase(server.emulator, storePurchase.id, 'refund')
    await from.client.mutate('verifyPurchase', { receipt })
    expect(await transfer(payment.id, to)).toMatchObject({
      payment: { status: 'REFUNDED', user: { userId: from.userId } },
      problem: { code: 'PAYMENT_REFUNDED', field: ['paymentId'] },
    })
    expect(await records.auditLog(payment.id)).toEqual([])
  })

  test.each([
    ['reason', { reason: 'x'.repeat(501) }],
    ['toUserId', { toUserId: '' }],
    ['idempotencyKey', { idempotencyKey: 'k'.repeat(201) }],
  ])('without a good %s', async (field, change) => {
    const { payment } = await buyItem(server, await createBuyer(server))
    const { problem } = await transfer(payment.id, await createBuyer(server), change)
    expect(problem).toMatchObject({ code: 'INVALID_INPUT', field: [field] })
  })
})

test('a transfer to whom it belongs changes nothing', async () => {
  const from = await createBuyer(server)
  const { payment } = await buyItem(server, from)
  expect(await transfer(payment.id, from)).toMatchObject({ replayed: true, problem: null })
  expect(await records.events(payment.id)).toEqual([])
})

test('an idempotency key gets the same answer, though the payment went on since, and serves no other transfer', async () => {
  const [from, to, third] = [await createBuyer(server), await createBuyer(server), await createBuyer(server)]
  const { payment } = await buyItem(server, from)
  const change = { idempotencyKey: `ticket ${payment.id}` }
  await transfer(payment.id, to, change)
  await transfer(payment.id, third)
  expect(await transfer(payment.id, to, change)).toMatchObject({
    payment: { user: { userId: third.userId } },
    replayed: true,
    problem: null,
  })
  expect(await transfer(payment.id, from, change)).toMatchObject({
    payment: null,
    problem: { code: 'IDEMPOTENCY_KEY_REUSED', field: ['idempotencyKey'] },
  })
  expect(await records.events(payment.id)).toHaveLength(2)
})
