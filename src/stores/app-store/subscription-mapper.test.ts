import { describe, expect, test } from 'vitest'

import {
  dayMs,
  end,
  originalTransactionId,
  product,
  snapshotOf,
  start,
  transaction,
} from '../../../test/fixtures/app-store/subscription-statements.ts'

describe('the state of a subscription', () => {
  test('an active subscription has the end of its transaction, its next payment and its owner', () => {
    expect(snapshotOf()).toMatchObject({
      environment: 'SANDBOX',
      reference: {
        key: originalTransactionId,
        details: JSON.stringify({ transactionId: originalTransactionId, environment: 'SANDBOX' }),
      },
      state: 'ACTIVE',
      accessUntil: new Date(end),
      willRenew: true,
      renewsAt: new Date(end),
      cancelReason: null,
      startedAt: new Date(start),
      phase: 'NORMAL',
      ownership: 'BOUGHT',
      groupId: '21',
      storeAccountId: '704',
      countryCode: 'US',
      accountToken: '7e3fb20b-4cdb-47cc-936d-99d65f608138',
      statedAt: new Date(start + 2 * dayMs),
      lines: [
        {
          lineKey: '',
          storeProductId: product,
          givesAccess: true,
          renewalPrice: { amountMicros: 9_990_000n, currencyCode: 'USD' },
        },
      ],
    })
  })

  test.each([
    [1, 'ACTIVE', true],
    [2, 'EXPIRED', false],
    [3, 'ON_HOLD', false],
    [4, 'IN_GRACE_PERIOD', true],
    [5, 'REVOKED', false],
  ])('the status %i is the state %s, whose line gives access: %s', (status, state, givesAccess) => {
    expect(snapshotOf({ status })).toMatchObject({ state, lines: [{ givesAccess }] })
  })

  test.each([
    [start + dayMs, 'ACTIVE'],
    [end + dayMs, 'EXPIRED'],
  ])('an unknown status is read by the end of the period at the time of the statement %i', (at, state) => {
    expect(snapshotOf({ status: 6, renewal: { signedDate: at } }).state).toBe(state)
  })

  test.each([true, false, undefined])(
    'a grace period lasts until its date, whether the billing retry is stated as %s',
    (isInBillingRetryPeriod) => {
      const gracePeriodExpiresDate = end + 16 * dayMs
      expect(
        snapshotOf({ status: 4, renewal: { isInBillingRetryPeriod, gracePeriodExpiresDate } }),
      ).toMatchObject({
        state: 'IN_GRACE_PERIOD',
        accessUntil: new Date(gracePeriodExpiresDate),
        gracePeriodEndsAt: new Date(gracePeriodExpiresDate),
        renewsAt: new Date(end),
      })
    },
  )

  test('a billing retry without a grace period gives no access and keeps the renewal', () => {
    expect(snapshotOf({ status: 3, renewal: { isInBillingRetryPeriod: true } })).toMatchObject({
      state: 'ON_HOLD',
      accessUntil: new Date(end),
      gracePeriodEndsAt: null,
      willRenew: true,
      renewsAt: null,
    })
  })

  test('an extension is a later renewal date, without another period', () => {
    const renewalDate = end + 9 * dayMs
    const { accessUntil, renewsAt, periods } = snapshotOf({ renewal: { renewalDate } })
    expect([accessUntil, renewsAt]).toEqual([new Date(renewalDate), new Date(renewalDate)])
    expect(periods).toMatchObject([{ endsAt: new Date(end) }])
  })

  test.each([
    [1, 'USER'],
    [2, 'BILLING'],
    [3, 'PRICE_NOT_AGREED'],
    [4, 'PRODUCT_UNAVAILABLE'],
    [5, 'OTHER'],
    [77, 'OTHER'],
    [undefined, 'OTHER'],
  ])('an expired subscription with the intent %s ended by %s', (expirationIntent, cancelReason) => {
    expect(snapshotOf({ status: 2, renewal: { autoRenewStatus: 0, expirationIntent } })).toMatchObject({
      state: 'EXPIRED',
      cancelReason,
      willRenew: false,
      renewsAt: null,
    })
  })

  test('a subscription whose renewal is off gives access until its end', () => {
    expect(snapshotOf({ renewal: { autoRenewStatus: 0 } })).toMatchObject({
      state: 'ACTIVE',
      willRenew: false,
      renewsAt: null,
      cancelReason: 'USER',
      accessUntil: new Date(end),
      lines: [{ willRenew: false, renewalPrice: null }],
    })
  })

  test('a revoked subscription states when it was revoked', () => {
    const revocationDate = start + 5 * dayMs
    expect(
      snapshotOf({ status: 5, transaction: { revocationDate, revocationType: 'REFUND_FULL' } }),
    ).toMatchObject({
      state: 'REVOKED',
      canceledAt: new Date(revocationDate),
      cancelReason: 'STORE',
      willRenew: false,
      periods: [{ refund: { full: true, amountMicros: 9_990_000n }, isReplaced: false }],
    })
  })
})

