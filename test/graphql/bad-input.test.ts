import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { DevProject } from '../../src/development/dev-project.ts'
import { createKeyring, issuePurchaseToken } from '../../src/platform/crypto.ts'
import { decodeId } from '../../src/platform/ids.ts'
import type { Api } from '../support/api.ts'
import { buyItem, clientApi, consumeInput, newBareBuyer, newBuyer, newUserId, pay, reserve } from '../support/buyer.ts'
import { serverApi, type Buyer, type PaidPurchase } from '../support/buyer.ts'
import { connectEmulator } from '../support/connect-emulator.ts'
import { watchDatabase, type DatabaseState } from '../support/database-state.ts'
import { changeAtStore } from '../support/emulator-control.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'

let at: TestServer
let database: DatabaseState
let server: Api
let buyer: Buyer
let other: DevProject
beforeAll(async () => {
  at = await startTestServer({ environment: { CONSUME_LOCK_WAIT_MS: '50' } })
  database = watchDatabase(at.databaseUrl)
  server = serverApi(at)
  buyer = await newBuyer(at)
  other = await at.addProject({})
  await connectEmulator(at, other)
})
afterAll(async () => {
  await database.close()
  await at.close()
})

describe('requestPurchase changes nothing for', () => {
  const request = (itemId: string, by = buyer.api, userId: string | null = null) =>
    database.expectUnchanged(() => by.mutate('requestPurchase', { itemId, userId, store: 'TEST_STORE' }))

  test('an unknown item, or one of another project', async () => {
    const admin = serverApi(at, other)
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
    await server.mutate('upsertItem', item)
    const purchase = await reserve(buyer, 'TEST_STORE', 'retired')
    await server.mutate('upsertItem', { ...item, enabled: false })
    expect(await request('retired')).toMatchObject({ purchase: null, problem: { code: 'ITEM_DISABLED', field: ['itemId'] } })
    // What was paid for is owed all the same.
    const { receipt } = await pay(at, purchase)
    expect((await buyer.api.mutate('verifyPurchase', { purchaseId: purchase.id, receipt })).problem).toBeNull()
  })

  test('a user who is not registered', async () => {
    const problem = { code: 'USER_NOT_REGISTERED', field: ['userId'], retryable: false }
    expect(await request('coins_100', server, newUserId())).toMatchObject({ purchase: null, problem })
    const receipt = { testStore: { receipt: 'any' } }
    const verified = await server.mutate('verifyPurchase', { userId: newUserId(), receipt })
    expect(verified).toMatchObject({ payment: null, problem })
  })

  test('a payload of 1,001 characters, or no user at all', async () => {
    const wish = { itemId: 'coins_100', store: 'TEST_STORE' } as const
    const long = await buyer.api.mutate('requestPurchase', { ...wish, developerPayload: 'x'.repeat(1_001) })
    expect(long.problem).toMatchObject({ code: 'INVALID_INPUT', field: ['developerPayload'] })
    const nobody = await server.mutate('requestPurchase', wish)
    expect(nobody.problem).toMatchObject({ code: 'INVALID_INPUT', field: ['userId'] })
  })
})

test.each(['', 'x'.repeat(201), 'nul \u0000', 'half \udc00'])('no user is registered as %j', async (userId) => {
  const answer = await database.expectUnchanged(() => server.mutate('registerUser', { userId }))
  expect(answer).toMatchObject({ user: null, replayed: false, problem: { code: 'INVALID_INPUT', field: ['userId'] } })
})

