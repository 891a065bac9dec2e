import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import {
  accountToken,
  detailsBody,
  productId,
  purchaseToken,
} from '../../../test/fixtures/one-store/one-store-samples.ts'
import type { StoreEnvironment, StoreTransaction } from '../contract/sale.ts'
import { purchaseDetailsSchema } from './api-types.ts'
import type { PurchaseDetails } from './api-types.ts'
import { parseAccountToken, toAccountToken, toEnvironment, toStoreTransaction } from './mapper.ts'
import { oneStoreDefaults } from './config.ts'
import { parseSaleReference } from './sale-reference.ts'

const known = {
  productId,
  purchaseToken,
  marketCode: 'MKT_GLB',
  environment: 'SANDBOX',
  accountToken: null,
  orderId: null,
} as const

function map(details: PurchaseDetails): StoreTransaction {
  return toStoreTransaction({
    found: { details, environment: 'SANDBOX', body: '{}' },
    reference: known,
    config: oneStoreDefaults,
  })
}

describe('an answer', () => {
  it('with fields that are not known yet, or left out, is read all the same', () => {
    const unknown = fc.dictionary(
      fc.string().map((key) => `new ${key}`),
      fc.jsonValue(),
    )
    const optional = fc.subarray(['developerPayload', 'quantity', 'acknowledgeState', 'consumptionState'])
    const left = fc.constantFrom(null, undefined)
    const time = fc.integer({ min: 0, max: 8_000_000_000_000_000 })
    fc.assert(
      fc.property(unknown, optional, left, time, (extra, absent, value, purchaseTime) => {
        const gone = Object.fromEntries(absent.map((field) => [field, value]))
        const details = purchaseDetailsSchema.parse({ ...detailsBody({ purchaseTime }), ...extra, ...gone })
        expect(map(details)).toMatchObject({
          storeTransactionId: details.purchaseId,
          lineItem: '',
          quantity: 1,
          price: null,
          paidAt: new Date(purchaseTime),
          accountToken: absent.includes('developerPayload') ? null : accountToken,
          refund: null,
          acknowledgement: {
            acknowledged: false,
            consumed: false,
            deadline: new Date(purchaseTime + 3 * 24 * 60 * 60_000),
          },
        })
      }),
    )
  })

  it.each([
    { purchaseState: 2 },
    { purchaseState: undefined },
    { purchaseId: '' },
    { purchaseId: 17 },
    { purchaseTime: '1756800000000' },
    { quantity: 0 },
  ])('with %j is not one', (changes) => {
    expect(purchaseDetailsSchema.safeParse(detailsBody(changes)).success).toBe(false)
  })
})

describe('the account token', () => {
  it.each([
    [accountToken, accountToken.toUpperCase(), null],
    [accountToken, accountToken, 'another'],
    [accountToken, null, accountToken],
    [accountToken, '', accountToken],
    [accountToken, undefined, accountToken],
    [null, 'OS_000211234', accountToken],
    [null, null, ''],
    [null, null, null],
  ])('is %s for the payload %j and the signed payload %j', (token, told, own) => {
    const details = purchaseDetailsSchema.parse(detailsBody({ developerPayload: told }))
    expect(toAccountToken(details, { accountToken: parseAccountToken(own) })).toBe(token)
  })
})

describe('the acknowledgement', () => {
  it.each([
    [{ acknowledged: true, consumed: false, deadline: null }, { acknowledgeState: 1 }],
    [{ acknowledged: true, consumed: true, deadline: null }, { consumptionState: 1 }],
  ])('is %j for %j', (acknowledgement, changes) => {
    expect(map(purchaseDetailsSchema.parse(detailsBody(changes)))).toMatchObject({ acknowledgement })
  })
})

describe('the reference', () => {
  it('says by what the purchase is asked about, and where', () => {
    const { reference } = map(purchaseDetailsSchema.parse(detailsBody()))
    expect(reference.key).toBe(purchaseToken)
    expect(parseSaleReference(reference.details)).toEqual(known)
  })

  it.each(['', '{', 'null', '{}', JSON.stringify({ ...known, purchaseToken: 'a/b' })])(
    'that is %j is not one, and is not repeated',
    (details) => {
      expect(() => parseSaleReference(details)).toThrow(/^The reference of a ONE store sale cannot be read$/)
    },
  )
})

describe('the environment', () => {
  it.each<[StoreEnvironment, StoreEnvironment, string]>([
    ['PRODUCTION', 'PRODUCTION', '17070421461015116878'],
    ['SANDBOX', 'PRODUCTION', 'SANDBOX3000000004564'],
    ['SANDBOX', 'SANDBOX', 'SANDBOX3000000004564'],
    ['SANDBOX', 'SANDBOX', '17070421461015116878'],
  ])('is %s on the host of %s for %s', (environment, host, purchaseId) => {
    const details = purchaseDetailsSchema.parse(detailsBody({ purchaseId }))
    expect(toEnvironment(host, details, 'SANDBOX')).toBe(environment)
  })
})
