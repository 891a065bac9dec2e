import { randomUUID } from 'node:crypto'
import { createStorePurchase, updateStorePurchase } from '../support/emulator-control.ts'
import {
  buyUnverified,
  createBuyer,
  createServerClient,
  expectField,
  toConsumeInput,
  toStoreProductId,
} from '../support/purchase-client.ts'
import { describe, expect, serverTest } from '../support/test.ts'
import { findIds, lookUp, readStoreIds, stores } from './search-fixture.ts'

const test = serverTest.extend('other', { scope: 'file' }, ({ server }) => createBuyer(server))

/** By which a customer names a purchase of each store. */
const namedBy = {
  APP_STORE: 'orderId',
  GOOGLE_PLAY: 'orderId',
  ONE_STORE: 'purchaseToken',
  TEST_STORE: 'orderId',
} as const

describe('a sale that only its store knows', () => {
  test.for(stores)(
    'is adopted at %s once, with an audit entry, and is consumed like any other',
    async (store, { admin, buyer, emulator, records }) => {
      const { storePurchase } = await buyUnverified(buyer, { store })
      const text = (await readStoreIds(emulator, storePurchase))[namedBy[store]] ?? ''
      const input = {
        store,
        text: ` ${text}\u200b`,
        userId: buyer.userId,
        reason: 'support case 7',
        idempotencyKey: randomUUID(),
      }
      const adopted = await admin.mutate('adoptPayment', input)
      const payment = expectField(adopted, 'payment')
      expect(adopted.replayed).toBe(false)
      expect(payment).toMatchObject({
        store,
        status: 'PAID',
        user: { userId: buyer.userId },
        item: { itemId: 'coins_100' },
      })
      expect(await admin.mutate('adoptPayment', input)).toMatchObject({
        replayed: true,
        payment: { id: payment.id },
      })
      const again = { ...input, idempotencyKey: null }
      expect(await admin.mutate('adoptPayment', again)).toMatchObject({
        replayed: true,
        payment: { id: payment.id },
      })
      expect(await records.auditLog(payment.id)).toMatchObject([
        { action: 'adoptPayment', reason: 'support case 7', changes: { after: { userId: buyer.userId } } },
      ])
      const { answers } = await lookUp(admin, text, store)
      expect(answers[0]?.sales).toMatchObject([{ payment: { id: payment.id }, canAdopt: false }])
      if (store !== 'APP_STORE') expect(await findIds(admin, text)).toContain(payment.id)
      // The app comes back later with its receipt: it is the same payment.
      const verified = await buyer.client.mutate('verifyPurchase', { receipt: storePurchase.receipt })
      expect(verified.payment?.id).toBe(payment.id)
      expectField(
        await admin.mutate('consumePayment', toConsumeInput(expectField(verified, 'payment'))),
        'consume',
      )
    },
  )

  test('is adopted for the user of its account token if no user is named', async ({
    admin,
    buyer,
    emulator,
  }) => {
    const { purchase, storePurchase } = await buyUnverified(buyer, { store: 'GOOGLE_PLAY' })
    const { orderId } = await readStoreIds(emulator, storePurchase)
    const adopted = await admin.mutate('adoptPayment', {
      store: 'GOOGLE_PLAY',
      text: orderId ?? '',
      reason: 'x',
    })
    expect(expectField(adopted, 'payment')).toMatchObject({
      user: { userId: buyer.userId },
      purchase: { id: purchase.id, status: 'VERIFIED' },
    })
  })

  test('I1: becomes one payment of one user when it is adopted and claimed at the same time', async ({
    admin,
    buyer,
    other,
    emulator,
    sql,
  }) => {
    for (let round = 0; round < 5; round += 1) {
      const productId = toStoreProductId('coins_100')
      const sold = await createStorePurchase(emulator, { store: 'GOOGLE_PLAY', productId })
      const { orderId } = await readStoreIds(emulator, sold)
      const adopt = (userId: string) =>
        admin.mutate('adoptPayment', { store: 'GOOGLE_PLAY', text: orderId ?? '', userId, reason: 'race' })
      const results = await Promise.all([
        adopt(buyer.userId),
        adopt(buyer.userId),
        adopt(other.userId),
        buyer.client.mutate('verifyPurchase', { receipt: sold.receipt }),
      ])
      const owners = results.flatMap(({ payment }) => payment?.user.userId ?? [])
      expect(new Set(owners).size).toBe(1)
      expect(await sql`select from payments where store_transaction_id = ${sold.transactionId}`).toHaveLength(
        1,
      )
      const codes = results.flatMap(({ problem }) => problem?.code ?? [])
      expect(codes.every((code) => code === 'RECEIPT_USER_MISMATCH')).toBe(true)
    }
  })

  test('is one payment after the caller was cut off and repeats the call', async ({
    admin,
    other,
    emulator,
    faults,
    sql,
    server,
  }) => {
    const productId = toStoreProductId('coins_100')
    const sold = await createStorePurchase(emulator, { store: 'TEST_STORE', productId })
    const { orderId } = await readStoreIds(emulator, sold)
    const input = {
      store: 'TEST_STORE',
      text: orderId ?? '',
      userId: other.userId,
      reason: 'cut off',
      idempotencyKey: randomUUID(),
    } as const
    const calls = await faults.countCalls({ store: 'TEST_STORE', endpoint: '*', delayMs: 100 })
    const controller = new AbortController()
    const query = 'mutation ($input: AdoptPaymentInput!) { adoptPayment(input: $input) { replayed } }'
    const cutOff = fetch(server.graphqlUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...admin.headers },
      body: JSON.stringify({ query, variables: { input } }),
      signal: controller.signal,
    })
    await expect.poll(calls.count).toBeGreaterThan(0)
    controller.abort()
    await expect(cutOff).rejects.toThrow()
    await faults.clear()
    expectField(await admin.mutate('adoptPayment', input), 'payment')
    expect(await sql`select from payments where store_transaction_id = ${sold.transactionId}`).toHaveLength(1)
  })
})

