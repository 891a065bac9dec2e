import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buyItem, consumeInput, newBuyer, pay, reserve, serverApi, type Buyer } from '../support/buyer.ts'
import type { Api } from '../support/api.ts'
import { watchDatabase, type DatabaseState } from '../support/database-state.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'

let at: TestServer
let database: DatabaseState
let server: Api
let buyer: Buyer
beforeAll(async () => {
  at = await startTestServer()
  database = watchDatabase(at.databaseUrl)
  server = serverApi(at)
  buyer = await newBuyer(at)
})
afterAll(async () => {
  await database.close()
  await at.close()
})

const reused = { code: 'IDEMPOTENCY_KEY_REUSED', field: ['idempotencyKey'], retryable: false }
const badKey = { code: 'INVALID_INPUT', field: ['idempotencyKey'], retryable: false }
const longest = 'k'.repeat(200)

type Outcome = { readonly problem?: unknown }
type Call = { readonly name: string; readonly call: (idempotencyKey: string) => Promise<Outcome> }

const calls: readonly Call[] = [
  {
    name: 'requestPurchase',
    call: (idempotencyKey) =>
      buyer.api.mutate('requestPurchase', { itemId: 'coins_100', store: 'TEST_STORE', idempotencyKey }),
  },
  {
    name: 'verifyPurchase',
    call: (idempotencyKey) =>
      buyer.api.mutate('verifyPurchase', { receipt: { testStore: { receipt: 'none' } }, idempotencyKey }),
  },
  {
    name: 'consumePayment',
    call: (idempotencyKey) =>
      server.mutate('consumePayment', { paymentId: 'pay_none', purchaseToken: 'none', idempotencyKey }),
  },
  {
    name: 'completePayment',
    call: (idempotencyKey) => server.mutate('completePayment', { paymentId: 'pay_none', idempotencyKey }),
  },
]

describe.each(calls)('$name', ({ call }) => {
  test.each([
    ['empty', ''],
    ['201 characters long', `${longest}k`],
    ['with a NUL in it', 'key\u0000'],
    ['with half of a character in it', 'key\ud800'],
  ])('refuses a key that is %s, and changes nothing', async (_, key) => {
    expect(await database.expectUnchanged(() => call(key))).toMatchObject({ problem: badKey })
  })

  test('takes a key of 200 characters', async () => {
    expect(await call(longest)).not.toMatchObject({ problem: badKey })
  })
})

describe('requestPurchase', () => {
  const wish = { itemId: 'coins_100', store: 'APP_STORE', idempotencyKey: 'reservation 1' } as const

  test('the same call with the same key gets the same purchase, replayed', async () => {
    const first = await buyer.api.mutate('requestPurchase', wish)
    const again = await database.expectUnchanged(() => buyer.api.mutate('requestPurchase', wish))
    expect([first.replayed, again.replayed]).toEqual([false, true])
    expect(again.purchase).toEqual(first.purchase)
  })

  test.each([
    ['another item', { itemId: 'coins_500' }],
    ['another store', { store: 'TEST_STORE' as const }],
    ['another payload', { developerPayload: 'something' }],
  ])('the same key with %s is refused and changes nothing', async (_, change) => {
    await buyer.api.mutate('requestPurchase', wish)
    const answer = await database.expectUnchanged(() =>
      buyer.api.mutate('requestPurchase', { ...wish, ...change }),
    )
    expect(answer).toMatchObject({ purchase: null, replayed: false, problem: reused })
  })

  test('each user has its own keys, and the game server others', async () => {
    const { purchase } = await buyer.api.mutate('requestPurchase', wish)
    const other = await newBuyer(at)
    const ofOther = await other.api.mutate('requestPurchase', wish)
    const ofServer = await server.mutate('requestPurchase', { ...wish, userId: buyer.userId })
    expect([ofOther.replayed, ofServer.replayed]).toEqual([false, false])
    expect(new Set([purchase?.id, ofOther.purchase?.id, ofServer.purchase?.id]).size).toBe(3)
  })

  test('simultaneous calls with one key make one purchase', async () => {
    const simultaneous = { ...wish, idempotencyKey: 'reservation at once' }
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => buyer.api.mutate('requestPurchase', simultaneous)),
    )
    expect(new Set(answers.map(({ purchase }) => purchase?.id)).size).toBe(1)
    expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1)
  })
})

