import {
  buyItem,
  toConsumeInput,
  newUserId,
  payAtStore,
  requestPurchase,
  createServerClient,
  type Buyer,
} from '../support/purchase-client.ts'
import type { ApiClient } from '../support/api.ts'
import type { DatabaseSnapshot } from '../support/database-snapshot.ts'
import { describe, expect, serverTest } from '../support/test.ts'

const test = serverTest.extend(
  'serverOptions',
  { scope: 'file' },
  { environment: { CONSUME_LOCK_WAIT_MS: '50' } },
)

describe('requestPurchase with invalid input changes nothing', () => {
  const request = (
    buyer: Buyer,
    databaseSnapshot: DatabaseSnapshot,
    itemId: string,
    { client = buyer.client, userId = null }: { client?: ApiClient; userId?: string | null } = {},
  ) =>
    databaseSnapshot.expectUnchanged(() =>
      client.mutate('requestPurchase', { itemId, userId, store: 'TEST_STORE' }),
    )

  test('an unknown item, or an item of another project, is rejected', async ({
    server,
    otherProject,
    buyer,
    databaseSnapshot,
  }) => {
    const admin = createServerClient(server, otherProject)
    await admin.mutate('upsertItem', { itemId: 'theirs', name: 'x', type: 'CONSUMABLE', storeProducts: [] })
    for (const itemId of ['unknown', 'theirs', 'COINS_100']) {
      expect(await request(buyer, databaseSnapshot, itemId)).toMatchObject({
        purchase: null,
        problem: { code: 'ITEM_NOT_FOUND', field: ['itemId'], retryable: false },
      })
    }
  })

  test.for(['', 'nul \u0000', 'x'.repeat(101)])(
    'the malformed item id %j is rejected',
    async (itemId, { buyer, databaseSnapshot }) => {
      expect(await request(buyer, databaseSnapshot, itemId)).toMatchObject({
        problem: { code: 'INVALID_INPUT', field: ['itemId'] },
      })
    },
  )

  test('a disabled item is rejected, but a payment for it is still verified', async ({
    server,
    admin,
    buyer,
    databaseSnapshot,
  }) => {
    const storeProducts = [{ store: 'TEST_STORE', productId: 'com.example.arcade.retired' }] as const
    const item = { itemId: 'retired', name: 'x', type: 'CONSUMABLE', storeProducts } as const
    await admin.mutate('upsertItem', item)
    const purchase = await requestPurchase(buyer, { store: 'TEST_STORE', itemId: 'retired' })
    await admin.mutate('upsertItem', { ...item, enabled: false })
    expect(await request(buyer, databaseSnapshot, 'retired')).toMatchObject({
      purchase: null,
      problem: { code: 'ITEM_DISABLED', field: ['itemId'] },
    })
    // A payment for the disabled item must still be delivered.
    const { receipt } = await payAtStore(server, purchase)
    expect(
      (await buyer.client.mutate('verifyPurchase', { purchaseId: purchase.id, receipt })).problem,
    ).toBeNull()
  })

  test('a user who is not registered is rejected', async ({ admin, buyer, databaseSnapshot }) => {
    const problem = { code: 'USER_NOT_REGISTERED', field: ['userId'], retryable: false }
    expect(
      await request(buyer, databaseSnapshot, 'coins_100', { client: admin, userId: newUserId() }),
    ).toMatchObject({
      purchase: null,
      problem,
    })
    const receipt = { testStore: { receipt: 'any' } }
    const verified = await admin.mutate('verifyPurchase', { userId: newUserId(), receipt })
    expect(verified).toMatchObject({ payment: null, problem })
  })

  test('a payload of 1,001 characters, or a missing user, is rejected', async ({ admin, buyer }) => {
    const input = { itemId: 'coins_100', store: 'TEST_STORE' } as const
    const long = await buyer.client.mutate('requestPurchase', {
      ...input,
      developerPayload: 'x'.repeat(1_001),
    })
    expect(long.problem).toMatchObject({ code: 'INVALID_INPUT', field: ['developerPayload'] })
    const nobody = await admin.mutate('requestPurchase', input)
    expect(nobody.problem).toMatchObject({ code: 'INVALID_INPUT', field: ['userId'] })
  })
})

test.for(['', 'x'.repeat(201), 'nul \u0000', 'half \udc00'])(
  'the user id %j is rejected and registers no user',
  async (userId, { admin, databaseSnapshot }) => {
    const payload = await databaseSnapshot.expectUnchanged(() => admin.mutate('registerUser', { userId }))
    expect(payload).toMatchObject({
      user: null,
      replayed: false,
      problem: { code: 'INVALID_INPUT', field: ['userId'] },
    })
  },
)