describe('changes of a subscription', () => {
  test('a change to a lower level is pending until the renewal', () => {
    const basic = 'com.example.arcade.basic'
    const { lines, pendingChange } = snapshotOf({ renewal: { autoRenewProductId: basic } })
    expect(lines).toMatchObject([{ storeProductId: product }])
    expect(pendingChange).toEqual({ storeProductId: basic, basePlanId: null, at: new Date(end) })
  })

  test('a change that is pending is void when the renewal is off', () => {
    const renewal = { autoRenewProductId: 'com.example.arcade.basic', autoRenewStatus: 0 }
    expect(snapshotOf({ renewal }).pendingChange).toBeNull()
  })

  test('an upgrade links its period to the replaced one, whose refund in part is no loss', () => {
    const at = start + 10 * dayMs
    const old = transaction({
      isUpgraded: true,
      revocationDate: at,
      revocationType: 'REFUND_PRORATED',
      revocationPercentage: 66_000,
    })
    const upgrade = {
      transactionId: '2000000900000002',
      productId: 'com.example.arcade.gold',
      purchaseDate: at,
      expiresDate: at + 30 * dayMs,
      price: 19_990,
      transactionReason: 'PURCHASE',
    }
    const snapshot = snapshotOf({ transaction: upgrade, history: [old] })
    expect(snapshot).toMatchObject({ state: 'ACTIVE', isReplaced: false })
    expect(snapshot.periods).toMatchObject([
      {
        kind: 'INITIAL',
        isReplaced: true,
        refund: { full: false, quantity: 0, amountMicros: 6_593_400n },
      },
      { kind: 'CHANGE', replaces: originalTransactionId, isReplaced: false, refund: null },
    ])
  })

  test('a subscription that a bundle replaced gives no access and names the replacement as its cause', () => {
    const transactionChanges = { isUpgraded: true, revocationType: 'upgraded_to_bundle' }
    expect(snapshotOf({ transaction: transactionChanges })).toMatchObject({
      isReplaced: true,
      state: 'EXPIRED',
      cancelReason: 'REPLACED',
      lines: [{ givesAccess: false }],
    })
  })

  test('a subscription that continues another one under a new id names it', () => {
    const previousOriginalTransactionId = '2000000100000009'
    expect(snapshotOf({ transaction: { previousOriginalTransactionId } }).replaces).toEqual([
      previousOriginalTransactionId,
    ])
  })

  test.each([
    [0, { status: 'OUTSTANDING', newPrice: null, needsConsent: true, consentBy: new Date(end) }],
    [
      1,
      {
        status: 'CONFIRMED',
        newPrice: { amountMicros: 12_990_000n, currencyCode: 'USD' },
        needsConsent: false,
        consentBy: null,
      },
    ],
    [7, null],
    [undefined, null],
  ])(
    'a price increase with the status %s is a price change of that kind, or none',
    (priceIncreaseStatus, priceChange) => {
      expect(snapshotOf({ renewal: { priceIncreaseStatus, renewalPrice: 12_990 } }).priceChange).toEqual(
        priceChange,
      )
    },
  )

  test('a price that was not agreed to ends the subscription', () => {
    const renewal = { autoRenewStatus: 0, expirationIntent: 3, priceIncreaseStatus: 0 }
    expect(snapshotOf({ status: 2, renewal }).priceChange).toMatchObject({ status: 'CANCELED' })
  })

  test('the months of a commitment go on after a cancellation, which only its renewal shows', () => {
    const commitmentExpiresDate = start + 365 * dayMs
    const commitmentInfo = { billingPeriodNumber: 3, totalBillingPeriods: 12, commitmentExpiresDate }
    const snapshot = snapshotOf({
      transaction: { billingPlanType: 'MONTHLY', commitmentInfo },
      renewal: { autoRenewStatus: 1, commitmentInfo: { commitmentAutoRenewStatus: 0 } },
    })
    expect(snapshot).toMatchObject({
      state: 'ACTIVE',
      willRenew: false,
      cancelReason: 'USER',
      renewsAt: new Date(end),
      commitment: { paid: 3, total: 12, endsAt: new Date(commitmentExpiresDate) },
    })
  })
})