describe('verifyPurchase', () => {
  test('the same call with the same key gets the same payment, replayed; with another receipt it is refused', async () => {
    const purchase = await reserve(buyer, 'TEST_STORE')
    const { receipt } = await pay(at, purchase)
    const input = { purchaseId: purchase.id, receipt, idempotencyKey: 'verification 1' }
    const first = await buyer.api.mutate('verifyPurchase', input)
    const again = await database.expectUnchanged(() => buyer.api.mutate('verifyPurchase', input))
    expect([first.replayed, again.replayed]).toEqual([false, true])
    expect(again.payment).toEqual(first.payment)
    const { receipt: otherReceipt } = await pay(at, purchase)
    const other = await database.expectUnchanged(() =>
      buyer.api.mutate('verifyPurchase', { ...input, receipt: otherReceipt }),
    )
    expect(other).toMatchObject({ payment: null, problem: reused })
  })

  test('a key that came with a receipt taken before belongs to that payment, also when several calls bring it at once', async () => {
    const { payment, bought } = await buyItem(at, buyer)
    const input = { receipt: bought.receipt, idempotencyKey: 'verification of a known receipt' }
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => buyer.api.mutate('verifyPurchase', input)),
    )
    for (const answer of answers) {
      expect(answer).toMatchObject({ payment: { id: payment.id }, replayed: true, problem: null })
    }
    const { receipt } = await pay(at, await reserve(buyer, 'TEST_STORE'))
    const other = await database.expectUnchanged(() =>
      buyer.api.mutate('verifyPurchase', { ...input, receipt }),
    )
    expect(other).toMatchObject({ payment: null, problem: reused })
  })

  test('a refusal does not use the key up', async () => {
    const purchase = await reserve(buyer, 'TEST_STORE')
    const idempotencyKey = 'verification 2'
    const receipt = { testStore: { receipt: 'nonsense' } }
    const refused = await buyer.api.mutate('verifyPurchase', {
      purchaseId: purchase.id,
      receipt,
      idempotencyKey,
    })
    expect(refused.problem?.code).toBe('RECEIPT_INVALID')
    const bought = await pay(at, purchase)
    const input = { purchaseId: purchase.id, receipt: bought.receipt, idempotencyKey }
    expect(await buyer.api.mutate('verifyPurchase', input)).toMatchObject({ replayed: false, problem: null })
  })
})

describe('consumePayment', () => {
  test('the same call with the same key gets the same consume, also after the delivery', async () => {
    const { payment } = await buyItem(at, buyer)
    const input = consumeInput(payment, 'consume 1')
    const first = await server.mutate('consumePayment', input)
    const again = await database.expectUnchanged(() => server.mutate('consumePayment', input))
    expect(again).toMatchObject({ replayed: true, problem: null })
    expect(again.consume).toEqual(first.consume)
    await server.mutate('completePayment', { paymentId: payment.id })
    expect(await server.mutate('consumePayment', input)).toMatchObject({
      replayed: true,
      problem: null,
      consume: { id: first.consume?.id },
      payment: { status: 'COMPLETED' },
    })
  })

  test('the same key for another payment is refused, and that payment stays unconsumed', async () => {
    const [first, second] = [await buyItem(at, buyer), await buyItem(at, buyer)]
    await server.mutate('consumePayment', consumeInput(first.payment, 'consume 2'))
    const input = consumeInput(second.payment, 'consume 2')
    const answer = await database.expectUnchanged(() => server.mutate('consumePayment', input))
    expect(answer).toMatchObject({ consume: null, replayed: false, problem: reused })
  })

  test('another key, or none, for a consumed payment tells of the earlier consume', async () => {
    const { payment } = await buyItem(at, buyer)
    const { consume } = await server.mutate('consumePayment', consumeInput(payment, 'consume 3'))
    for (const key of ['consume 4', null]) {
      const answer = await database.expectUnchanged(() =>
        server.mutate('consumePayment', consumeInput(payment, key)),
      )
      expect(answer).toMatchObject({
        consume: null,
        payment: { consume: { id: consume?.id, consumedBy: 'SERVER', idempotencyKey: 'consume 3' } },
        problem: { code: 'ALREADY_CONSUMED', field: ['paymentId'], retryable: false },
      })
    }
  })

  test('in a batch each consume stands alone, also for its key', async () => {
    const [first, second] = [await buyItem(at, buyer), await buyItem(at, buyer)]
    const consumes = [
      consumeInput(first.payment, 'batch 1'),
      consumeInput(first.payment, 'batch 1'),
      { ...consumeInput(second.payment), purchaseToken: 'wrong' },
      consumeInput(second.payment, 'batch 2'),
    ]
    const { results, problem } = await server.mutate('consumePayments', { consumes })
    expect(problem).toBeNull()
    expect(results.map((result) => result.problem?.code ?? null)).toEqual([
      null,
      null,
      'PURCHASE_TOKEN_INVALID',
      null,
    ])
    expect(
      results
        .slice(0, 2)
        .map(({ replayed }) => replayed)
        .sort(),
    ).toEqual([false, true])
    expect(results[0]?.consume?.id).toBe(results[1]?.consume?.id)
    expect(results[2]?.problem?.field).toEqual(['consumes', '2', 'purchaseToken'])
    expect(results[3]?.payment?.status).toBe('CONSUMED')
  })

  test.each([0, 101])('a batch of %i is refused as a whole', async (length) => {
    const consumes = Array.from({ length }, () => ({ paymentId: 'pay_none', purchaseToken: 'none' }))
    expect(await server.mutate('consumePayments', { consumes })).toEqual({
      results: [],
      problem: expect.objectContaining({ code: 'INVALID_INPUT', field: ['consumes'] }),
    })
  })
})

describe('completePayment', () => {
  test('the same call is replayed, with a key or without; the same key with other words is refused', async () => {
    const { payment } = await buyItem(at, buyer)
    await server.mutate('consumePayment', consumeInput(payment))
    const input = { paymentId: payment.id, deliveryReference: 'mail 1', idempotencyKey: 'completion 1' }
    const first = await server.mutate('completePayment', input)
    expect(first).toMatchObject({ replayed: false, problem: null, payment: { status: 'COMPLETED' } })
    for (const again of [input, { paymentId: payment.id }]) {
      const answer = await database.expectUnchanged(() => server.mutate('completePayment', again))
      expect(answer).toMatchObject({ replayed: true, problem: null })
      expect(answer.payment).toEqual(first.payment)
    }
    const other = { ...input, deliveryReference: 'mail 2' }
    expect(await server.mutate('completePayment', other)).toMatchObject({ payment: null, problem: reused })
  })
})