describe('consumePayment changes nothing for', () => {
  let paid: PaidPurchase
  beforeAll(async () => {
    paid = await buyItem(at, buyer)
  })

  const consume = async (paymentId: string, purchaseToken: string | null | undefined, by = server) => {
    const input = { paymentId, purchaseToken: purchaseToken ?? 'none' }
    const answer = await database.expectUnchanged(() => by.mutate('consumePayment', input))
    expect(answer).toMatchObject({ consume: null, replayed: false, problem: { retryable: false } })
    return answer.problem
  }
  const wrongToken = { code: 'PURCHASE_TOKEN_INVALID', field: ['purchaseToken'] }

  test('a purchase token that is wrong, cut, extended, of an unknown generation or of another payment', async () => {
    const { id, purchaseToken } = paid.payment
    const token = purchaseToken ?? ''
    const another = (await buyItem(at, buyer)).payment.purchaseToken
    const [generation = '', mac = ''] = token.split('.')
    const wrong = ['', '.', token.slice(0, -1), `${token}A`, `${token}.`, mac, `00000000.${mac}`, generation, another]
    for (const each of wrong) expect(await consume(id, each)).toMatchObject(wrongToken)
  })

  test('a payment that there is not, or that is of another AppKey', async () => {
    const { id, purchaseToken } = paid.payment
    const notFound = { code: 'PAYMENT_NOT_FOUND', field: ['paymentId'] }
    for (const none of ['', 'pay_', 'nonsense', id.replace('pay_', 'pur_'), id.toUpperCase()]) {
      expect(await consume(none, purchaseToken)).toMatchObject(notFound)
    }
    // Without the right token nobody learns whether there is such a payment.
    expect(await consume('pay_01k00000000000000000000000', purchaseToken)).toMatchObject(wrongToken)
    expect(await consume(id, purchaseToken, serverApi(at, other))).toMatchObject(wrongToken)
    const theirs = await buyItem(at, await newBuyer(at, { project: other }))
    expect(await consume(theirs.payment.id, theirs.payment.purchaseToken)).toMatchObject(wrongToken)
  })

  test('a refunded payment', async () => {
    const { payment, bought } = await buyItem(at, buyer)
    const { receipt } = await changeAtStore(at.emulator, bought.id, 'refund')
    await buyer.api.mutate('verifyPurchase', { receipt })
    expect(await consume(payment.id, payment.purchaseToken)).toMatchObject({ code: 'PAYMENT_REFUNDED', field: ['paymentId'] })
    const completed = await server.mutate('completePayment', { paymentId: payment.id })
    expect(completed).toMatchObject({ payment: { status: 'REFUNDED' }, problem: { code: 'PAYMENT_REFUNDED' } })
  })

  test('a payment that is already consumed', async () => {
    const { payment } = await buyItem(at, buyer)
    await server.mutate('consumePayment', consumeInput(payment))
    expect(await consume(payment.id, payment.purchaseToken)).toMatchObject({ code: 'ALREADY_CONSUMED' })
  })

  test('an item that is owned for good, which has no token to begin with', async () => {
    const { payment } = await buyItem(at, buyer, 'TEST_STORE', 'remove_ads')
    expect(payment.purchaseToken).toBeNull()
    expect(await consume(payment.id, payment.purchaseToken)).toMatchObject(wrongToken)
    const [appId, paymentId] = [decodeId('ak', at.project.appKey) ?? '', decodeId('pay', payment.id) ?? '']
    const token = issuePurchaseToken(createKeyring([at.secret]), appId, paymentId)
    expect(await consume(payment.id, token)).toMatchObject({ code: 'NOT_CONSUMABLE', field: ['paymentId'] })
  })

  test('a purchase that is pending: it has no payment yet', async () => {
    const purchase = await reserve(buyer, 'TEST_STORE')
    const { receipt } = await pay(at, purchase, { outcome: 'PENDING' })
    const { payment } = await buyer.api.mutate('verifyPurchase', { purchaseId: purchase.id, receipt })
    expect(payment).toBeNull()
    expect(await consume(purchase.id, 'none')).toMatchObject({ code: 'PAYMENT_NOT_FOUND' })
  })

  test('a client in the server-to-server model, whoever it is', async () => {
    const { id, purchaseToken } = paid.payment
    for (const by of [buyer.api, (await newBuyer(at)).api, clientApi(at)]) {
      expect(await consume(id, purchaseToken, by)).toMatchObject({ code: 'CONSUME_NOT_ALLOWED' })
    }
  })

  test('a client of another user in the built-in model, even with the right token', async () => {
    const project = await at.addProject({ consumeModel: 'BUILT_IN' })
    await connectEmulator(at, project)
    const { payment } = await buyItem(at, await newBareBuyer(at, project))
    const thief = await newBuyer(at, { project })
    expect(await consume(payment.id, payment.purchaseToken, thief.api)).toMatchObject({ code: 'CONSUME_NOT_ALLOWED' })
  })

  test('a call that another one does not let through in time: BUSY, to be tried again', async () => {
    const { payment } = await buyItem(at, buyer)
    const appId = decodeId('ak', at.project.appKey) ?? ''
    const paymentId = decodeId('pay', payment.id) ?? ''
    const holding = { ttlMs: 10_000, waitMs: 0 }
    const lock = await at.server.services.coordination.acquire(`consume:{${appId}:${paymentId}}`, holding)
    const consuming = () => server.mutate('consumePayment', consumeInput(payment))
    expect(await database.expectUnchanged(consuming)).toMatchObject({
      consume: null,
      problem: { code: 'BUSY', retryable: true, retryAfterMs: expect.any(Number) },
    })
    if (lock !== 'busy') lock.release()
    expect((await consuming()).problem).toBeNull()
  })
})

