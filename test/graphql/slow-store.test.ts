import { buyItem, createServerClient } from '../support/purchase-client.ts'
import { expect, serverTest as test } from '../support/test.ts'

const callCount = 150
/** The calls that one connection runs at a time. */
const runningCount = 64

test('a slow store refuses verifications beyond a bound, and delays neither another store nor another AppKey nor the database', async ({
  server,
  admin,
  buyer,
  otherProject,
  services,
  faults,
}) => {
  await faults.inject({ store: 'GOOGLE_PLAY', delayMs: 1_500 })
  const started = performance.now()
  const verify = async (number: number) => {
    const productId = 'com.example.arcade.coins_100'
    const googlePlay = { productId, purchaseToken: `unknown-${number}` }
    const { problem } = await admin.mutate('verifyPurchase', {
      userId: buyer.userId,
      receipt: { googlePlay },
    })
    return { code: problem?.code, retryAfterMs: problem?.retryAfterMs, afterMs: performance.now() - started }
  }
  const verifications = Promise.all(Array.from({ length: callCount }, (_, number) => verify(number)))
  // The same AppKey uses another store, and another AppKey is served, while the store is slow.
  await expect.poll(() => services.admission.state().running).toBe(0)
  const { payment } = await buyItem(buyer, { store: 'TEST_STORE' })
  expect(payment.store).toBe('TEST_STORE')
  await createServerClient(server, otherProject).query('{ items { nodes { id } } }')
  const results = await verifications
  const refused = results.filter(({ code }) => code === 'STORE_UNAVAILABLE')
  expect(results.filter(({ code }) => code === 'RECEIPT_INVALID')).toHaveLength(runningCount)
  expect(refused).toHaveLength(callCount - runningCount)
  expect(refused.every(({ retryAfterMs }) => retryAfterMs === 1_000)).toBe(true)
  // Those that are refused are answered before the store is.
  const slowest = (codes: typeof results) => Math.max(...codes.map(({ afterMs }) => afterMs))
  expect(slowest(refused)).toBeLessThan(slowest(results))
}, 30_000)
