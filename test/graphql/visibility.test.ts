import type { ApiClient } from '../support/api.ts'
import {
  buyItem,
  createAppClient,
  toConsumeInput,
  createBuyer,
  payAtStore,
  requestPurchase,
  type Buyer,
} from '../support/purchase-client.ts'
import { connectEmulator } from '../support/connect-emulator.ts'
import { updateStorePurchase } from '../support/emulator-control.ts'
import { describe, expect, serverTest } from '../support/test.ts'

const test = serverTest
  .extend('otherBuyer', { scope: 'file' }, ({ server }) => createBuyer(server))
  .extend('paid', { scope: 'file' }, ({ buyer }) => buyItem(buyer, { store: 'APP_STORE' }))
  .extend('builtInProject', { scope: 'file' }, async ({ server }) => {
    const project = await server.addProject({ consumeModel: 'BUILT_IN' })
    await connectEmulator(server, project)
    return project
  })
  .extend('victim', { scope: 'file' }, ({ server, builtInProject }) =>
    createBuyer(server, { project: builtInProject, as: 'app' }),
  )
  .extend('thief', { scope: 'file' }, ({ server, builtInProject }) => createAppClient(server, builtInProject))
  .extend('nodeIds', { scope: 'file' }, async ({ admin, buyer }) => {
    const { payment } = await buyItem(buyer)
    const { consume } = await admin.mutate('consumePayment', toConsumeInput(payment))
    const found = await admin.query(
      `query ($id: ID!) { appKey { id } items { nodes { id } } payment(id: $id) { user { id } purchase { id } }
         paymentEvents { nodes { id } } }`,
      { id: payment.id },
    )
    const ids: Readonly<Record<string, string | undefined>> = {
      AppKey: found.appKey.id,
      Item: found.items.nodes[0]?.id,
      User: found.payment?.user.id,
      Purchase: found.payment?.purchase.id,
      Payment: payment.id,
      Consume: consume?.id,
      PaymentEvent: found.paymentEvents.nodes[0]?.id,
    }
    return ids
  })

const tokenOf = async (api: ApiClient, id: string) =>
  (await api.query('query ($id: ID!) { payment(id: $id) { purchaseToken } }', { id })).payment?.purchaseToken

describe('the purchase token', () => {
  test('the purchase token is the same for a server key and for the client of the user', async ({
    admin,
    buyer,
    paid,
  }) => {
    const { id, purchaseToken } = paid.payment
    expect(purchaseToken).toEqual(expect.any(String))
    expect(await tokenOf(buyer.client, id)).toBe(purchaseToken)
    expect(await tokenOf(admin, id)).toBe(purchaseToken)
  })

  test('the purchase token is null once the payment is consumed, completed or refunded', async ({
    emulator,
    admin,
    buyer,
  }) => {
    const consumed = await buyItem(buyer)
    await admin.mutate('consumePayment', toConsumeInput(consumed.payment))
    expect(await tokenOf(admin, consumed.payment.id)).toBeNull()
    await admin.mutate('completePayment', { paymentId: consumed.payment.id })
    expect(await tokenOf(buyer.client, consumed.payment.id)).toBeNull()

    const refunded = await buyItem(buyer)
    const { receipt } = await updateStorePurchase(emulator, refunded.storePurchase.id, 'refund')
    await buyer.client.mutate('verifyPurchase', { receipt })
    expect(await tokenOf(admin, refunded.payment.id)).toBeNull()
  })

  test('the purchase token is neither stored nor in the events', async ({ admin }) => {
    const { nodes } = (await admin.query('{ paymentEvents { nodes { payment { purchaseToken } type } } }'))
      .paymentEvents
    expect(nodes.find(({ type }) => type === 'PAYMENT_PAID')).toBeDefined()
  })
})

