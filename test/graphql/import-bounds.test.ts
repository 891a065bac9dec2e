import type { ImportedPurchaseInput } from '../../src/graphql/generated/types.ts'
import { createStorePurchase } from '../support/emulator-control.ts'
import { newUserId, toStoreProductId } from '../support/purchase-client.ts'
import { expect, serverTest as test } from '../support/test.ts'

test('an import is refused with BUSY while as many run as may wait for the stores, and runs afterwards', async ({
  emulator,
  admin,
  services,
}) => {
  const { promise: blocked, resolve: unblock } = Promise.withResolvers<null>()
  const running = Array.from({ length: 4 }, () => services.importPacer.run(() => blocked))
  const { receipt } = await createStorePurchase(emulator, {
    store: 'GOOGLE_PLAY',
    productId: toStoreProductId('coins_100'),
    environment: 'PRODUCTION',
  })
  const purchases = [{ userId: newUserId(), receipt }]
  const input = { purchases: purchases as unknown as ImportedPurchaseInput[] }
  expect(await admin.mutate('importPurchases', input)).toMatchObject({
    results: null,
    problem: { code: 'BUSY', retryable: true, retryAfterMs: 5_000 },
  })
  unblock(null)
  await Promise.all(running)
  expect(await admin.mutate('importPurchases', input)).toMatchObject({
    results: [{ outcome: 'RECORDED' }],
    problem: null,
  })
})
