import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import {
  dayMs,
  end,
  originalTransactionId,
  renewalInfo,
  renewed,
  snapshotOf,
  start,
  transaction,
} from '../../../test/fixtures/app-store/subscription-statements.ts'
import { toSubscriptionSnapshot } from './subscription-mapper.ts'

describe('the periods of a subscription', () => {
  test.each([
    [{}, 'NORMAL', null],
    [{ offerType: 1, offerDiscountType: 'FREE_TRIAL', price: 0 }, 'TRIAL', 'INTRODUCTORY'],
    [{ offerType: 1, price: 0 }, 'TRIAL', 'INTRODUCTORY'],
    [{ offerType: 1, offerDiscountType: 'PAY_AS_YOU_GO' }, 'INTRODUCTORY', 'INTRODUCTORY'],
    [{ offerType: 2, offerDiscountType: 'PAY_UP_FRONT' }, 'OFFER', 'PROMOTIONAL'],
    [{ offerType: 3, offerDiscountType: 'FREE_TRIAL' }, 'TRIAL', 'OFFER_CODE'],
    [{ offerType: 4, offerDiscountType: 'PAY_AS_YOU_GO' }, 'OFFER', 'WIN_BACK'],
    [{ offerType: 5, offerDiscountType: 'PAY_AS_YOU_GO' }, 'OFFER', 'OTHER'],
    [{ offerType: 99, offerDiscountType: 'A_NEW_ONE' }, 'OFFER', 'OTHER'],
  ])('a transaction with %j is of the phase %s', (changes, phase, offerKind) => {
    const { periods, phase: current } = snapshotOf({ transaction: changes })
    expect(current).toBe(phase)
    expect(periods[0]?.phase).toBe(phase)
    expect(periods[0]?.offer?.kind ?? null).toBe(offerKind)
  })

  test('a refund of an earlier period leaves the subscription active', () => {
    const refunded = transaction({ revocationDate: start + 40 * dayMs, revocationType: 'REFUND_FULL' })
    const snapshot = toSubscriptionSnapshot({
      status: 1,
      transaction: renewed(1),
      renewal: renewalInfo({ renewalDate: end + 30 * dayMs }),
      history: [renewed(1), refunded],
      raw: '{}',
    })
    expect(snapshot.state).toBe('ACTIVE')
    expect(snapshot.periods).toMatchObject([{ refund: { full: true } }, { refund: null, kind: 'RENEWAL' }])
  })

  test('a period of a family member costs nothing, and its account token is not that of the member', () => {
    const snapshot = snapshotOf({ transaction: { inAppOwnershipType: 'FAMILY_SHARED', price: 9990 } })
    expect(snapshot).toMatchObject({ ownership: 'SHARED', accountToken: null })
    expect(snapshot.periods).toMatchObject([{ price: { amountMicros: 0n, currencyCode: 'USD' } }])
  })

  test('a renewal that was restored under another transaction id is one period', () => {
    const original = renewed(1, { webOrderLineItemId: '5' })
    const restored = renewed(1, { webOrderLineItemId: '5', transactionId: '2000000999999999' })
    const { periods } = snapshotOf({ history: [restored, original] })
    expect(periods.map(({ periodId }) => periodId)).toEqual([originalTransactionId, '2000000900000002'])
  })

  test('a period that begins after a gap is not called a renewal, because an extension leaves the same gap', () => {
    const late = renewed(1, { purchaseDate: end + 20 * dayMs })
    expect(snapshotOf({ history: [late] }).periods[1]).toMatchObject({ kind: 'UNKNOWN' })
  })

  test('a purchase after the end is the beginning of a new time', () => {
    const again = renewed(3, { transactionReason: 'PURCHASE' })
    expect(snapshotOf({ history: [again] }).periods[1]).toMatchObject({ kind: 'INITIAL', replaces: null })
  })

  test('periods are the same in whatever order and however often the App Store lists them', () => {
    const all = Array.from({ length: 8 }, (_, index) => renewed(index))
    const expected = snapshotOf({ history: all }).periods
    fc.assert(
      fc.property(fc.shuffledSubarray([...all, ...all], { minLength: all.length * 2 }), (history) => {
        expect(snapshotOf({ history }).periods).toEqual(expected)
      }),
    )
  })

  test('every price in milliunits is exact in micros', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }), (price) => {
        expect(snapshotOf({ transaction: { price } }).periods[0]?.price?.amountMicros).toBe(
          BigInt(price) * 1000n,
        )
      }),
    )
  })
})
