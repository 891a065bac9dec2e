import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { sampleTransaction } from '../../../test/fixtures/app-store/test-authority.ts'
import type { StoreTransaction } from '../contract/sale.ts'
import { toStoreTransaction } from './mapper.ts'
import { readSignedTransaction } from './signed-transaction.ts'

function map(changes: Record<string, unknown>): StoreTransaction {
  const read = readSignedTransaction(sampleTransaction(changes), 'com.example.arcade')
  if (!read.ok) throw new Error(read.reason)
  return toStoreTransaction(read.transaction, 'the JWS')
}

function rejection(changes: Record<string, unknown>): unknown {
  const read = readSignedTransaction(sampleTransaction(changes), 'com.example.arcade')
  return read.ok ? 'accepted' : { code: read.code, reason: read.reason }
}

describe('a transaction', () => {
  test('a transaction is mapped to the contract', () => {
    const purchaseDate = Date.UTC(2026, 0, 2)
    expect(map({ purchaseDate, quantity: 3, price: 5_970 })).toEqual({
      environment: 'SANDBOX',
      countryCode: 'US',
      storeTransactionId: '2000000912345678',
      lineItem: '',
      storeOrderId: null,
      storeProductId: 'com.example.arcade.coins_100',
      quantity: 3,
      price: { amountMicros: 5_970_000n, currencyCode: 'USD' },
      paidAt: new Date(purchaseDate),
      accountToken: '7e3fb20b-4cdb-47cc-936d-99d65f608138',
      storeAccountId: null,
      offer: null,
      refund: null,
      acknowledgement: { acknowledged: false, consumed: false, deadlineAt: null },
      reference: {
        key: '2000000912345678',
        details: '{"transactionId":"2000000912345678","environment":"SANDBOX"}',
      },
      ownership: 'BOUGHT',
      raw: 'the JWS',
    })
  })

  test('the id of the Apple account in the app is kept', () => {
    expect(map({ appTransactionId: '704289572384' }).storeAccountId).toBe('704289572384')
  })

  const isStorable = (id: string) => /^[^\p{Cc}\p{Cs}]{1,200}$/u.test(id) && id.length <= 200

  test('a known offer type has its kind, and any other number or text has none of them', () => {
    fc.assert(
      fc.property(fc.anything(), fc.option(fc.string({ maxLength: 300 }), { nil: undefined }), (type, id) => {
        const { offer } = map({ offerType: type, offerIdentifier: id })
        if (typeof type === 'number' && Number.isFinite(type)) {
          const kinds = ['INTRODUCTORY', 'PROMOTIONAL', 'OFFER_CODE', 'WIN_BACK']
          expect(offer?.kind).toBe(kinds[type - 1] ?? 'OTHER')
          expect(offer?.offerId).toBe(id !== undefined && isStorable(id) ? id : null)
        } else {
          expect(offer).toBeNull()
        }
      }),
    )
  })

  test('a transaction of Production is in PRODUCTION', () => {
    expect(map({ environment: 'Production' }).environment).toBe('PRODUCTION')
  })

  test('the quantity is 1 when Apple states none', () => {
    expect(map({ quantity: undefined }).quantity).toBe(1)
  })

  test('the account token is in lower case, and null when there is none', () => {
    expect(map({ appAccountToken: '7E3FB20B-4CDB-47CC-936D-99D65F608138' }).accountToken).toBe(
      '7e3fb20b-4cdb-47cc-936d-99d65f608138',
    )
    expect(map({ appAccountToken: undefined }).accountToken).toBeNull()
  })

  test('a family-shared transaction is SHARED', () => {
    expect(map({ inAppOwnershipType: 'FAMILY_SHARED' }).ownership).toBe('SHARED')
  })

  test('a family-shared transaction has no account token, because it is that of the buyer', () => {
    const appAccountToken = '7e3fb20b-4cdb-47cc-936d-99d65f608138'
    expect(map({ inAppOwnershipType: 'FAMILY_SHARED', appAccountToken }).accountToken).toBeNull()
  })

  test('a family-shared transaction costs zero or has no price, whatever Apple states', () => {
    fc.assert(
      fc.property(fc.option(fc.nat(), { nil: undefined }), (price) => {
        const mapped = map({ inAppOwnershipType: 'FAMILY_SHARED', price }).price
        expect(mapped).toEqual(price === 0 ? { amountMicros: 0n, currencyCode: 'USD' } : null)
      }),
    )
  })

  test.each([{ price: undefined, currency: undefined }, { price: undefined }, { currency: undefined }])(
    'a transaction with an incomplete price has none: %j',
    (changes) => {
      expect(map(changes).price).toBeNull()
    },
  )
})

