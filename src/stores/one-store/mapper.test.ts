import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { accountToken, detailsBody, productId } from '../../../test/fixtures/one-store/one-store-fake.ts'
import type { Environment } from '../contract.ts'
import { purchaseDetailsSchema } from './api-types.ts'
import type { PurchaseData } from './api-types.ts'
import { toAccountToken, toEnvironment, toStoreTransaction } from './mapper.ts'

const signed = (developerPayload: string | null | undefined): PurchaseData => ({
  purchaseToken: 'a-token',
  productId,
  developerPayload,
})

describe('an answer', () => {
  it('with fields that are not known yet, or left out, is read all the same', () => {
    const unknown = fc.dictionary(
      fc.string().map((key) => `new ${key}`),
      fc.jsonValue(),
    )
    const optional = fc.subarray(['developerPayload', 'quantity', 'acknowledgeState', 'consumptionState'])
    const left = fc.constantFrom(null, undefined)
    const time = fc.integer({ min: 0, max: 8_640_000_000_000_000 })
    fc.assert(
      fc.property(unknown, optional, left, time, (extra, absent, value, purchaseTime) => {
        const gone = Object.fromEntries(absent.map((field) => [field, value]))
        const details = purchaseDetailsSchema.parse({ ...detailsBody({ purchaseTime }), ...extra, ...gone })
        expect(
          toStoreTransaction({ details, signed: null, productId, environment: 'SANDBOX', raw: '{}' }),
        ).toMatchObject({
          storeTransactionId: details.purchaseId,
          lineItem: '',
          quantity: 1,
          price: null,
          paidAt: new Date(purchaseTime),
          accountToken: absent.includes('developerPayload') ? null : accountToken,
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
    expect(toAccountToken(details, signed(own))).toBe(token)
  })
})

describe('the environment', () => {
  it.each<[Environment, Environment, string]>([
    ['PRODUCTION', 'PRODUCTION', '17070421461015116878'],
    ['SANDBOX', 'PRODUCTION', 'SANDBOX3000000004564'],
    ['SANDBOX', 'SANDBOX', 'SANDBOX3000000004564'],
    ['SANDBOX', 'SANDBOX', '17070421461015116878'],
  ])('is %s on the host of %s for %s', (environment, host, purchaseId) => {
    const details = purchaseDetailsSchema.parse(detailsBody({ purchaseId }))
    expect(toEnvironment(host, details, 'SANDBOX')).toBe(environment)
  })
})
