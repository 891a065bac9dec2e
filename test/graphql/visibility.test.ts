import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { DevApp } from '../../src/development/dev-app.ts'
import type { ApiClient } from '../support/api.ts'
import {
  buyItem,
  createAppClient,
  consumeInput,
  createBuyerWithoutToken,
  createBuyer,
  payAtStore,
  requestPurchase,
  createServerClient,
} from '../support/buyer.ts'
import type { Buyer, VerifiedPurchase } from '../support/buyer.ts'
import { connectEmulator } from '../support/connect-emulator.ts'
import { updateStorePurchase } from '../support/emulator-control.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'

let server: TestServer
let admin: ApiClient
let owner: Buyer
let other: Buyer
let paid: VerifiedPurchase
beforeAll(async () => {
  server = await startTestServer()
  admin = createServerClient(server)
  owner = await createBuyer(server)
  other = await createBuyer(server)
  paid = await buyItem(server, owner, 'APP_STORE')
})
afterAll(() => server.close())

const tokenOf = async (api: ApiClient, id: string) =>
  (await api.query('query ($id: ID!) { payment(id: $id) { purchaseToken } }', { id })).payment?.purchaseToken

describe('the purchase token', () => {
  test('is shown to a server key and to the client of the user, and is the same for both', async () => {
    const { id, purchaseToken } = paid.payment
    expect(purchaseToken).toEqual(expect.any(String))
    expect(await tokenOf(owner.client, id)).toBe(purchaseToken)
    expect(await tokenOf(admin, id)).toBe(purchaseToken)
  })

  test('is gone once the payment is consumed, completed or refunded', async () => {
    const consumed = await buyItem(server, owner)
    await admin.mutate('consumePayment', consumeInput(consumed.payment))
    expect(await tokenOf(admin, consumed.payment.id)).toBeNull()
    await admin.mutate('completePayment', { paymentId: consumed.payment.id })
    expect(await tokenOf(owner.client, consumed.payment.id)).toBeNull()

    const refunded = await buyItem(server, owner)
    const { receipt } = await updateStorePurchase(server.emulator, refunded.storePurchase.id, 'refund')
    await owner.client.mutate('verifyPurchase', { receipt })
    expect(await tokenOf(admin, refunded.payment.id)).toBeNull()
  })

  test('is not stored, and not in the events', async () => {
    const { nodes } = (await admin.query('{ paymentEvents { nodes { payment { purchaseToken } type } } }'))
      .paymentEvents
    expect(nodes.find(({ type }) => type === 'PAYMENT_PAID')).toBeDefined()
  })
})

