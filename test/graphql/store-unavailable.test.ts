import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { newBuyer, pay, reserve, type Buyer } from '../support/buyer.ts'
import { watchDatabase, type DatabaseState } from '../support/database-state.ts'
import { mendStores, spoilStore, type Fault } from '../support/emulator-control.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'

let at: TestServer
let database: DatabaseState
let buyer: Buyer
beforeAll(async () => {
  at = await startTestServer({ environment: { STORE_TIMEOUT_MS: '300' } })
  database = watchDatabase(at.databaseUrl)
  buyer = await newBuyer(at)
})
afterEach(() => mendStores(at.emulator))
afterAll(async () => {
  await database.close()
  await at.close()
})

describe('a store that cannot be asked has said nothing: STORE_UNAVAILABLE, and the same call succeeds later', () => {
  const troubles: readonly [string, Omit<Fault, 'store'>][] = [
    ['an error 500', { status: 500 }],
    ['an error 503', { status: 503 }],
    ['an error 429', { status: 429 }],
    ['a cut connection', { reset: true }],
    ['half an answer', { truncate: true }],
    ['no answer in time', { delayMs: 2_000 }],
    ['a web page', { status: 200, body: '<html>Please log in to the hotel network</html>' }],
    ['a web page that is not found', { status: 404, body: '<html>404</html>' }],
    ['an empty object', { status: 200, body: {} }],
  ]
  const cases = troubles.flatMap(([name, fault]) =>
    (['APP_STORE', 'TEST_STORE'] as const).map((store) => ({ store, name, fault })),
  )

  test.each(cases)('$store: $name', async ({ store, fault }) => {
    const purchase = await reserve(buyer, store)
    const { receipt: whole, transactionId } = await pay(at, purchase)
    const receipt = store === 'APP_STORE' ? { appStore: { transactionId } } : whole
    await spoilStore(at.emulator, { store, ...fault })
    const verify = () => buyer.api.mutate('verifyPurchase', { purchaseId: purchase.id, receipt })
    expect(await database.expectUnchanged(verify)).toMatchObject({
      payment: null,
      purchase: { id: purchase.id, status: 'REQUESTED' },
      problem: { code: 'STORE_UNAVAILABLE', retryable: true, retryAfterMs: expect.any(Number) },
    })
    await mendStores(at.emulator)
    const later = await verify()
    expect(later).toMatchObject({
      problem: null,
      purchase: { status: 'VERIFIED' },
      payment: { status: 'PAID' },
    })
  })
})
