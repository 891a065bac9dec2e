import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { expectStorable, oddFields } from '../../../test/fixtures/odd-values.ts'
import { sampleTransaction } from '../../../test/fixtures/app-store/test-authority.ts'
import type { StoreTransaction } from '../contract/sale.ts'
import { toStoreTransaction } from './mapper.ts'
import { readSignedTransaction } from './signed-transaction.ts'

function map(changes: Record<string, unknown>): StoreTransaction {
  const read = readSignedTransaction(sampleTransaction(changes), 'com.example.arcade')
  if (!read.ok) throw new Error(read.reason)
  return toStoreTransaction(read.transaction, 'the JWS')
}

describe('an odd field of a signed transaction', () => {
  test.each([
    { price: 1990, currency: '' },
    { price: 19.9, currency: 'USD' },
    { price: -1, currency: 'USD' },
    { price: '1990', currency: 'USD' },
    { price: 1990, currency: 'usd' },
    { price: null, currency: null },
  ])('the price is absent for %j', (fields) => {
    expect(map(fields).price).toBeNull()
  })

  test.each([0, -1, 1.5, 1e21, '2', null])('the quantity is 1 for %j', (quantity) => {
    expect(map({ quantity }).quantity).toBe(1)
  })

  test.each([
    'not-a-uuid',
    '',
    null,
    7,
    '00000000-0000-0000-0000-000000000000',
    'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF',
  ])('the account token %j counts as not set', (appAccountToken) => {
    expect(map({ appAccountToken }).accountToken).toBeNull()
  })

  test.each([undefined, null, -1, 8.64e15, '2026-01-02'])(
    'the date of purchase %j is replaced by the original one',
    (purchaseDate) => {
      const originalPurchaseDate = Date.UTC(2026, 0, 2)
      expect(map({ purchaseDate, originalPurchaseDate }).paidAt).toEqual(new Date(originalPurchaseDate))
    },
  )

  test('a revocation date that is null is none, and one that cannot be read is a revocation', () => {
    expect(map({ revocationDate: null }).refund).toBeNull()
    expect(map({ revocationDate: 'yesterday' }).refund).toMatchObject({ full: true })
  })

  test('a transaction with odd values is rejected or can be stored', () => {
    fc.assert(
      fc.property(oddFields(Object.keys(sampleTransaction({ revocationDate: 1 }))), (changes) => {
        const read = readSignedTransaction(sampleTransaction(changes), 'com.example.arcade')
        if (read.ok) expectStorable(toStoreTransaction(read.transaction, 'the JWS'))
        else expect(read.code).toMatch(/^RECEIPT_/)
      }),
    )
  })
})

describe('the identity of a sale', () => {
  const ids = { transactionId: '20', originalTransactionId: '10' }

  test.each([
    ['10', { type: 'Non-Consumable' }],
    ['10', { type: undefined }],
    ['10', { type: 'Something new' }],
    ['20', { type: 'Consumable' }],
    ['20', { type: 'Auto-Renewable Subscription' }],
    ['20', { type: 'Non-Renewing Subscription' }],
    ['20', { type: undefined, expiresDate: 1 }],
    ['20', { type: 'Non-Consumable', inAppOwnershipType: 'FAMILY_SHARED' }],
    ['20', { type: 'Non-Consumable', originalTransactionId: undefined }],
    ['20', { type: 'Non-Consumable', originalTransactionId: 10 }],
  ])('the key is %s for %j, and the details name the transaction', (key, changes) => {
    const { reference, storeTransactionId } = map({ ...ids, ...changes })
    expect(reference.key).toBe(key)
    expect(storeTransactionId).toBe('20')
    expect(JSON.parse(reference.details)).toMatchObject({ transactionId: '20' })
  })
})
