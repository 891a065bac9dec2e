import { generateKeyPairSync } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'

import { startFakeStoreServer } from '../../../test/support/fake-store-server.ts'
import type { FakeStoreServer } from '../../../test/support/fake-store-server.ts'
import type { RefundReviewResponse, RefundReviews } from '../contract/refund-review.ts'
import { createAppStoreClient } from './client.ts'
import { createAppStoreRefundReviews } from './refund-reviews.ts'
import { toRefundRequest } from './sale-reference.ts'

const response: RefundReviewResponse = {
  answer: 'DECLINE',
  delivered: true,
  consumptionMilliunits: 100_000,
  customerConsented: true,
  usage: [],
}

let server: FakeStoreServer
let reviews: RefundReviews

beforeAll(async () => {
  server = await startFakeStoreServer()
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const credentials = {
    issuerId: 'an-issuer',
    keyId: 'KEY1',
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  }
  const urls = { PRODUCTION: server.url, SANDBOX: server.url }
  reviews = createAppStoreRefundReviews(
    createAppStoreClient({ bundleId: 'com.example', credentials, urls, timeoutMs: 1_500 }),
  )
})

afterAll(async () => {
  await server.close()
})

beforeEach(() => {
  server.handle(() => ({ status: 202 }))
})

const readSent = () => server.requests.map(({ body }) => JSON.parse(body) as unknown)

const toRequest = (autoRenewable: boolean) =>
  toRefundRequest({ transactionId: '1', environment: 'Production' }, autoRenewable)

describe('an answer to a consumption request', () => {
  const common = { customerConsented: true, sampleContentProvided: false }

  test.each([
    [{}, { deliveryStatus: 'DELIVERED', consumptionPercentage: 100_000, refundPreference: 'DECLINE' }],
    [
      { answer: 'GRANT' },
      { deliveryStatus: 'DELIVERED', consumptionPercentage: 100_000, refundPreference: 'GRANT_FULL' },
    ],
    [{ answer: 'NEUTRAL', consumptionMilliunits: null }, { deliveryStatus: 'DELIVERED' }],
    [
      { answer: 'GRANT', delivered: false, consumptionMilliunits: null },
      { deliveryStatus: 'UNDELIVERED_OTHER', consumptionPercentage: 0, refundPreference: 'GRANT_FULL' },
    ],
    [
      { answer: 'GRANT_PRORATED', consumptionMilliunits: 45_200 },
      { deliveryStatus: 'DELIVERED', consumptionPercentage: 45_200, refundPreference: 'GRANT_PRORATED' },
    ],
  ] as const)('the answer %j is sent as %j', async (change, info) => {
    await reviews.answerRefundReview(toRequest(false), { ...response, ...change })
    expect(readSent()).toEqual([{ ...common, ...info }])
  })

  test('no consumption is stated for an auto-renewable subscription, because Apple calculates it', async () => {
    await reviews.answerRefundReview(toRequest(true), response)
    expect(readSent()).toEqual([{ ...common, deliveryStatus: 'DELIVERED', refundPreference: 'DECLINE' }])
  })
})

describe('the check of an answer', () => {
  test.each([
    [{ customerConsented: false }, /consent/],
    [{ delivered: false }, /not delivered/],
    [{ answer: 'GRANT_PRORATED', consumptionMilliunits: 0 }, /above 0/],
  ] as const)('an answer with %j is not accepted', (change, reason) => {
    expect(reviews.checkResponse(toRequest(false), { ...response, ...change })).toMatch(reason)
  })

  test('an answer that follows the rules of Apple is accepted', () => {
    expect(reviews.checkResponse(toRequest(false), response)).toBeNull()
    const prorated = { ...response, answer: 'GRANT_PRORATED', consumptionMilliunits: null } as const
    expect(reviews.checkResponse(toRequest(true), prorated)).toBeNull()
  })
})
