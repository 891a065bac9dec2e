import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { createBuyer, payAtStore, requestPurchase, type Buyer } from '../support/buyer.ts'
import { openDatabaseSnapshot, type DatabaseSnapshot } from '../support/database-snapshot.ts'
import { clearFaults, injectFault, type FaultOptions } from '../support/emulator-control.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'

let server: TestServer
let database: DatabaseSnapshot
let buyer: Buyer
beforeAll(async () => {
  server = await startTestServer({ environment: { STORE_TIMEOUT_MS: '300' } })
  database = openDatabaseSnapshot(server.databaseUrl)
  buyer = await createBuyer(server)
})
afterEach(() => clearFaults(server.emulator))
afterAll(async () => {
  await database.close()
  await server.close()
})

describe('a store that cannot be asked has said nothing: STORE_UNAVAILABLE, and the same call succeeds later', () => {
  const troubles: readonly [string, Omit<FaultOptions, 'store'>][] = [
    ['an error 500', { status: 500 }],
    ['an error 503', { status: 503 }],
    ['an error 429', { status: 429 }],
    ['a cut connection', { reset: true }],
    ['half an answer', { truncate: true }],
    ['the request timed out', { delayMs: 2_000 }],
    ['a web page', { status: 200, body: '<html>Please log in to the hotel network</html>' }],
    ['a web page that is not found', { status: 404, body: '<html>404</html>' }],
    ['an empty object', { status: 200, body: {} }],
  ]
  const cases = troubles.flatMap(([name, fault]) =>
    (['APP_STORE', 'TEST_STORE'] as const).map((store) => ({ store, name, fault })),
  )

  test.each(cases)('$store: $name', async ({ store, fault }) => {
    const purchase = await requestPurchase(buyer, store)
    const { receipt: whole, transactionId } = await payAtStore(server, purchase)
    const receipt = store === 'APP_STORE' ? { appStore: { transactionId } } : whole
    await injectFault(server.emulator, { store, ...fault })
    const verify = () => buyer.client.mutate('verifyPurchase', { purchaseId: purchase.id, receipt })
    expect(await database.expectUnchanged(verify)).toMatchObject({
      payment: null,
      purchase: { id: purchase.id, status: 'REQUESTED' },
      problem: { code: 'STORE_UNAVAILABLE', retryable: true, retryAfterMs: expect.any(Number) },
    })
    await clearFaults(server.emulator)
    const later = await verify()
    expect(later).toMatchObject({
      problem: null,
      purchase: { status: 'VERIFIED' },
      payment: { status: 'PAID' },
    })
  })
})
