import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { expectStorable, oddFields } from '../../../test/fixtures/odd-values.ts'

import {
  accountToken,
  detailsBody,
  productId,
  purchaseToken,
} from '../../../test/fixtures/one-store/one-store-samples.ts'
import type { StoreEnvironment, StoreTransaction } from '../contract/sale.ts'
import { parseAccountToken } from '../shared/schemas.ts'
import { purchaseDetailsSchema } from './api-types.ts'
import type { PurchaseDetails } from './api-types.ts'
import { oneStoreDefaults } from './config.ts'
import { toAccountToken, toEnvironment, toStoreTransaction } from './mapper.ts'
import { parseSaleReference } from './sale-reference.ts'

const reference = {
  productId,
  purchaseToken,
  marketCode: 'MKT_GLB',
  environment: 'SANDBOX',
  accountToken: null,
  orderId: null,
} as const

const readAt = new Date('2026-01-02T03:04:05Z')

function map(details: PurchaseDetails): StoreTransaction {
  return toStoreTransaction({
    found: { details, environment: 'SANDBOX', body: '{}', readAt },
    reference,
    config: oneStoreDefaults,
  })
}

describe('a response', () => {
  test('a response with unknown or missing optional fields is read', () => {
    const unknown = fc.dictionary(
      fc.string().map((key) => `new ${key}`),
      fc.jsonValue(),
    )
    const optional = fc.subarray(['developerPayload', 'quantity', 'acknowledgeState', 'consumptionState'])
    const emptyValue = fc.constantFrom(null, undefined)
    const time = fc.integer({ min: 0, max: Date.UTC(2999, 11, 31) })
    fc.assert(
      fc.property(unknown, optional, emptyValue, time, (extra, absent, value, purchaseTime) => {
        const missing = Object.fromEntries(absent.map((field) => [field, value]))
        const details = purchaseDetailsSchema.parse({
          ...detailsBody({ purchaseTime }),
          ...extra,
          ...missing,
        })
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
            deadlineAt: new Date(purchaseTime + 3 * 24 * 60 * 60_000),
          },
        })
      }),
    )
  })

  test.each([{ purchaseState: 2 }, { purchaseState: undefined }])(
    'a response with %j is rejected',
    (changes) => {
      expect(purchaseDetailsSchema.safeParse(detailsBody(changes)).success).toBe(false)
    },
  )

  test.each(['1756800000000', -1, 8e15, null, undefined])(
    'a purchase with the time %j counts as paid when it is read',
    (purchaseTime) => {
      expect(map(purchaseDetailsSchema.parse(detailsBody({ purchaseTime }))).paidAt).toEqual(readAt)
    },
  )

  test.each(['', 17, null, undefined, 'a\u0000b'])(
    'a purchase with the id %j is identified by a hash of its token',
    (purchaseId) => {
      const { storeTransactionId, reference: read } = map(
        purchaseDetailsSchema.parse(detailsBody({ purchaseId })),
      )
      expect(storeTransactionId).toMatch(/^token-sha256:[\w-]{43}$/)
      expect(read.key).toBe(purchaseToken)
    },
  )

  test.each([0, -1, 1e21, '2'])('the quantity is 1 for %j', (quantity) => {
    expect(map(purchaseDetailsSchema.parse(detailsBody({ quantity }))).quantity).toBe(1)
  })

  test('a response with odd values cannot be read or can be stored', () => {
    fc.assert(
      fc.property(oddFields(Object.keys(detailsBody())), (changes) => {
        const parsed = purchaseDetailsSchema.safeParse(detailsBody(changes))
        if (parsed.success) expectStorable(map(parsed.data))
      }),
    )
  })
})

describe('the account token', () => {
  test.each([
    [accountToken, accountToken.toUpperCase(), null],
    [accountToken, accountToken, 'another'],
    [accountToken, null, accountToken],
    [accountToken, '', accountToken],
    [accountToken, undefined, accountToken],
    [null, 'OS_000211234', accountToken],
    [null, null, ''],
    [null, null, null],
    [null, '00000000-0000-0000-0000-000000000000', null],
  ])('the token is %s for the payload %j and the signed payload %j', (token, payload, signedPayload) => {
    const details = purchaseDetailsSchema.parse(detailsBody({ developerPayload: payload }))
    expect(toAccountToken(details, { accountToken: parseAccountToken(signedPayload) })).toBe(token)
  })
})

describe('the acknowledgement', () => {
  test.each([
    [{ acknowledged: true, consumed: false, deadlineAt: null }, { acknowledgeState: 1 }],
    [{ acknowledged: true, consumed: true, deadlineAt: null }, { consumptionState: 1 }],
  ])('the acknowledgement is %j for %j', (acknowledgement, changes) => {
    expect(map(purchaseDetailsSchema.parse(detailsBody(changes)))).toMatchObject({ acknowledgement })
  })
})

describe('the reference', () => {
  test('the reference contains what is needed to read the purchase', () => {
    const { key, details } = map(purchaseDetailsSchema.parse(detailsBody())).reference
    expect(key).toBe(purchaseToken)
    expect(parseSaleReference(details)).toEqual(reference)
  })

  test.each(['', '{', 'null', '{}', JSON.stringify({ ...reference, purchaseToken: 'a/b' })])(
    'the unreadable reference %j is rejected without repeating it',
    (details) => {
      expect(() => parseSaleReference(details)).toThrow(/^The reference of a ONE store sale cannot be read$/)
    },
  )
})

describe('the environment', () => {
  test.each<[StoreEnvironment, StoreEnvironment, string]>([
    ['PRODUCTION', 'PRODUCTION', '17070421461015116878'],
    ['SANDBOX', 'PRODUCTION', 'SANDBOX3000000004564'],
    ['SANDBOX', 'SANDBOX', 'SANDBOX3000000004564'],
    ['SANDBOX', 'SANDBOX', '17070421461015116878'],
  ])('the environment is %s on the host of %s for the id %s', (environment, host, purchaseId) => {
    const details = purchaseDetailsSchema.parse(detailsBody({ purchaseId }))
    expect(toEnvironment(host, details, 'SANDBOX')).toBe(environment)
  })
})
