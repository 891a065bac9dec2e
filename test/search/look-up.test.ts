import { createApiClient } from '../support/api.ts'
import { addOperator, addToken, tokenHeaders } from '../support/operators.ts'
import { updateStorePurchase, createStorePurchase, setStoreSituation } from '../support/emulator-control.ts'
import { buyItem, buyUnverified, createServerClient, toStoreProductId } from '../support/purchase-client.ts'
import { describe, expect, serverTest as test } from '../support/test.ts'
import { lookUp, readStoreIds, stores } from './search-fixture.ts'

const price = { amount: '4.99', currencyCode: 'USD' }

/** What a customer or an app has of a purchase, and by which each store can be asked. */
const requestedBy = {
  APP_STORE: ['transactionId', 'orderId', 'receipt'],
  GOOGLE_PLAY: ['orderId', 'purchaseToken', 'receipt'],
  ONE_STORE: ['purchaseToken', 'receipt'],
  TEST_STORE: ['transactionId', 'orderId', 'receipt'],
} as const

describe('a sale that never reached this server', () => {
  test.for(stores)(
    'is shown as %s reports it, by every id that the store can be asked for',
    async (store, { admin, buyer, emulator, databaseSnapshot }) => {
      const { purchase, storePurchase } = await buyUnverified(buyer, { store, price })
      const ids = await readStoreIds(emulator, storePurchase)
      const texts = { ...ids, receipt: JSON.stringify(storePurchase.receipt) }
      for (const name of requestedBy[store]) {
        const { answers, problem } = await databaseSnapshot.expectUnchanged(() =>
          lookUp(admin, ` \u200b${texts[name] ?? ''}\n`, store),
        )
        expect(problem).toBeNull()
        expect(answers, name).toMatchObject([{ store, problem: null, answeredAt: expect.any(String) }])
        const [sale, ...others] = answers[0]?.sales ?? []
        expect(others).toEqual([])
        // ONE store returns the account token only in what it signs, and no price.
        const isOneStore = store === 'ONE_STORE'
        expect(sale, name).toMatchObject({
          store,
          environment: store === 'TEST_STORE' ? 'SANDBOX' : 'PRODUCTION',
          status: 'PAID',
          storeTransactionId: ids.transactionId,
          storeProductId: toStoreProductId('coins_100'),
          item: { itemId: 'coins_100' },
          quantity: 1,
          price: isOneStore ? null : price,
          accountToken: isOneStore ? null : purchase.accountToken,
          purchase: isOneStore ? null : { id: purchase.id },
          user: isOneStore ? null : { userId: buyer.userId },
          payment: null,
          refund: null,
          canAdopt: true,
          problem: null,
        })
      }
    },
  )

  test('is found at each store that may have issued its text, without naming the store', async ({
    admin,
    buyer,
    emulator,
  }) => {
    const { storePurchase } = await buyUnverified(buyer, { store: 'ONE_STORE' })
    const { purchaseToken } = await readStoreIds(emulator, storePurchase)
    const { answers } = await lookUp(admin, purchaseToken ?? '')
    expect(answers).toMatchObject([
      { store: 'GOOGLE_PLAY', sales: [], problem: { code: 'SALE_NOT_FOUND', retryable: false } },
      { store: 'ONE_STORE', sales: [{ status: 'PAID' }], problem: null },
    ])
  })
})

test('a recorded payment is shown with its state at the store, and cannot be adopted', async ({
  admin,
  buyer,
  emulator,
}) => {
  const { payment, storePurchase } = await buyItem(buyer, { store: 'GOOGLE_PLAY' })
  const { orderId } = await readStoreIds(emulator, storePurchase)
  const before = await lookUp(admin, orderId ?? '')
  expect(before.answers[0]?.sales).toMatchObject([
    {
      status: 'PAID',
      payment: { id: payment.id },
      user: { userId: buyer.userId },
      canAdopt: false,
      problem: null,
    },
  ])
  await updateStorePurchase(emulator, storePurchase.id, 'refund')
  const after = await lookUp(admin, orderId ?? '')
  expect(after.answers[0]?.sales).toMatchObject([
    { status: 'REFUNDED', refund: { full: true, quantity: 1 }, payment: { id: payment.id }, canAdopt: false },
  ])
})

test('a sale that cannot be adopted says why', async ({ admin, emulator }) => {
  const sell = async (options: Parameters<typeof createStorePurchase>[1]) => {
    const { answers } = await lookUp(
      admin,
      (await readStoreIds(emulator, await createStorePurchase(emulator, options))).orderId ?? '',
    )
    return answers[0]?.sales[0]
  }
  const productId = toStoreProductId('coins_100')
  const noItem = await sell({ store: 'GOOGLE_PLAY', productId: 'com.example.arcade.unknown' })
  expect(noItem).toMatchObject({ item: null, canAdopt: false, problem: { code: 'ITEM_NOT_FOUND' } })
  const pending = await createStorePurchase(emulator, { store: 'GOOGLE_PLAY', productId, outcome: 'PENDING' })
  const { purchaseToken } = await readStoreIds(emulator, pending)
  expect((await lookUp(admin, purchaseToken ?? '', 'GOOGLE_PLAY')).answers[0]?.sales).toMatchObject([
    {
      status: 'PENDING',
      quantity: null,
      paidAt: null,
      canAdopt: false,
      problem: { code: 'PURCHASE_PENDING' },
    },
  ])
  const sold = await createStorePurchase(emulator, { store: 'GOOGLE_PLAY', productId })
  await updateStorePurchase(emulator, sold.id, 'refund')
  const { orderId } = await readStoreIds(emulator, sold)
  expect((await lookUp(admin, orderId ?? '')).answers[0]?.sales).toMatchObject([
    { status: 'REFUNDED', canAdopt: false, problem: { code: 'PAYMENT_REFUNDED' } },
  ])
})