test('completePayment changes nothing for a payment that is not consumed, or that there is not', async () => {
  const { payment } = await buyItem(at, buyer)
  const complete = (input: { paymentId: string; deliveryReference?: string }, by = server) =>
    database.expectUnchanged(() => by.mutate('completePayment', input))
  const { id: paymentId } = payment
  expect(await complete({ paymentId })).toMatchObject({
    payment: { status: 'PAID' },
    problem: { code: 'NOT_CONSUMED', field: ['paymentId'], retryable: false },
  })
  for (const none of ['', 'nonsense', 'pay_01k00000000000000000000000']) {
    expect((await complete({ paymentId: none })).problem).toMatchObject({ code: 'PAYMENT_NOT_FOUND', field: ['paymentId'] })
  }
  expect((await complete({ paymentId }, serverApi(at, other))).problem?.code).toBe('PAYMENT_NOT_FOUND')
  const long = await complete({ paymentId, deliveryReference: 'x'.repeat(201) })
  expect(long.problem).toMatchObject({ code: 'INVALID_INPUT', field: ['deliveryReference'] })
})

test('cancelPurchase changes nothing for a purchase that is paid, that there is not, or with too long a reason', async () => {
  const { purchase } = await buyItem(at, buyer)
  const cancel = (purchaseId: string, reason: string | null = null) =>
    database.expectUnchanged(() => buyer.api.mutate('cancelPurchase', { purchaseId, reason }))
  expect(await cancel(purchase.id)).toMatchObject({ purchase: { status: 'VERIFIED' }, problem: { code: 'INVALID_INPUT' } })
  expect((await cancel('pur_01k00000000000000000000000')).problem?.code).toBe('PURCHASE_NOT_FOUND')
  expect((await cancel(purchase.id, 'x'.repeat(201))).problem).toMatchObject({ code: 'INVALID_INPUT', field: ['reason'] })
})

test('I11: ids of one AppKey mean nothing under the key of another, anywhere', async () => {
  const { payment, purchase, bought } = await buyItem(at, buyer)
  const { consume } = await server.mutate('consumePayment', consumeInput(payment))
  const found = await server.query('{ items(first: 1) { nodes { id } } paymentEvents { nodes { id } pageInfo { endCursor } } }')
  const { user } = await server.mutate('registerUser', { userId: buyer.userId })
  const theirs = serverApi(at, other)
  const ids = [payment.id, purchase.id, consume?.id, user?.id, found.items.nodes[0]?.id, found.paymentEvents.nodes[0]?.id]
  for (const id of ids) expect(await theirs.query('query ($id: ID!) { node(id: $id) { id } }', { id })).toEqual({ node: null })
  const text = 'query ($p: ID!, $q: ID!) { payment(id: $p) { id } purchase(id: $q) { id } }'
  expect(await theirs.query(text, { p: payment.id, q: purchase.id })).toEqual({ payment: null, purchase: null })
  expect((await theirs.mutate('cancelPurchase', { purchaseId: purchase.id })).problem?.code).toBe('PURCHASE_NOT_FOUND')
  const input = { purchaseId: purchase.id, receipt: bought.receipt }
  expect((await theirs.mutate('verifyPurchase', input)).problem?.code).toBe('PURCHASE_NOT_FOUND')
  const seen = await theirs.query(
    `query ($userId: String, $id: String) { payments(filter: { userId: $userId }) { nodes { id } }
       found: payments(filter: { storeTransactionId: $id }) { nodes { id } }
       unconsumedPayments(userId: $userId) { nodes { id } } paymentEvents { nodes { payment { id } } } }`,
    { userId: buyer.userId, id: bought.transactionId },
  )
  expect(JSON.stringify(seen)).not.toContain(payment.id)
  const foreign = 'query ($after: Cursor) { paymentEvents(after: $after) { nodes { id } } }'
  expect(await theirs.refusals(foreign, { after: found.paymentEvents.pageInfo.endCursor })).toEqual(['BAD_USER_INPUT'])
})
