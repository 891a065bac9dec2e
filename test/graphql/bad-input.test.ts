import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { DevApp } from '../../src/development/dev-app.ts'
import type { ApiClient } from '../support/api.ts'
import {
  buyItem,
  consumeInput,
  createBuyer,
  newUserId,
  payAtStore,
  requestPurchase,
} from '../support/buyer.ts'
import { createServerClient, type Buyer } from '../support/buyer.ts'
import { connectEmulator } from '../support/connect-emulator.ts'
import { openDatabaseSnapshot, type DatabaseSnapshot } from '../support/database-snapshot.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'

let server: TestServer
let database: DatabaseSnapshot
let serverClient: ApiClient
let buyer: Buyer
let other: DevApp
beforeAll(async () => {
  server = await startTestServer({ environment: { CONSUME_LOCK_WAIT_MS: '50' } })
  database = openDatabaseSnapshot(server.databaseUrl)
  serverClient = createServerClient(server)
  buyer = await createBuyer(server)
  other = await server.addProject({})
  await connectEmulator(server, other)
})
afterAll(async () => {
  await database.close()
  await server.close()
})

describe('requestPurchase changes nothing for', () => {
  const request = (itemId: string, by = buyer.client, userId: string | null = null) =>
    database.expectUnchanged(() => by.mutate('requestPurchase', { itemId, userId, store: 'TEST_STORE' }))

  test('an unknown item, or one of another project', async () => {
    const admin = createServerClient(server, other)
    await admin.mutate('upsertItem', { itemId: 'theirs', name: 'x', type: 'CONSUMABLE', storeProducts: [] })
    for (const itemId of ['unknown', 'theirs', 'COINS_100']) {
      expect(await request(itemId)).toMatchObject({
        purchase: null,
        problem: { code: 'ITEM_NOT_FOUND', field: ['itemId'], retryable: false },
      })
    }
  })

  test.each(['', 'nul \u0000', 'x'.repeat(101)])('an item id that cannot be one: %j', async (itemId) => {
    expect(await request(itemId)).toMatchObject({ problem: { code: 'INVALID_INPUT', field: ['itemId'] } })
  })

  test('a disabled item', async () => {
    const storeProducts = [{ store: 'TEST_STORE', productId: 'com.example.arcade.retired' }] as const
    const item = { itemId: 'retired', name: 'x', type: 'CONSUMABLE', storeProducts } as const
    await serverClient.mutate('upsertItem', item)
    const purchase = await requestPurchase(buyer, 'TEST_STORE', 'retired')
    await serverClient.mutate('upsertItem', { ...item, enabled: false })
    expect(await request('retired')).toMatchObject({
      purchase: null,
      problem: { code: 'ITEM_DISABLED', field: ['itemId'] },
    })
    // What was paid for is owed all the same.
    const { receipt } = await payAtStore(server, purchase)
    expect(
      (await buyer.client.mutate('verifyPurchase', { purchaseId: purchase.id, receipt })).problem,
    ).toBeNull()
  })

  test('a user who is not registered', async () => {
    const problem = { code: 'USER_NOT_REGISTERED', field: ['userId'], retryable: false }
    expect(await request('coins_100', serverClient, newUserId())).toMatchObject({ purchase: null, problem })
    const receipt = { testStore: { receipt: 'any' } }
    const verified = await serverClient.mutate('verifyPurchase', { userId: newUserId(), receipt })
    expect(verified).toMatchObject({ payment: null, problem })
  })

  test('a payload of 1,001 characters, or no user at all', async () => {
    const wish = { itemId: 'coins_100', store: 'TEST_STORE' } as const
    const long = await buyer.client.mutate('requestPurchase', {
      ...wish,
      developerPayload: 'x'.repeat(1_001),
    })
    expect(long.problem).toMatchObject({ code: 'INVALID_INPUT', field: ['developerPayload'] })
    const nobody = await serverClient.mutate('requestPurchase', wish)
    expect(nobody.problem).toMatchObject({ code: 'INVALID_INPUT', field: ['userId'] })
  })
})

test.each(['', 'x'.repeat(201), 'nul \u0000', 'half \udc00'])(
  'no user is registered as %j',
  async (userId) => {
    const answer = await database.expectUnchanged(() => serverClient.mutate('registerUser', { userId }))
    expect(answer).toMatchObject({
      user: null,
      replayed: false,
      problem: { code: 'INVALID_INPUT', field: ['userId'] },
    })
  },
)

test('completePayment changes nothing for a payment that is not consumed, or that there is not', async () => {
  const { payment } = await buyItem(server, buyer)
  const complete = (input: { paymentId: string; deliveryReference?: string }, by = serverClient) =>
    database.expectUnchanged(() => by.mutate('completePayment', input))
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
  expect((await complete({ paymentId }, createServerClient(server, other))).problem?.code).toBe(
    'PAYMENT_NOT_FOUND',
  )
  const long = await complete({ paymentId, deliveryReference: 'x'.repeat(201) })
  expect(long.problem).toMatchObject({ code: 'INVALID_INPUT', field: ['deliveryReference'] })
})

test('cancelPurchase changes nothing for a purchase that is paid, that there is not, or with too long a reason', async () => {
  const { purchase } = await buyItem(server, buyer)
  const cancel = (purchaseId: string, reason: string | null = null) =>
    database.expectUnchanged(() => buyer.client.mutate('cancelPurchase', { purchaseId, reason }))
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

test('I11: ids of one AppKey mean nothing under the key of another, anywhere', async () => {
  const { payment, purchase, storePurchase } = await buyItem(server, buyer)
  const { consume } = await serverClient.mutate('consumePayment', consumeInput(payment))
  const found = await serverClient.query(
    '{ items(first: 1) { nodes { id } } paymentEvents { nodes { id } pageInfo { endCursor } } }',
  )
  const { user } = await serverClient.mutate('registerUser', { userId: buyer.userId })
  const theirs = createServerClient(server, other)
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
