import type { ApiClient } from '../support/api.ts'
import {
  buyItem,
  toConsumeInput,
  createBuyer,
  createServerClient,
  type Buyer,
  type VerifiedPurchase,
} from '../support/purchase-client.ts'
import { connectEmulator } from '../support/connect-emulator.ts'
import { updateStorePurchase, type EmulatorAddress } from '../support/emulator-control.ts'
import { uuidOf } from '../support/database-records.ts'
import { describe, expect, serverTest as test } from '../support/test.ts'

const entry = `id full quantity amount { amount currencyCode } reason source previousStatus refundedAt createdAt reversedAt
  payment { id status }`
const ofPayment = `query ($id: ID!) { payment(id: $id) {
  refund { full quantity amount { amount currencyCode } reason source } refunds { ${entry} } } }`
const ofUser = `query ($id: ID!, $first: Int, $after: Cursor) { payment(id: $id) { user {
  refunds(first: $first, after: $after) { nodes { ${entry} } pageInfo { hasNextPage endCursor } } } } }`

/** Buys an item, consumes it and refunds it at the store. */
async function buyAndRefund(
  emulator: EmulatorAddress,
  admin: ApiClient,
  buyer: Buyer,
): Promise<VerifiedPurchase> {
  const paid = await buyItem(buyer)
  await admin.mutate('consumePayment', toConsumeInput(paid.payment))
  const { receipt } = await updateStorePurchase(emulator, paid.storePurchase.id, 'refund')
  await buyer.client.mutate('verifyPurchase', { receipt })
  return paid
}

const readHistory = async (api: ApiClient, id: string, page: { first?: number; after?: string } = {}) => {
  const { payment } = await api.query(ofUser, { id, ...page })
  if (payment == null) throw new Error('no payment')
  return payment.user.refunds
}

describe('a refund of a consumed payment', () => {
  test('the refund is in the payment and in the history of its user, who may read it too', async ({
    server,
    emulator,
    admin,
  }) => {
    const buyer = await createBuyer(server)
    const { payment } = await buyAndRefund(emulator, admin, buyer)
    const { price, quantity, id } = payment
    const expected = {
      id: expect.stringMatching(/^ref_/),
      full: true,
      quantity,
      amount: price,
      source: 'VERIFICATION',
      previousStatus: 'CONSUMED',
      refundedAt: expect.any(String),
      createdAt: expect.any(String),
      reversedAt: null,
      payment: { id, status: 'REFUNDED' },
    }
    for (const api of [admin, buyer.client]) {
      const seen = (await api.query(ofPayment, { id })).payment
      expect(seen?.refund).toMatchObject({ full: true, quantity, amount: price, source: 'VERIFICATION' })
      expect(seen?.refunds).toMatchObject([expected])
      expect((await readHistory(api, id)).nodes).toMatchObject([expected])
    }
  })

  test('the refund is a node for its user and for servers only', async ({ server, emulator, admin }) => {
    const buyer = await createBuyer(server)
    const { payment } = await buyAndRefund(emulator, admin, buyer)
    const [refund] = (await readHistory(admin, payment.id)).nodes
    const find = async (api: ApiClient) =>
      (await api.query('query ($id: ID!) { node(id: $id) { __typename id } }', { id: refund?.id })).node
    const found = { __typename: 'RefundEntry', id: refund?.id }
    expect([await find(admin), await find(buyer.client)]).toEqual([found, found])
    const strangers = [
      (await createBuyer(server)).client,
      createServerClient(server, await server.addProject({})),
    ]
    for (const api of strangers) expect(await find(api)).toBeNull()
  })
})

test('a partial refund is in the history, and the payment keeps its status', async ({
  server,
  admin,
  sql,
  records,
}) => {
  const { payment } = await buyItem(await createBuyer(server))
  const { id } = payment
  await records.addRefund(id, { quantity: 0, amountMicros: '500000' })
  await sql`
    update payments set refunded_at = now(), refunded_micros = 500000, refund_detected_by = 'NOTIFICATION' where id = ${uuidOf(id)}`
  const seen = (await admin.query(ofPayment, { id })).payment
  const amount = { amount: '0.5', currencyCode: payment.price?.currencyCode }
  expect(seen).toMatchObject({
    refund: { full: false, quantity: 0, amount, source: 'NOTIFICATION' },
    refunds: [{ full: false, quantity: 0, amount, previousStatus: 'PAID', reason: 'by the store' }],
  })
})

test('an amount that the store does not report is null', async ({ server, admin, records }) => {
  const { payment } = await buyItem(await createBuyer(server))
  await records.addRefund(payment.id, { amountMicros: null, source: 'ACKNOWLEDGEMENT' })
  const seen = (await admin.query(ofPayment, { id: payment.id })).payment
  expect(seen?.refunds).toMatchObject([{ amount: null, source: 'ACKNOWLEDGEMENT' }])
})

test('the refund history of a user is read newest first, page by page', async ({
  server,
  admin,
  records,
}) => {
  const [buyer, other] = [await createBuyer(server), await createBuyer(server)]
  const { payment } = await buyItem(buyer)
  const { payment: foreign } = await buyItem(other)
  const ids: string[] = []
  for (const _ of [1, 2, 3]) ids.push(await records.addRefund(payment.id))
  await records.addRefund(foreign.id)
  const first = await readHistory(buyer.client, payment.id, { first: 2 })
  const after = first.pageInfo.endCursor ?? ''
  const second = await readHistory(buyer.client, payment.id, { first: 2, after })
  expect([...first.nodes, ...second.nodes].map(({ id }) => id)).toEqual(ids.toReversed())
  expect([first.pageInfo.hasNextPage, second.pageInfo.hasNextPage]).toEqual([true, false])
  const variables = { id: foreign.id, after }
  expect(await admin.queryErrorCodes(ofUser, variables)).toEqual(['BAD_USER_INPUT'])
})

test('a payment shows only its 100 newest refunds', async ({ server, admin, records }) => {
  const { payment } = await buyItem(await createBuyer(server))
  await Promise.all(Array.from({ length: 101 }, () => records.addRefund(payment.id)))
  const seen = (await admin.query(ofPayment, { id: payment.id })).payment
  expect(seen?.refunds).toHaveLength(100)
})

test('a client without a user token reads no refund history', async ({ server }) => {
  const project = await server.addProject({ consumeModel: 'BUILT_IN' })
  await connectEmulator(server, project)
  const buyer = await createBuyer(server, { project, as: 'app' })
  const { payment } = await buyItem(buyer)
  const text = 'query ($id: ID!) { payment(id: $id) { user { refunds { nodes { id } } } } }'
  expect(await buyer.client.queryErrorCodes(text, { id: payment.id })).toEqual(['FORBIDDEN'])
})