describe('a client without a user token', () => {
  const list = async (thief: ApiClient, { userId }: Buyer) => {
    const text = `query ($userId: String) { unconsumedPayments(userId: $userId) {
      nodes { id purchaseToken storeTransactionId purchase { id } } } }`
    const { nodes } = (await thief.query(text, { userId })).unconsumedPayments
    return nodes.at(-1)
  }

  test('the client gets the token for a transaction id only in the response that creates the payment', async ({
    server,
    victim,
  }) => {
    const purchase = await requestPurchase(victim, { store: 'APP_STORE' })
    const { transactionId } = await payAtStore(server, purchase)
    const input = { purchaseId: purchase.id, userId: victim.userId, receipt: { appStore: { transactionId } } }
    const first = await victim.client.mutate('verifyPurchase', input)
    expect(first).toMatchObject({ replayed: false, payment: { purchaseToken: expect.any(String) } })
    const again = await victim.client.mutate('verifyPurchase', input)
    expect(again).toMatchObject({ replayed: true, problem: null, payment: { purchaseToken: null } })
  })

  test('the client cannot get a token from the listed fields', async ({ victim, thief }) => {
    await buyItem(victim, { store: 'APP_STORE' })
    const seen = await list(thief, victim)
    expect(seen?.purchaseToken).toBeNull()
    const receipt = { appStore: { transactionId: seen?.storeTransactionId ?? '' } }
    const payload = await thief.mutate('verifyPurchase', { purchaseId: seen?.purchase.id ?? '', receipt })
    expect(payload.payment?.purchaseToken ?? null).toBeNull()
  })

  test('the client gets no token for a guessed transaction id, not even with an idempotency key', async ({
    server,
    victim,
    thief,
  }) => {
    const purchase = await requestPurchase(victim, { store: 'APP_STORE' })
    const { transactionId } = await payAtStore(server, purchase)
    const receipt = { appStore: { transactionId } }
    const input = { userId: victim.userId, receipt, idempotencyKey: 'a guess' }
    for (const _ of [1, 2]) {
      const payload = await thief.mutate('verifyPurchase', input)
      expect(payload).toMatchObject({ problem: null, payment: { status: 'PAID', purchaseToken: null } })
    }
  })

  test('the client gets the token for the receipt, with or without an idempotency key', async ({
    server,
    victim,
  }) => {
    const purchase = await requestPurchase(victim, { store: 'APP_STORE' })
    const { receipt } = await payAtStore(server, purchase)
    const input = { userId: victim.userId, receipt, idempotencyKey: 'a receipt' }
    const first = await victim.client.mutate('verifyPurchase', input)
    const again = await victim.client.mutate('verifyPurchase', input)
    expect([first.replayed, again.replayed]).toEqual([false, true])
    expect(again.payment).toEqual(first.payment)
    expect(again.payment?.purchaseToken).toEqual(expect.any(String))
  })

  test('the client sees no list of all payments and no user by its id', async ({ victim, thief }) => {
    const text =
      'mutation ($userId: String) { registerUser(input: { userId: $userId }) { user { payments { nodes { id } } } } }'
    expect(await thief.queryErrorCodes(text, { userId: victim.userId })).toEqual(['FORBIDDEN'])
    const { user } = await thief.mutate('registerUser', { userId: victim.userId })
    expect(await thief.query('query ($id: ID!) { node(id: $id) { id } }', { id: user?.id })).toEqual({
      node: null,
    })
  })
})

describe('node', () => {
  const node = 'query ($id: ID!) { node(id: $id) { __typename id } }'

  test.for(['AppKey', 'Item', 'User', 'Purchase', 'Payment', 'Consume', 'PaymentEvent'])(
    'a server finds the type %s by its id',
    async (type, { admin, nodeIds }) => {
      expect(await admin.query(node, { id: nodeIds[type] })).toEqual({
        node: { __typename: type, id: nodeIds[type] },
      })
    },
  )

  test.for([
    ['AppKey', false, false],
    ['Item', true, true],
    ['User', true, false],
    ['Purchase', true, false],
    ['Payment', true, false],
    ['Consume', true, false],
    ['PaymentEvent', false, false],
  ] as const)(
    'the type %s is visible to its user (%s) and to another user (%s)',
    async ([type, toOwner, toOther], { buyer, otherBuyer, nodeIds }) => {
      const sees = async ({ client }: Buyer) =>
        (await client.query(node, { id: nodeIds[type] })).node !== null
      expect([await sees(buyer), await sees(otherBuyer)]).toEqual([toOwner, toOther])
    },
  )

  test.for([
    '',
    'pay_',
    'pay_01',
    'nonsense',
    'key_01k0000000000000000000000',
    'pay_01k00000000000000000000000',
    'pay_\u0000',
  ])('a node with the id %j is null', async (id, { admin }) => {
    expect(await admin.query(node, { id })).toEqual({ node: null })
  })
})

test('a client sees only its own purchases and payments', async ({ server, buyer, paid, otherBuyer }) => {
  const text = 'query ($p: ID!, $q: ID!) { payment(id: $p) { id } purchase(id: $q) { id } }'
  const ids = { p: paid.payment.id, q: paid.purchase.id }
  expect(await buyer.client.query(text, ids)).toEqual({ payment: { id: ids.p }, purchase: { id: ids.q } })
  expect(await otherBuyer.client.query(text, ids)).toEqual({ payment: null, purchase: null })
  expect(await createAppClient(server).queryErrorCodes(text, ids)).toEqual([
    'UNAUTHENTICATED',
    'UNAUTHENTICATED',
  ])
  const canceled = await otherBuyer.client.mutate('cancelPurchase', { purchaseId: ids.q })
  expect(canceled).toMatchObject({ purchase: null, problem: { code: 'PURCHASE_NOT_FOUND' } })
})
