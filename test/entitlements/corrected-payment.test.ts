import { buyItem, expectField } from '../support/purchase-client.ts'
import { entitlementTest as test, expect } from './entitlement-test.ts'

test('a payment that is corrected to refunded ends the entitlement at the time of the correction', async ({
  admin,
  noAds: _,
  createUser,
  eventsOf,
}) => {
  const { buyer, userId } = await createUser()
  const { payment } = await buyItem(buyer, { itemId: 'remove_ads', store: 'GOOGLE_PLAY' })
  const correction = { paymentId: payment.id, status: 'REFUNDED' as const, reason: 'a test' }
  expectField(await admin.mutate('correctPayment', correction), 'payment')
  const [corrected, changed] = (await eventsOf(userId)).slice(2)
  expect([corrected?.type, changed?.type]).toEqual(['PAYMENT_CORRECTED', 'ENTITLEMENT_CHANGED'])
  expect(changed?.at).toEqual(corrected?.at)
})
