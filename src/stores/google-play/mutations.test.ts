import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'

import { startFakeStoreServer } from '../../../test/support/fake-store-server.ts'
import type { FakeStoreServer } from '../../../test/support/fake-store-server.ts'
import * as google from '../../../test/fixtures/google-play/google-play-samples.ts'
import { StoreUnavailableError } from '../contract/store-adapter.ts'
import type { GooglePlayClient } from './client.ts'

const { respondInTurn, errorResponse, orderId, packageName, productId, purchaseToken } = google
const base = `POST /google/androidpublisher/v3/applications/${packageName}`

let server: FakeStoreServer
let client: GooglePlayClient

beforeAll(async () => {
  server = await startFakeStoreServer()
})

afterAll(async () => {
  await server.close()
})

beforeEach(() => {
  client = google.connectClient(server)
})

const calls = (): string[] => server.requests.slice(1).map(({ method, path }) => `${method} ${path}`)

describe('acknowledge and consume', () => {
  test('the calls name the product and the token', async () => {
    server.handle(respondInTurn({ status: 204 }))
    expect(await client.acknowledge(productId, purchaseToken)).toEqual({ kind: 'done' })
    expect(await client.consume(productId, purchaseToken)).toEqual({ kind: 'done' })
    const path = `${base}/purchases/products/${productId}/tokens/${purchaseToken}`
    expect(calls()).toEqual([`${path}:acknowledge`, `${path}:consume`])
  })

  test('a failed call is repeated, which Google’s own client does not do', async () => {
    server.handle(respondInTurn('RESET', errorResponse(409, 'concurrentUpdate'), { status: 200, body: {} }))
    expect(await client.consume(productId, purchaseToken)).toEqual({ kind: 'done' })
  })

  const consumed = google.lineItem({ consumptionState: 'CONSUMPTION_STATE_CONSUMED' })
  const acknowledged = { acknowledgementState: 'ACKNOWLEDGEMENT_STATE_ACKNOWLEDGED' }
  const canceled = { purchaseStateContext: { purchaseState: 'CANCELLED' } }

  test.each([
    ['consume', 'done', { productLineItem: [consumed] }],
    ['acknowledge', 'done', { productLineItem: [consumed] }],
    ['acknowledge', 'done', acknowledged],
    ['acknowledge', 'rejected', canceled],
    ['consume', 'rejected', { productLineItem: [google.lineItem({}, 'other')] }],
  ] as const)('a rejected %s is %s when the purchase is %j', async (action, kind, purchase) => {
    const state = { status: 200, body: google.purchaseBody(purchase) }
    server.handle(respondInTurn(errorResponse(400, 'invalid'), state))
    expect(await client[action](productId, purchaseToken)).toMatchObject({ kind })
  })

  test('an acknowledged purchase does not count as consumed', async () => {
    const state = { status: 200, body: google.purchaseBody(acknowledged) }
    server.handle(respondInTurn(errorResponse(400, 'invalid'), state))
    await expect(client.consume(productId, purchaseToken)).rejects.toBeInstanceOf(StoreUnavailableError)
  })

  test('a consume of a purchase that Google no longer has is rejected', async () => {
    server.handle(respondInTurn(errorResponse(410, 'purchaseTokenNoLongerValid')))
    expect(await client.consume(productId, purchaseToken)).toMatchObject({ kind: 'rejected' })
  })
})

