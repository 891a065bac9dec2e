import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { sampleTransaction } from '../../../test/fixtures/app-store/test-authority.ts'
import type { StoreTransaction } from '../contract/sale.ts'
import { toStoreTransaction } from './mapper.ts'
import { readSignedTransaction } from './signed-transaction.ts'

function map(changes: Record<string, unknown>): StoreTransaction {
  const read = readSignedTransaction(sampleTransaction(changes), 'com.example.arcade')
  if (!read.ok) throw new Error(read.reason)
  return toStoreTransaction(read.transaction, 'the JWS')
}

function refusal(changes: Record<string, unknown>): unknown {
  const read = readSignedTransaction(sampleTransaction(changes), 'com.example.arcade')
  return read.ok ? 'accepted' : { code: read.code, reason: read.reason }
}

describe('a transaction', () => {
  it('is told in our words', () => {
    const purchaseDate = Date.UTC(2026, 0, 2)
    expect(map({ purchaseDate, quantity: 3, price: 5_970 })).toEqual({
      environment: 'SANDBOX',
      storeTransactionId: '2000000912345678',
      lineItem: '',
      storeOrderId: null,
      storeProductId: 'com.example.arcade.coins_100',
      quantity: 3,
      price: { amountMicros: 5_970_000n, currencyCode: 'USD' },
      paidAt: new Date(purchaseDate),
      accountToken: '7e3fb20b-4cdb-47cc-936d-99d65f608138',
      refund: null,
      acknowledgement: { acknowledged: false, consumed: false, deadline: null },
      reference: {
        key: '2000000912345678',
        details: '{"transactionId":"2000000912345678","environment":"SANDBOX"}',
      },
      ownership: 'BOUGHT',
      raw: 'the JWS',
    })
  })

  it('of production is in PRODUCTION', () => {
    expect(map({ environment: 'Production' }).environment).toBe('PRODUCTION')
  })

  it('is one piece when Apple names no quantity', () => {
    expect(map({ quantity: undefined }).quantity).toBe(1)
  })

  it('has its account token in lower case, and null when the app gave none', () => {
    expect(map({ appAccountToken: '7E3FB20B-4CDB-47CC-936D-99D65F608138' }).accountToken).toBe(
      '7e3fb20b-4cdb-47cc-936d-99d65f608138',
    )
    expect(map({ appAccountToken: undefined }).accountToken).toBeNull()
  })

  it('that a family member shares is SHARED', () => {
    expect(map({ inAppOwnershipType: 'FAMILY_SHARED' }).ownership).toBe('SHARED')
  })

  it.each([{ price: undefined, currency: undefined }, { price: undefined }, { currency: undefined }])(
    'without a whole price has none: %j',
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
  const whole = { full: true, refundedAt, quantity: 3, amountMicros: 5_970_000n }

  it.each([
    [{ revocationType: 'REFUND_FULL', revocationReason: 1 }, 'APP_ISSUE'],
    [{ revocationType: 'REFUND_FULL', revocationReason: 0 }, 'OTHER'],
    [{ revocationReason: 7 }, null],
    [{ revocationReason: 'new' }, null],
    [{ revocationType: 'SOMETHING_NEW' }, null],
    [{}, null],
  ])('%j is of the whole sale, because of %s', (fields, reason) => {
    expect(refundOf(fields)).toEqual({ ...whole, reason })
  })

  it('of a copy that is no longer shared gives no money back', () => {
    const fields = { revocationType: 'FAMILY_REVOKE', revocationReason: 0 }
    expect(refundOf(fields)).toEqual({ ...whole, amountMicros: null, reason: 'FAMILY_REVOKE' })
  })

  it('in part takes no pieces, and tells its share of the money, rounded down', () => {
    const fields = { revocationType: 'REFUND_PRORATED', revocationPercentage: 33_333, revocationReason: 0 }
    expect(refundOf({ ...fields, price: 1_999 })).toEqual({
      full: false,
      refundedAt,
      quantity: 0,
      amountMicros: 666_326n,
      reason: 'OTHER',
    })
  })

  it.each([
    { revocationPercentage: undefined },
    { revocationPercentage: 100_001 },
    { revocationPercentage: '50000' },
    { revocationPercentage: 50_000, price: undefined },
  ])('in part does not tell the money for %j', (fields) => {
    const refund = refundOf({ revocationType: 'REFUND_PRORATED', ...fields })
    expect(refund).toMatchObject({ full: false, amountMicros: null })
  })

  it('is none without a date, as after it was reversed', () => {
    expect(map({ revocationType: 'REFUND_FULL', revocationReason: 1 }).refund).toBeNull()
  })
})

describe('property: a transaction', () => {
  it('has exactly a thousand times its milliunits in micros', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (price) => {
        expect(map({ price }).price?.amountMicros).toBe(BigInt(price) * 1000n)
      }),
    )
  })

  it('never gives back more in part than it cost', () => {
    const percentage = fc.integer({ min: 0, max: 100_000 })
    fc.assert(
      fc.property(fc.maxSafeNat(), percentage, (price, revocationPercentage) => {
        const part = { revocationDate: 1, revocationType: 'REFUND_PRORATED', revocationPercentage }
        const micros = map({ price, ...part }).refund?.amountMicros ?? -1n
        expect(micros * 100_000n).toBeLessThanOrEqual(BigInt(price) * 1000n * BigInt(revocationPercentage))
        expect((micros + 1n) * 100_000n).toBeGreaterThan(BigInt(price) * 1000n * BigInt(revocationPercentage))
      }),
    )
  })

  it('may have fractions of milliseconds, which are cut off', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 8.64e15, noNaN: true }), (ms) => {
        const mapped = map({ purchaseDate: ms, revocationDate: ms })
        expect(mapped.paidAt.getTime()).toBe(Math.floor(ms))
        expect(mapped.refund?.refundedAt.getTime()).toBe(Math.floor(ms))
      }),
    )
  })

  it('does not change with fields that are not used', () => {
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

  it('is either mapped or refused with a reason, whatever its fields hold', () => {
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
  it('says that a payload names no transaction', () => {
    expect(refusal({ transactionId: undefined })).toEqual({
      code: 'RECEIPT_INVALID',
      reason: 'The receipt is invalid: it names no transaction (transactionId is missing).',
    })
  })

  it.each(['com.example.other', 'COM.EXAMPLE.ARCADE', undefined, null])(
    'refuses bundle id %j',
    (bundleId) => {
      expect(refusal({ bundleId })).toMatchObject({ code: 'RECEIPT_APP_MISMATCH' })
    },
  )

  it.each(['Xcode', 'LocalTesting', 'production', undefined, null])(
    'refuses environment %j',
    (environment) => {
      expect(refusal({ environment })).toMatchObject({ code: 'RECEIPT_INVALID' })
    },
  )

  it.each([
    { productId: undefined },
    { purchaseDate: undefined },
    { quantity: 0 },
    { quantity: 1.5 },
    { price: -1 },
    { price: 19.9 },
    { price: '1990' },
    { currency: 'usd' },
    { appAccountToken: 'not-a-uuid' },
    { revocationDate: null },
    { transactionId: 12 },
    { transactionId: '1/../2' },
  ])('names the field that is wrong in %j', (changes) => {
    const [field = ''] = Object.keys(changes)
    expect(refusal(changes)).toMatchObject({
      code: 'RECEIPT_INVALID',
      reason: expect.stringContaining(field),
    })
  })
})
