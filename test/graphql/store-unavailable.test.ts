import { payAtStore, requestPurchase } from '../support/purchase-client.ts'
import type { FaultOptions } from '../support/emulator-control.ts'
import { eventually } from '../support/eventually.ts'
import { describe, expect, serverTest } from '../support/test.ts'

const test = serverTest.extend(
  'serverOptions',
  { scope: 'file' },
  { environment: { STORE_TIMEOUT_MS: '300' } },
)

describe('an unavailable store', () => {
  const troubles: readonly [string, Omit<FaultOptions, 'store'>][] = [
    ['an error 500', { status: 500 }],
    ['an error 503', { status: 503 }],
    ['an error 429', { status: 429 }],
    ['a cut connection', { reset: true }],
    ['a truncated response', { truncate: true }],
    ['a timeout', { delayMs: 2_000 }],
    ['a web page', { status: 200, body: '<html>Please log in to the hotel network</html>' }],
    ['a web page that is not found', { status: 404, body: '<html>404</html>' }],
    ['an empty object', { status: 200, body: {} }],
  ]
  const cases = troubles.flatMap(([name, fault]) =>
    (['APP_STORE', 'TEST_STORE'] as const).map((store) => ({ store, name, fault })),
  )

  test.for(cases)(
    'a verification at $store fails with STORE_UNAVAILABLE after $name, and the same call succeeds later',
    async ({ store, fault }, { server, buyer, databaseSnapshot, faults }) => {
      const purchase = await requestPurchase(buyer, { store })
      const { receipt: whole, transactionId } = await payAtStore(server, purchase)
      const receipt = store === 'APP_STORE' ? { appStore: { transactionId } } : whole
      await faults.inject({ store, ...fault })
      const verify = () => buyer.client.mutate('verifyPurchase', { purchaseId: purchase.id, receipt })
      expect(await databaseSnapshot.expectUnchanged(verify)).toMatchObject({
        payment: null,
        purchase: { id: purchase.id, status: 'REQUESTED' },
        problem: { code: 'STORE_UNAVAILABLE', retryable: true, retryAfterMs: expect.any(Number) },
      })
      await faults.clear()
      // On a busy machine a call may exceed the short timeout once more.
      await eventually(async () =>
        expect(await verify()).toMatchObject({
          problem: null,
          purchase: { status: 'VERIFIED' },
          payment: { status: 'PAID' },
        }),
      )
    },
  )
})
