import fc from 'fast-check'
import { expect, test } from 'vitest'

import { snapshotOf } from '../../../test/fixtures/app-store/subscription-statements.ts'

test('values that Apple may add later never fail a reading, and never give access without a date', () => {
  const odd = fc.oneof(fc.integer(), fc.string(), fc.constant(null), fc.boolean(), fc.object())
  const fields = (names: readonly string[]) =>
    fc.record(Object.fromEntries(names.map((name) => [name, odd])), { requiredKeys: [] })
  const transactionFields = fields([
    ...[
      'offerType',
      'offerDiscountType',
      'transactionReason',
      'isUpgraded',
      'commitmentInfo',
      'billingPlanType',
    ],
    ...['revocationType', 'revocationReason', 'price', 'currency', 'storefront', 'inAppOwnershipType'],
    ...['previousOriginalTransactionId', 'webOrderLineItemId', 'bundle', 'quantity', 'expiresDate'],
  ])
  const renewalFields = fields([
    ...['autoRenewProductId', 'autoRenewStatus', 'expirationIntent', 'priceIncreaseStatus', 'commitmentInfo'],
    ...['gracePeriodExpiresDate', 'renewalDate', 'renewalPrice', 'currency', 'signedDate', 'appAccountToken'],
  ])
  fc.assert(
    fc.property(fc.integer(), transactionFields, renewalFields, (status, changes, renewal) => {
      const snapshot = snapshotOf({ status, transaction: changes, renewal })
      expect(snapshot.lines).toHaveLength(1)
      expect(snapshot.accessUntil?.getTime()).toBeGreaterThanOrEqual(0)
      expect(snapshot.periods).toHaveLength(1)
      const [line] = snapshot.lines
      expect(line?.givesAccess).toBe(['ACTIVE', 'IN_GRACE_PERIOD'].includes(snapshot.state))
      if (snapshot.willRenew) expect(['ACTIVE', 'IN_GRACE_PERIOD', 'ON_HOLD']).toContain(snapshot.state)
    }),
  )
})
