import type { ApiClient } from '../support/api.ts'
import { buyItem, createBuyer, payAtStore, requestPurchase, type Buyer } from '../support/purchase-client.ts'
import { describe, expect, serverTest as test } from '../support/test.ts'

const reused = { code: 'IDEMPOTENCY_KEY_REUSED', field: ['idempotencyKey'], retryable: false }
const badKey = { code: 'INVALID_INPUT', field: ['idempotencyKey'], retryable: false }
const maxLengthKey = 'k'.repeat(200)

type Outcome = { readonly problem?: unknown }
type Clients = { readonly admin: ApiClient; readonly buyer: Buyer }
type Call = {
  readonly name: string
  readonly call: (clients: Clients, idempotencyKey: string) => Promise<Outcome>
}

const calls: readonly Call[] = [
  {
    name: 'requestPurchase',
    call: ({ buyer }, idempotencyKey) =>
      buyer.client.mutate('requestPurchase', { itemId: 'coins_100', store: 'TEST_STORE', idempotencyKey }),
  },
  {
    name: 'verifyPurchase',
    call: ({ buyer }, idempotencyKey) =>
      buyer.client.mutate('verifyPurchase', { receipt: { testStore: { receipt: 'none' } }, idempotencyKey }),
  },
  {
    name: 'consumePayment',
    call: ({ admin }, idempotencyKey) =>
      admin.mutate('consumePayment', { paymentId: 'pay_none', purchaseToken: 'none', idempotencyKey }),
  },
  {
    name: 'completePayment',
    call: ({ admin }, idempotencyKey) =>
      admin.mutate('completePayment', { paymentId: 'pay_none', idempotencyKey }),
  },
]

describe.each(calls)('$name', ({ call }) => {
  test.for([
    ['empty', ''],
    ['201 characters long', `${maxLengthKey}k`],
    ['with a NUL', 'key\u0000'],
    ['with half of a surrogate pair', 'key\ud800'],
  ] as const)(
    'an idempotency key that is %s is rejected and changes nothing',
    async ([_, key], { admin, buyer, databaseSnapshot }) => {
      expect(await databaseSnapshot.expectUnchanged(() => call({ admin, buyer }, key))).toMatchObject({
        problem: badKey,
      })
    },
  )

  test('an idempotency key of 200 characters is accepted', async ({ admin, buyer }) => {
    expect(await call({ admin, buyer }, maxLengthKey)).not.toMatchObject({ problem: badKey })
  })
})

describe('requestPurchase', () => {
  const input = { itemId: 'coins_100', store: 'APP_STORE', idempotencyKey: 'reservation 1' } as const

  test('a retried request with the same key returns the same purchase, replayed', async ({
    buyer,
    databaseSnapshot,
  }) => {
    const first = await buyer.client.mutate('requestPurchase', input)
    const again = await databaseSnapshot.expectUnchanged(() => buyer.client.mutate('requestPurchase', input))
    expect([first.replayed, again.replayed]).toEqual([false, true])
    expect(again.purchase).toEqual(first.purchase)
  })

  test.for([
    ['another item', { itemId: 'coins_500' }],
    ['another store', { store: 'TEST_STORE' as const }],
    ['another payload', { developerPayload: 'something' }],
  ] as const)(
    'the same key with %s is rejected and changes nothing',
    async ([_, change], { buyer, databaseSnapshot }) => {
      await buyer.client.mutate('requestPurchase', input)
      const payload = await databaseSnapshot.expectUnchanged(() =>
        buyer.client.mutate('requestPurchase', { ...input, ...change }),
      )
      expect(payload).toMatchObject({ purchase: null, replayed: false, problem: reused })
    },
  )

  test('each user has its own keys, and the game server has others', async ({ server, admin, buyer }) => {
    const { purchase } = await buyer.client.mutate('requestPurchase', input)
    const other = await createBuyer(server)
    const ofOther = await other.client.mutate('requestPurchase', input)
    const ofServer = await admin.mutate('requestPurchase', { ...input, userId: buyer.userId })
    expect([ofOther.replayed, ofServer.replayed]).toEqual([false, false])
    expect(new Set([purchase?.id, ofOther.purchase?.id, ofServer.purchase?.id]).size).toBe(3)
  })

  test('simultaneous requests with one key create one purchase', async ({ buyer }) => {
    const simultaneous = { ...input, idempotencyKey: 'reservation at once' }
    const payloads = await Promise.all(
      Array.from({ length: 10 }, () => buyer.client.mutate('requestPurchase', simultaneous)),
    )
    expect(new Set(payloads.map(({ purchase }) => purchase?.id)).size).toBe(1)
    expect(payloads.filter(({ replayed }) => !replayed)).toHaveLength(1)
  })
})

describe('verifyPurchase', () => {
  test('a retried verification with the same key returns the same payment, and is rejected with another receipt', async ({
    server,
    buyer,
    databaseSnapshot,
  }) => {
    const purchase = await requestPurchase(buyer, { store: 'TEST_STORE' })
    const { receipt } = await payAtStore(server, purchase)
    const input = { purchaseId: purchase.id, receipt, idempotencyKey: 'verification 1' }
    const first = await buyer.client.mutate('verifyPurchase', input)
    const again = await databaseSnapshot.expectUnchanged(() => buyer.client.mutate('verifyPurchase', input))
    expect([first.replayed, again.replayed]).toEqual([false, true])
    expect(again.payment).toEqual(first.payment)
    const { receipt: otherReceipt } = await payAtStore(server, purchase)
    const other = await databaseSnapshot.expectUnchanged(() =>
      buyer.client.mutate('verifyPurchase', { ...input, receipt: otherReceipt }),
    )
    expect(other).toMatchObject({ payment: null, problem: reused })
  })

  test('a key of a receipt that was verified before belongs to that payment, also for simultaneous calls', async ({
    server,
    buyer,
    databaseSnapshot,
  }) => {
    const { payment, storePurchase } = await buyItem(buyer)
    const input = { receipt: storePurchase.receipt, idempotencyKey: 'verification of a known receipt' }
    const payloads = await Promise.all(
      Array.from({ length: 10 }, () => buyer.client.mutate('verifyPurchase', input)),
    )
    for (const payload of payloads) {
      expect(payload).toMatchObject({ payment: { id: payment.id }, replayed: true, problem: null })
    }
    const { receipt } = await payAtStore(server, await requestPurchase(buyer, { store: 'TEST_STORE' }))
    const other = await databaseSnapshot.expectUnchanged(() =>
      buyer.client.mutate('verifyPurchase', { ...input, receipt }),
    )
    expect(other).toMatchObject({ payment: null, problem: reused })
  })

  test('a rejected verification does not use its key', async ({ server, buyer }) => {
    const purchase = await requestPurchase(buyer, { store: 'TEST_STORE' })
    const idempotencyKey = 'verification 2'
    const receipt = { testStore: { receipt: 'nonsense' } }
    const rejected = await buyer.client.mutate('verifyPurchase', {
      purchaseId: purchase.id,
      receipt,
      idempotencyKey,
    })
    expect(rejected.problem?.code).toBe('RECEIPT_INVALID')
    const storePurchase = await payAtStore(server, purchase)
    const input = { purchaseId: purchase.id, receipt: storePurchase.receipt, idempotencyKey }
    expect(await buyer.client.mutate('verifyPurchase', input)).toMatchObject({
      replayed: false,
      problem: null,
    })
  })
})