describe('a client with a bare user id', () => {
  let project: DevApp
  let victim: Buyer
  let thief: ApiClient
  beforeAll(async () => {
    project = await server.addProject({ consumeModel: 'BUILT_IN' })
    await connectEmulator(server, project)
    victim = await createBuyerWithoutToken(server, project)
    thief = createAppClient(server, project)
  })

  const list = async ({ userId }: Buyer) => {
    const text = `query ($userId: String) { unconsumedPayments(userId: $userId) {
      nodes { id purchaseToken storeTransactionId purchase { id } } } }`
    const { nodes } = (await thief.query(text, { userId })).unconsumedPayments
    return nodes.at(-1)
  }

  test('gets the token for a transaction id only in the answer that makes the payment', async () => {
    const purchase = await requestPurchase(victim, 'APP_STORE')
    const { transactionId } = await payAtStore(server, purchase)
    const input = { purchaseId: purchase.id, userId: victim.userId, receipt: { appStore: { transactionId } } }
    const first = await victim.client.mutate('verifyPurchase', input)
    expect(first).toMatchObject({ replayed: false, payment: { purchaseToken: expect.any(String) } })
    const again = await victim.client.mutate('verifyPurchase', input)
    expect(again).toMatchObject({ replayed: true, problem: null, payment: { purchaseToken: null } })
  })

  test('cannot turn what the list shows into a token', async () => {
    await buyItem(server, victim, 'APP_STORE')
    const seen = await list(victim)
    expect(seen?.purchaseToken).toBeNull()
    const receipt = { appStore: { transactionId: seen?.storeTransactionId ?? '' } }
    const answer = await thief.mutate('verifyPurchase', { purchaseId: seen?.purchase.id ?? '', receipt })
    expect(answer.payment?.purchaseToken ?? null).toBeNull()
  })

  test('gets no token for a guessed transaction id, not even under its own idempotency key', async () => {
    const purchase = await requestPurchase(victim, 'APP_STORE')
    const { transactionId } = await payAtStore(server, purchase)
    const receipt = { appStore: { transactionId } }
    const input = { userId: victim.userId, receipt, idempotencyKey: 'a guess' }
    for (const _ of [1, 2]) {
      const answer = await thief.mutate('verifyPurchase', input)
      expect(answer).toMatchObject({ problem: null, payment: { status: 'PAID', purchaseToken: null } })
    }
  })

  test('gets the token for the receipt itself, with an idempotency key as without', async () => {
    const purchase = await requestPurchase(victim, 'APP_STORE')
    const { receipt } = await payAtStore(server, purchase)
    const input = { userId: victim.userId, receipt, idempotencyKey: 'a receipt' }
    const first = await victim.client.mutate('verifyPurchase', input)
    const again = await victim.client.mutate('verifyPurchase', input)
    expect([first.replayed, again.replayed]).toEqual([false, true])
    expect(again.payment).toEqual(first.payment)
    expect(again.payment?.purchaseToken).toEqual(expect.any(String))
  })

  test('sees no list of all payments, and no user by its id', async () => {
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
  let ids: Readonly<Record<string, string | undefined>>
  beforeAll(async () => {
    const { payment } = await buyItem(server, owner)
    const { consume } = await admin.mutate('consumePayment', consumeInput(payment))
    const found = await admin.query(
      `query ($id: ID!) { appKey { id } items { nodes { id } } payment(id: $id) { user { id } purchase { id } }
         paymentEvents { nodes { id } } }`,
      { id: payment.id },
    )
    ids = {
      AppKey: found.appKey.id,
      Item: found.items.nodes[0]?.id,
      User: found.payment?.user.id,
      Purchase: found.payment?.purchase.id,
      Payment: payment.id,
      Consume: consume?.id,
      PaymentEvent: found.paymentEvents.nodes[0]?.id,
    }
  })

  test.each(['AppKey', 'Item', 'User', 'Purchase', 'Payment', 'Consume', 'PaymentEvent'])(
    'finds a %s for a server by its id',
    async (type) => {
      expect(await admin.query(node, { id: ids[type] })).toEqual({
        node: { __typename: type, id: ids[type] },
      })
    },
  )

  test.each([
    ['AppKey', false, false],
    ['Item', true, true],
    ['User', true, false],
    ['Purchase', true, false],
    ['Payment', true, false],
    ['Consume', true, false],
    ['PaymentEvent', false, false],
  ])('shows a %s to its user: %s, to another user: %s', async (type, toOwner, toOther) => {
    const sees = async ({ client }: Buyer) => (await client.query(node, { id: ids[type] })).node !== null
    expect([await sees(owner), await sees(other)]).toEqual([toOwner, toOther])
  })

  test.each([
    '',
    'pay_',
    'pay_01',
    'nonsense',
    'key_01k0000000000000000000000',
    'pay_01k00000000000000000000000',
    'pay_\u0000',
  ])('finds nothing for %j', async (id) => {
    expect(await admin.query(node, { id })).toEqual({ node: null })
  })
})

test('a client sees only its own purchases and payments', async () => {
  const text = 'query ($p: ID!, $q: ID!) { payment(id: $p) { id } purchase(id: $q) { id } }'
  const ids = { p: paid.payment.id, q: paid.purchase.id }
  expect(await owner.client.query(text, ids)).toEqual({ payment: { id: ids.p }, purchase: { id: ids.q } })
  expect(await other.client.query(text, ids)).toEqual({ payment: null, purchase: null })
  expect(await createAppClient(server).queryErrorCodes(text, ids)).toEqual([
    'UNAUTHENTICATED',
    'UNAUTHENTICATED',
  ])
  const canceled = await other.client.mutate('cancelPurchase', { purchaseId: ids.q })
  expect(canceled).toMatchObject({ purchase: null, problem: { code: 'PURCHASE_NOT_FOUND' } })
})