describe('a refund', () => {
  const notRefundable = errorResponse(400, 'orderNotRefundable')
  const order = (changes: Record<string, unknown>) => ({ status: 200, body: google.orderBody(changes) })

  test('a refund revokes the product', async () => {
    server.handle(respondInTurn({ status: 204 }))
    expect(await client.refund(orderId)).toEqual({ kind: 'done' })
    expect(calls()).toEqual([`${base}/orders/${orderId}:refund?revoke=true`])
  })

  test('a failed call is repeated, which Google’s own client does not do', async () => {
    server.handle(respondInTurn('RESET', errorResponse(503, 'backendError'), { status: 200, body: '' }))
    expect(await client.refund(orderId)).toEqual({ kind: 'done' })
  })

  test('a refund whose response was lost is done', async () => {
    server.handle(respondInTurn('RESET', notRefundable, notRefundable, order({ state: 'REFUNDED' })))
    expect(await client.refund(orderId)).toEqual({ kind: 'done' })
  })

  const today = { createTime: new Date().toISOString() }
  const years = (count: number): string => new Date(Date.now() - count * 365 * 24 * 60 * 60_000).toISOString()

  test.each([
    ['done', '', { state: 'REFUNDED' }],
    ['done', '', { state: 'PENDING_REFUND' }],
    ['rejected', 'was canceled', { state: 'CANCELED' }],
    ['rejected', 'too old', { state: 'PROCESSED', createTime: years(3.1) }],
    ['rejected', 'rejected the refund', { state: 'PROCESSED', createTime: years(2.9) }],
    ['rejected', 'rejected the refund', { state: undefined, createTime: undefined }],
  ])('a rejected refund is %s (%s) when the order is %j', async (kind, text, changes) => {
    for (const rejection of [
      errorResponse(400, 'invalid'),
      notRefundable,
      errorResponse(404, 'orderNotFound'),
    ]) {
      const state = order({ ...today, ...changes })
      server.handle((request) =>
        request.method === 'POST' && !google.isToken(request.path)
          ? rejection
          : respondInTurn(state)(request),
      )
      const outcome = await client.refund(orderId)
      expect(outcome.kind).toBe(kind)
      if (outcome.kind === 'rejected') expect(outcome.reason).toContain(text)
    }
  })

  test('a refund of an order that Google no longer has is rejected', async () => {
    server.handle(respondInTurn(errorResponse(404, 'orderNotFound')))
    expect(await client.refund(orderId)).toMatchObject({ kind: 'rejected' })
  })

  test.each([
    { status: 503 },
    { status: 400, body: '<html>' },
    errorResponse(409, 'concurrentUpdate'),
    'RESET',
  ] as const)('the store is unavailable after the response %j', async (response) => {
    server.handle(respondInTurn(response))
    await expect(client.refund(orderId)).rejects.toBeInstanceOf(StoreUnavailableError)
  })
})

describe('an answer to a refund review', () => {
  const review = {
    pendingRefundToken: 'a-token',
    sampleContentProvided: false,
    refundPreference: 'DECLINE',
    consumptionPercentageMilliunits: 100_000,
  }

  test('the call names the order and contains the answer', async () => {
    server.handle(respondInTurn({ status: 204 }))
    expect(await client.reviewRefund(orderId, review)).toEqual({ kind: 'done' })
    expect(calls()).toEqual([`${base}/orders/${orderId}:reviewrefund`])
    expect(JSON.parse(server.requests.at(-1)?.body ?? '')).toEqual(review)
  })

  test('a call whose response was lost is repeated unchanged', async () => {
    server.handle(respondInTurn('RESET', { status: 204 }))
    expect(await client.reviewRefund(orderId, review)).toEqual({ kind: 'done' })
    const bodies = server.requests.slice(1).map(({ body }) => body)
    expect(new Set(bodies).size).toBe(1)
  })

  test.each([
    errorResponse(400, 'invalid'),
    errorResponse(400, 'aNewReason'),
    errorResponse(404, 'orderNotFound'),
  ])('the answer is rejected after the response %j', async (response) => {
    server.handle(respondInTurn(response))
    const reason = expect.stringMatching(/^Google Play .*\.$/) as string
    expect(await client.reviewRefund(orderId, review)).toEqual({ kind: 'rejected', reason })
  })

  test('the store is unavailable after an error of the server', async () => {
    server.handle(respondInTurn({ status: 503 }))
    await expect(client.reviewRefund(orderId, review)).rejects.toBeInstanceOf(StoreUnavailableError)
  })
})
