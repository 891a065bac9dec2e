import type { TransferPaymentInput } from '../../src/graphql/generated/types.ts'
import type { ApiClient } from '../support/api.ts'
import { buyItem, toConsumeInput, createBuyer, newUserId, type Buyer } from '../support/purchase-client.ts'
import { updateStorePurchase } from '../support/emulator-control.ts'
import { describe, expect, serverTest as test } from '../support/test.ts'

const reason = 'bought on the wrong account'
const transfer = (
  admin: ApiClient,
  paymentId: string,
  to: Buyer | string,
  change: Partial<TransferPaymentInput> = {},
) =>
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

describe('a transferred payment', () => {
  test('I5: a transfer ends the subscription of the old user and shows nothing of the new one', async ({
    server,
    project,
    admin,
    openSocket,
  }) => {
    const [from, to] = [await createBuyer(server), await createBuyer(server)]
    await buyItem(to)
    const { payment, purchase } = await buyItem(from)
    const socket = await openSocket({
      connectionParams: { appKey: project.appKey, authorization: from.client.headers['authorization'] },
    })
    const text = `subscription ($id: ID!) { purchaseUpdated(id: $id) {
      user { userId payments(first: 10) { nodes { id } } } } }`
    socket.subscribe('1', text, { id: purchase.id })
    const messages = [await socket.next('1')]
    await transfer(admin, payment.id, to)
    // What happened just before may be messages again.
    while (messages.at(-1)?.type === 'next') messages.push(await socket.next('1'))
    expect(messages.pop()).toEqual({ type: 'complete', id: '1' })
    const own = { user: { userId: from.userId, payments: { nodes: [{ id: payment.id }] } } }
    for (const { payload } of messages) expect(payload).toEqual({ data: { purchaseUpdated: own } })
  })

  test.for(['APP_STORE', 'GOOGLE_PLAY', 'ONE_STORE', 'TEST_STORE'] as const)(
    'I5: a transferred payment belongs to the new user, and so does its receipt of %s',
    async (store, { server, admin }) => {
      const [from, to] = [await createBuyer(server), await createBuyer(server)]
      const { payment, purchase, storePurchase } = await buyItem(from, { store })
      const { id } = payment
      expect(await transfer(admin, id, to)).toMatchObject({
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
      const query =
        'query ($id: ID!, $purchase: ID!) { payment(id: $id) { id } purchase(id: $purchase) { id } }'
      const seen = await from.client.query(query, { id, purchase: purchase.id })
      expect(seen).toEqual({ payment: null, purchase: null })
      expect(await admin.mutate('consumePayment', toConsumeInput(payment))).toMatchObject({ problem: null })
    },
  )

  test('simultaneous transfers to one user write one event and one audit entry', async ({
    server,
    admin,
    records,
  }) => {
    const [from, to] = [await createBuyer(server), await createBuyer(server)]
    const { payment } = await buyItem(from)
    const payloads = await Promise.all(Array.from({ length: 20 }, () => transfer(admin, payment.id, to)))
    for (const payload of payloads)
      expect(payload).toMatchObject({ payment: { user: { userId: to.userId } }, problem: null })
    expect(payloads.filter(({ replayed }) => !replayed)).toHaveLength(1)
    expect(await records.events(payment.id)).toEqual([transferred])
    expect(await records.auditLog(payment.id)).toEqual([
      {
        actor: expect.stringMatching(/^SERVER_KEY key_/),
        action: 'transferPayment',
        reason,
        changes: { before: { userId: from.userId }, after: { userId: to.userId } },
      },
    ])
  })

  test('simultaneous transfers to several users end with one owner and one event for each transfer', async ({
    server,
    admin,
    records,
  }) => {
    const from = await createBuyer(server)
    const { payment } = await buyItem(from)
    const users = await Promise.all(Array.from({ length: 5 }, () => createBuyer(server)))
    const payloads = await Promise.all(users.map((user) => transfer(admin, payment.id, user)))
    const moved = payloads.filter(({ problem }) => problem === null)
    expect(await records.events(payment.id)).toHaveLength(moved.length)
    expect(await records.auditLog(payment.id)).toHaveLength(moved.length)
    const owners = await Promise.all(users.map(readUnconsumed))
    expect(owners.flat()).toEqual([payment.id])
  })

  test('a consumed payment keeps its status when it is transferred', async ({ server, admin }) => {
    const [from, to] = [await createBuyer(server), await createBuyer(server)]
    const { payment } = await buyItem(from)
    await admin.mutate('consumePayment', toConsumeInput(payment))
    expect((await transfer(admin, payment.id, to)).payment).toMatchObject({ status: 'CONSUMED' })
    expect(await readUnconsumed(to)).toEqual([])
  })

  test('a partial refund before the transfer stays in the history of the old user without the payment', async ({
    server,
    admin,
    records,
  }) => {
    const [from, to] = [await createBuyer(server), await createBuyer(server)]
    const { payment } = await buyItem(from)
    await records.addRefund(payment.id)
    await transfer(admin, payment.id, to)
    const text = '{ unconsumedPayments { nodes { user { refunds { nodes { full payment { id } } } } } } }'
    const seen = async (buyer: Buyer) =>
      (await buyer.client.query(text)).unconsumedPayments.nodes[0]?.user.refunds.nodes
    await buyItem(from)
    expect(await seen(from)).toEqual([{ full: false, payment: null }])
    expect(await seen(to)).toEqual([])
  })
})

describe('a rejected transfer changes nothing', () => {
  test('a transfer to a user who is not registered is rejected', async ({ server, admin, records }) => {
    const { payment } = await buyItem(await createBuyer(server))
    expect(await transfer(admin, payment.id, newUserId())).toMatchObject({
      payment: null,
      problem: { code: 'USER_NOT_REGISTERED', field: ['toUserId'] },
    })
    expect([await records.events(payment.id), await records.auditLog(payment.id)]).toEqual([[], []])
  })

  test('a transfer of a refunded payment is rejected', async ({ server, emulator, admin, records }) => {
    const [from, to] = [await createBuyer(server), await createBuyer(server)]
    const { payment, storePurchase } = await buyItem(from)
    const { receipt } = await updateStorePurchase(emulator, storePurchase.id, 'refund')
    await from.client.mutate('verifyPurchase', { receipt })
    expect(await transfer(admin, payment.id, to)).toMatchObject({
      payment: { status: 'REFUNDED', user: { userId: from.userId } },
      problem: { code: 'PAYMENT_REFUNDED', field: ['paymentId'] },
    })
    expect(await records.auditLog(payment.id)).toEqual([])
  })

  test.for([
    ['reason', { reason: 'x'.repeat(501) }],
    ['toUserId', { toUserId: '' }],
    ['idempotencyKey', { idempotencyKey: 'k'.repeat(201) }],
  ] as const)('a transfer with an invalid %s is rejected', async ([field, change], { server, admin }) => {
    const { payment } = await buyItem(await createBuyer(server))
    const { problem } = await transfer(admin, payment.id, await createBuyer(server), change)
    expect(problem).toMatchObject({ code: 'INVALID_INPUT', field: [field] })
  })
})

test('a transfer to the current owner changes nothing', async ({ server, admin, records }) => {
  const from = await createBuyer(server)
  const { payment } = await buyItem(from)
  expect(await transfer(admin, payment.id, from)).toMatchObject({ replayed: true, problem: null })
  expect(await records.events(payment.id)).toEqual([])
})

test('an idempotency key returns the same result after later transfers, and is rejected for another transfer', async ({
  server,
  admin,
  records,
}) => {
  const [from, to, third] = [await createBuyer(server), await createBuyer(server), await createBuyer(server)]
  const { payment } = await buyItem(from)
  const change = { idempotencyKey: `ticket ${payment.id}` }
  await transfer(admin, payment.id, to, change)
  await transfer(admin, payment.id, third)
  expect(await transfer(admin, payment.id, to, change)).toMatchObject({
    payment: { user: { userId: third.userId } },
    replayed: true,
    problem: null,
  })
  expect(await transfer(admin, payment.id, from, change)).toMatchObject({
    payment: null,
    problem: { code: 'IDEMPOTENCY_KEY_REUSED', field: ['idempotencyKey'] },
  })
  expect(await records.events(payment.id)).toHaveLength(2)
})