describe('nothing is adopted', () => {
  test('for another user than the one whose account token the sale has', async ({
    admin,
    buyer,
    other,
    emulator,
    databaseSnapshot,
  }) => {
    const { storePurchase } = await buyUnverified(buyer, { store: 'GOOGLE_PLAY' })
    const { orderId } = await readStoreIds(emulator, storePurchase)
    const input = { store: 'GOOGLE_PLAY', text: orderId ?? '', userId: other.userId, reason: 'x' } as const
    const refused = await databaseSnapshot.expectUnchanged(() => admin.mutate('adoptPayment', input))
    expect(refused).toMatchObject({
      payment: null,
      problem: { code: 'RECEIPT_USER_MISMATCH', field: ['userId'] },
    })
  })

  test('for a user who is not registered, for no user, and without a reason', async ({
    admin,
    emulator,
    databaseSnapshot,
  }) => {
    const productId = toStoreProductId('coins_100')
    const sold = await createStorePurchase(emulator, { store: 'APP_STORE', productId })
    const base = { store: 'APP_STORE', text: sold.transactionId, reason: 'x' } as const
    const cases = [
      [{ ...base, userId: 'nobody' }, 'USER_NOT_REGISTERED'],
      [base, 'INVALID_INPUT'],
      [{ ...base, reason: '' }, 'INVALID_INPUT'],
      [{ ...base, store: 'GOOGLE_PLAY' }, 'LOOKUP_NOT_POSSIBLE'],
      [{ ...base, text: '510000000000000' }, 'SALE_NOT_FOUND'],
      [{ ...base, storeTransactionId: '1' }, 'SALE_NOT_FOUND'],
    ] as const
    for (const [input, code] of cases) {
      const { problem } = await databaseSnapshot.expectUnchanged(() => admin.mutate('adoptPayment', input))
      expect(problem?.code, JSON.stringify(input)).toBe(code)
    }
  })

  test('of what the store refunded', async ({ admin, other, emulator, databaseSnapshot }) => {
    const productId = toStoreProductId('coins_100')
    const sold = await createStorePurchase(emulator, { store: 'GOOGLE_PLAY', productId })
    await updateStorePurchase(emulator, sold.id, 'refund')
    const { orderId } = await readStoreIds(emulator, sold)
    const input = { store: 'GOOGLE_PLAY', text: orderId ?? '', userId: other.userId, reason: 'x' } as const
    const { problem } = await databaseSnapshot.expectUnchanged(() => admin.mutate('adoptPayment', input))
    expect(problem?.code).toBe('PAYMENT_REFUNDED')
  })

  test('while the store is down, and the same call adopts it later', async ({
    admin,
    other,
    emulator,
    faults,
    databaseSnapshot,
  }) => {
    const productId = toStoreProductId('coins_100')
    const sold = await createStorePurchase(emulator, { store: 'APP_STORE', productId })
    const input = {
      store: 'APP_STORE',
      text: sold.transactionId,
      userId: other.userId,
      reason: 'x',
      idempotencyKey: randomUUID(),
    } as const
    await faults.inject({ store: 'APP_STORE', status: 503 })
    const { problem } = await databaseSnapshot.expectUnchanged(() => admin.mutate('adoptPayment', input))
    expect(problem).toMatchObject({ code: 'STORE_UNAVAILABLE', retryable: true })
    await faults.clear()
    expectField(await admin.mutate('adoptPayment', input), 'payment')
  })

  test('of several products of one order until one is named', async ({ admin, other, emulator }) => {
    const [first, second] = [toStoreProductId('coins_100'), toStoreProductId('coins_500')]
    const sold = await createStorePurchase(emulator, {
      store: 'GOOGLE_PLAY',
      productId: first,
      lines: [{ productId: second }],
    })
    const { orderId } = await readStoreIds(emulator, sold)
    const input = { store: 'GOOGLE_PLAY', text: orderId ?? '', userId: other.userId, reason: 'x' } as const
    expect((await admin.mutate('adoptPayment', input)).problem).toMatchObject({
      code: 'INVALID_INPUT',
      field: ['storeTransactionId'],
    })
    const one = await admin.mutate('adoptPayment', { ...input, storeProductId: second })
    expect(expectField(one, 'payment').item.itemId).toBe('coins_500')
    const rest = await admin.mutate('adoptPayment', { ...input, storeProductId: first })
    expect(expectField(rest, 'payment').item.itemId).toBe('coins_100')
  })

  test('I11: of a payment of another AppKey of the same store app, which stays its own', async ({
    server,
    otherProject,
    emulator,
    buyer,
  }) => {
    const { storePurchase } = await buyUnverified(buyer, { store: 'GOOGLE_PLAY' })
    const { orderId } = await readStoreIds(emulator, storePurchase)
    const client = createServerClient(server, otherProject)
    const refused = await client.mutate('adoptPayment', {
      store: 'GOOGLE_PLAY',
      text: orderId ?? '',
      reason: 'x',
    })
    expect(refused.payment).toBeNull()
    expect(refused.problem?.code).toBe('INVALID_INPUT')
  })
})