test('completePayment changes nothing for a payment that is not consumed or does not exist', async ({
  server,
  admin,
  otherProject,
  buyer,
  databaseSnapshot,
}) => {
  const { payment } = await buyItem(buyer)
  const complete = (input: { paymentId: string; deliveryReference?: string }, by = admin) =>
    databaseSnapshot.expectUnchanged(() => by.mutate('completePayment', input))
  const { id: paymentId } = payment
  expect(await complete({ paymentId })).toMatchObject({
    payment: { status: 'PAID' },
    problem: { code: 'NOT_CONSUMED', field: ['paymentId'], retryable: false },
  })
  for (const none of ['', 'nonsense', 'pay_01k00000000000000000000000']) {
    expect((await complete({ paymentId: none })).problem).toMatchObject({
      code: 'PAYMENT_NOT_FOUND',
      field: ['paymentId'],
    })
  }
  expect((await complete({ paymentId }, createServerClient(server, otherProject))).problem?.code).toBe(
    'PAYMENT_NOT_FOUND',
  )
  const long = await complete({ paymentId, deliveryReference: 'x'.repeat(201) })
  expect(long.problem).toMatchObject({ code: 'INVALID_INPUT', field: ['deliveryReference'] })
})

test('cancelPurchase changes nothing for a purchase that is paid or does not exist, or when the reason is too long', async ({
  buyer,
  databaseSnapshot,
}) => {
  const { purchase } = await buyItem(buyer)
  const cancel = (purchaseId: string, reason: string | null = null) =>
    databaseSnapshot.expectUnchanged(() => buyer.client.mutate('cancelPurchase', { purchaseId, reason }))
  expect(await cancel(purchase.id)).toMatchObject({
    purchase: { status: 'VERIFIED' },
    problem: { code: 'INVALID_INPUT' },
  })
  expect((await cancel('pur_01k00000000000000000000000')).problem?.code).toBe('PURCHASE_NOT_FOUND')
  expect((await cancel(purchase.id, 'x'.repeat(201))).problem).toMatchObject({
    code: 'INVALID_INPUT',
    field: ['reason'],
  })
})

test('I11: ids of one AppKey are unknown to every other AppKey', async ({
  server,
  otherProject,
  admin,
  buyer,
}) => {
  const { payment, purchase, storePurchase } = await buyItem(buyer)
  const { consume } = await admin.mutate('consumePayment', toConsumeInput(payment))
  const found = await admin.query(
    '{ items(first: 1) { nodes { id } } paymentEvents { nodes { id } pageInfo { endCursor } } }',
  )
  const { user } = await admin.mutate('registerUser', { userId: buyer.userId })
  const theirs = createServerClient(server, otherProject)
  const ids = [
    payment.id,
    purchase.id,
    consume?.id,
    user?.id,
    found.items.nodes[0]?.id,
    found.paymentEvents.nodes[0]?.id,
  ]
  for (const id of ids)
    expect(await theirs.query('query ($id: ID!) { node(id: $id) { id } }', { id })).toEqual({ node: null })
  const text = 'query ($p: ID!, $q: ID!) { payment(id: $p) { id } purchase(id: $q) { id } }'
  expect(await theirs.query(text, { p: payment.id, q: purchase.id })).toEqual({
    payment: null,
    purchase: null,
  })
  expect((await theirs.mutate('cancelPurchase', { purchaseId: purchase.id })).problem?.code).toBe(
    'PURCHASE_NOT_FOUND',
  )
  const input = { purchaseId: purchase.id, receipt: storePurchase.receipt }
  expect((await theirs.mutate('verifyPurchase', input)).problem?.code).toBe('PURCHASE_NOT_FOUND')
  const seen = await theirs.query(
    `query ($userId: String, $id: String) { payments(filter: { userId: $userId }) { nodes { id } }
       found: payments(filter: { storeTransactionId: $id }) { nodes { id } }
       unconsumedPayments(userId: $userId) { nodes { id } } paymentEvents { nodes { payment { id } } } }`,
    { userId: buyer.userId, id: storePurchase.transactionId },
  )
  expect(JSON.stringify(seen)).not.toContain(payment.id)
  const foreign = 'query ($after: Cursor) { paymentEvents(after: $after) { nodes { id } } }'
  expect(await theirs.queryErrorCodes(foreign, { after: found.paymentEvents.pageInfo.endCursor })).toEqual([
    'BAD_USER_INPUT',
  ])
})