test.for([
  ['a text that is nothing', 'hello', /no order number/],
  ['nothing', '', /no order number/],
  ['a purchase id of ONE store', 'SANDBOX3000000004564', /no call/],
  ['an id of this server', 'pay_01k00000000000000000000000', /no order number/],
] as const)('%s is not looked up at any store', async ([, text, message], { admin, faults, emulator: _ }) => {
  const calls = await Promise.all(stores.map((store) => faults.countCalls({ store, endpoint: '*' })))
  const result = await lookUp(admin, text)
  expect(result).toMatchObject({ answers: [], problem: { retryable: false } })
  expect(result.problem).toMatchObject({
    code: 'LOOKUP_NOT_POSSIBLE',
    message: expect.stringMatching(message),
  })
  for (const { count } of calls) expect(await count()).toBe(0)
})

test('an id that no store knows is not found', async ({ admin }) => {
  for (const text of ['GPA.0000-0000-0000-00000', '510000000000000', 'MZZZZZZZZ9', 'TT0000000000000000']) {
    const { answers } = await lookUp(admin, text)
    expect(answers, text).toMatchObject([
      { sales: [], problem: { code: 'SALE_NOT_FOUND', retryable: false } },
    ])
  }
})

test('a store without a connection is named only if no other can be asked', async ({ server, emulator }) => {
  const project = await server.addProject({})
  const client = createServerClient(server, project)
  const productId = toStoreProductId('coins_100')
  const sold = await createStorePurchase(emulator, { store: 'GOOGLE_PLAY', productId })
  const { orderId } = await readStoreIds(emulator, sold)
  expect((await lookUp(client, orderId ?? '')).answers).toMatchObject([
    { store: 'GOOGLE_PLAY', sales: [], problem: { code: 'STORE_NOT_CONNECTED' } },
  ])
})

describe('a store that fails', () => {
  /** Each by the id that needs the most calls. */
  const namedBy = {
    APP_STORE: 'transactionId',
    GOOGLE_PLAY: 'orderId',
    ONE_STORE: 'purchaseToken',
    TEST_STORE: 'orderId',
  } as const
  const faulty = [
    ['is down', { status: 503 }],
    ['resets the connection', { reset: true }],
    ['cuts its answers off', { truncate: true }],
    ['answers a page', { status: 200, body: '<html>' }],
    ['leaves every field out', { status: 200, body: {} }],
  ] as const
  test.for(stores.flatMap((store) => faulty.map(([name, fault]) => ({ store, name, fault }))))(
    '$store $name: the look-up can be repeated, and the sale is not "not found"',
    async ({ store, fault }, { admin, buyer, emulator, faults }) => {
      const { storePurchase } = await buyUnverified(buyer, { store })
      const ids = await readStoreIds(emulator, storePurchase)
      await faults.inject({ store, endpoint: '*', ...fault })
      const { answers } = await lookUp(admin, ids[namedBy[store]] ?? '', store)
      expect(answers).toMatchObject([
        {
          store,
          sales: [],
          problem: { code: 'STORE_UNAVAILABLE', retryable: true, retryAfterMs: expect.any(Number) },
        },
      ])
    },
  )

  test('the App Store returns a transaction of another app: it is not shown', async ({
    admin,
    buyer,
    emulator,
  }) => {
    const { storePurchase } = await buyUnverified(buyer, { store: 'APP_STORE' })
    await setStoreSituation(emulator, storePurchase.id, { fields: { bundleId: 'com.example.other' } })
    const { transactionId } = await readStoreIds(emulator, storePurchase)
    expect((await lookUp(admin, transactionId)).answers).toMatchObject([
      { sales: [], problem: { code: 'STORE_UNAVAILABLE' } },
    ])
  })
})

test('every look-up of an operator is in the audit log, without tokens', async ({
  server,
  sql,
  project,
  admin,
  buyer,
  emulator,
}) => {
  const owner = await addOperator(sql, { installationOwner: true })
  const client = createApiClient(server.graphqlUrl, tokenHeaders(await addToken(sql, owner), project))
  const { storePurchase } = await buyUnverified(buyer, { store: 'GOOGLE_PLAY' })
  const { orderId, purchaseToken } = await readStoreIds(emulator, storePurchase)
  for (const text of [orderId, purchaseToken]) await lookUp(client, text ?? '', 'GOOGLE_PLAY')
  await lookUp(admin, orderId ?? '')
  const { auditLog } = await admin.query(
    '{ auditLog(first: 10, action: "lookUpAtStore") { nodes { action actor { kind } changes } } }',
  )
  expect(auditLog.nodes).toHaveLength(2)
  expect(JSON.stringify(auditLog)).toContain(orderId)
  expect(JSON.stringify(auditLog)).not.toContain(purchaseToken)
})