describe('a refund', () => {
  const revocationDate = Date.UTC(2026, 1, 3)
  const refundOf = (fields: Record<string, unknown>): StoreTransaction['refund'] =>
    map({ revocationDate, quantity: 3, price: 5_970, ...fields }).refund
  const refundedAt = new Date(revocationDate)
  const fullRefund = { full: true, refundedAt, quantity: 3, amountMicros: 5_970_000n }

  test.each([
    [{ revocationType: 'REFUND_FULL', revocationReason: 1 }, 'APP_ISSUE'],
    [{ revocationType: 'REFUND_FULL', revocationReason: 0 }, 'OTHER'],
    [{ revocationReason: 7 }, null],
    [{ revocationReason: 'new' }, null],
    [{ revocationType: 'SOMETHING_NEW' }, null],
    [{}, null],
  ])('a revocation with %j refunds the whole sale with the reason %s', (fields, reason) => {
    expect(refundOf(fields)).toEqual({ ...fullRefund, reason })
  })

  test('a revoked family share refunds no money', () => {
    const fields = { revocationType: 'FAMILY_REVOKE', revocationReason: 0 }
    expect(refundOf(fields)).toEqual({ ...fullRefund, amountMicros: null, reason: 'FAMILY_REVOKE' })
  })

  test('a family share that ended because its buyer was refunded refunds no money', () => {
    const fields = { inAppOwnershipType: 'FAMILY_SHARED', revocationType: 'REFUND_FULL', revocationReason: 1 }
    expect(refundOf(fields)).toEqual({ ...fullRefund, amountMicros: null, reason: 'APP_ISSUE' })
  })

  test('a prorated refund has no quantity and its share of the money, rounded down', () => {
    const fields = { revocationType: 'REFUND_PRORATED', revocationPercentage: 33_333, revocationReason: 0 }
    expect(refundOf({ ...fields, price: 1_999 })).toEqual({
      full: false,
      refundedAt,
      quantity: 0,
      amountMicros: 666_326n,
      reason: 'OTHER',
    })
  })

  test.each([
    { revocationPercentage: undefined },
    { revocationPercentage: 100_001 },
    { revocationPercentage: '50000' },
    { revocationPercentage: 50_000, price: undefined },
  ])('a prorated refund has no amount for %j', (fields) => {
    const refund = refundOf({ revocationType: 'REFUND_PRORATED', ...fields })
    expect(refund).toMatchObject({ full: false, amountMicros: null })
  })

  test('a transaction without a revocation date, as after a reversal, is not refunded', () => {
    expect(map({ revocationType: 'REFUND_FULL', revocationReason: 1 }).refund).toBeNull()
  })
})

describe('property: a transaction', () => {
  test('a price in micros is exactly a thousand times its milliunits', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (price) => {
        expect(map({ price }).price?.amountMicros).toBe(BigInt(price) * 1000n)
      }),
    )
  })

  test('a prorated refund never exceeds its share of the price', () => {
    const percentage = fc.integer({ min: 0, max: 100_000 })
    fc.assert(
      fc.property(fc.maxSafeNat(), percentage, (price, revocationPercentage) => {
        const revocation = { revocationDate: 1, revocationType: 'REFUND_PRORATED', revocationPercentage }
        const micros = map({ price, ...revocation }).refund?.amountMicros ?? -1n
        expect(micros * 100_000n).toBeLessThanOrEqual(BigInt(price) * 1000n * BigInt(revocationPercentage))
        expect((micros + 1n) * 100_000n).toBeGreaterThan(BigInt(price) * 1000n * BigInt(revocationPercentage))
      }),
    )
  })

  test('fractions of milliseconds are cut off', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: Date.UTC(2999, 11, 31), noNaN: true }), (ms) => {
        const mapped = map({ purchaseDate: ms, revocationDate: ms })
        expect(mapped.paidAt.getTime()).toBe(Math.floor(ms))
        expect(mapped.refund?.refundedAt.getTime()).toBe(Math.floor(ms))
      }),
    )
  })

  test('unused fields do not change the result', () => {
    const unknownFields = fc.dictionary(
      fc.string().map((name) => `new${name}`),
      fc.jsonValue(),
    )
    const base = sampleTransaction()
    const expected = map(base)
    fc.assert(
      fc.property(unknownFields, (extra) => {
        expect(map({ ...base, ...extra })).toEqual(expected)
      }),
    )
  })

  test('every payload is either mapped or rejected with a reason', () => {
    const fields = fc.constantFrom(
      'transactionId',
      'productId',
      'purchaseDate',
      'quantity',
      'price',
      'currency',
    )
    const others = fc.constantFrom('appAccountToken', 'revocationDate', 'revocationType', 'environment')
    fc.assert(
      fc.property(fc.dictionary(fc.oneof(fields, others), fc.jsonValue()), (changes) => {
        const read = readSignedTransaction(sampleTransaction(changes), 'com.example.arcade')
        if (read.ok) expect(toStoreTransaction(read.transaction, '').quantity).toBeGreaterThan(0)
        else expect(read.reason).not.toBe('')
      }),
    )
  })
})

describe('readSignedTransaction', () => {
  test('a payload without a transactionId is rejected', () => {
    expect(rejection({ transactionId: undefined })).toEqual({
      code: 'RECEIPT_INVALID',
      reason: 'The receipt is invalid: it names no transaction (transactionId is missing).',
    })
  })

  test.each(['com.example.other', 'COM.EXAMPLE.ARCADE', undefined, null])(
    'the bundle id %j is rejected',
    (bundleId) => {
      expect(rejection({ bundleId })).toMatchObject({ code: 'RECEIPT_APP_MISMATCH' })
    },
  )

  test.each(['Xcode', 'LocalTesting', 'production', undefined, null])(
    'the environment %j is rejected',
    (environment) => {
      expect(rejection({ environment })).toMatchObject({ code: 'RECEIPT_INVALID' })
    },
  )

  test.each([
    { productId: undefined },
    { productId: '' },
    { productId: 'a\u0000b' },
    { transactionId: 12 },
    { transactionId: '1/../2' },
  ])('the invalid field is named for %j', (changes) => {
    const [field = ''] = Object.keys(changes)
    expect(rejection(changes)).toMatchObject({
      code: 'RECEIPT_INVALID',
      reason: expect.stringContaining(field),
    })
  })
})
