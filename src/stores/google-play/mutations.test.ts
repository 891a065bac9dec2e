import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'

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

describe('acknowledgement', () => {
  it('acknowledges and consumes by the calls that know the product', async () => {
    server.handle(respondInTurn({ status: 204 }))
    expect(await client.acknowledge(productId, purchaseToken)).toEqual({ kind: 'done' })
    expect(await client.consume(productId, purchaseToken)).toEqual({ kind: 'done' })
    const path = `${base}/purchases/products/${productId}/tokens/${purchaseToken}`
    expect(calls()).toEqual([`${path}:acknowledge`, `${path}:consume`])
  })

  it('is repeated, which Google’s own client does not do', async () => {
    server.handle(respondInTurn('RESET', errorResponse(409, 'concurrentUpdate'), { status: 200, body: {} }))
    expect(await client.consume(productId, purchaseToken)).toEqual({ kind: 'done' })
  })

  const consumed = google.lineItem({ consumptionState: 'CONSUMPTION_STATE_CONSUMED' })
  const acknowledged = { acknowledgementState: 'ACKNOWLEDGEMENT_STATE_ACKNOWLEDGED' }
  const canceled = { purchaseStateContext: { purchaseState: 'CANCELLED' } }

  it.each([
    ['consume', 'done', { productLineItem: [consumed] }],
    ['acknowledge', 'done', { productLineItem: [consumed] }],
    ['acknowledge', 'done', acknowledged],
    ['acknowledge', 'rejected', canceled],
    ['consume', 'rejected', { productLineItem: [google.lineItem({}, 'other')] }],
  ] as const)('that %s is refused for is %s by %j', async (verb, kind, purchase) => {
    const state = { status: 200, body: google.purchaseBody(purchase) }
    server.handle(respondInTurn(errorResponse(400, 'invalid'), state))
    expect(await client[verb](productId, purchaseToken)).toMatchObject({ kind })
  })

  it('of an acknowledged purchase does not stand for its consumption', async () => {
    const state = { status: 200, body: google.purchaseBody(acknowledged) }
    server.handle(respondInTurn(errorResponse(400, 'invalid'), state))
    await expect(client.consume(productId, purchaseToken)).rejects.toBeInstanceOf(StoreUnavailableError)
  })

  it('of what Google no longer knows is impossible', async () => {
    server.handle(respondInTurn(errorResponse(410, 'purchaseTokenNoLongerValid')))
    expect(await client.consume(productId, purchaseToken)).toMatchObject({ kind: 'rejected' })
  })
})

describe('a refund', () => {
  const refused = errorResponse(400, 'orderNotRefundable')
  const order = (changes: Record<string, unknown>) => ({ status: 200, body: google.orderBody(changes) })

  it('takes the product back with the money', async () => {
    server.handle(respondInTurn({ status: 204 }))
    expect(await client.refund(orderId)).toEqual({ kind: 'done' })
    expect(calls()).toEqual([`${base}/orders/${orderId}:refund?revoke=true`])
  })

  it('is repeated, which Google’s own client does not do', async () => {
    server.handle(respondInTurn('RESET', errorResponse(503, 'backendError'), { status: 200, body: '' }))
    expect(await client.refund(orderId)).toEqual({ kind: 'done' })
  })

  it('whose answer was lost is found to be done', async () => {
    server.handle(respondInTurn('RESET', refused, refused, order({ state: 'REFUNDED' })))
    expect(await client.refund(orderId)).toEqual({ kind: 'done' })
  })

  const today = { createTime: new Date().toISOString() }
  const years = (count: number): string => new Date(Date.now() - count * 365 * 24 * 60 * 60_000).toISOString()

  it.each([
    ['done', '', { state: 'REFUNDED' }],
    ['done', '', { state: 'PENDING_REFUND' }],
    ['rejected', 'was canceled', { state: 'CANCELED' }],
    ['rejected', 'too old', { state: 'PROCESSED', createTime: years(3.1) }],
    ['rejected', 'rejected the refund', { state: 'PROCESSED', createTime: years(2.9) }],
    ['rejected', 'rejected the refund', { state: undefined, createTime: undefined }],
  ])('that Google rejects is %s (%s) by the order %j', async (kind, words, changes) => {
    for (const refusal of [errorResponse(400, 'invalid'), refused, errorResponse(404, 'orderNotFound')]) {
      const state = order({ ...today, ...changes })
      server.handle((request) =>
        request.method === 'POST' && !google.isToken(request.path) ? refusal : respondInTurn(state)(request),
      )
      const outcome = await client.refund(orderId)
      expect(outcome.kind).toBe(kind)
      if (outcome.kind === 'rejected') expect(outcome.reason).toContain(words)
    }
  })

  it('of an order that Google no longer knows is impossible', async () => {
    server.handle(respondInTurn(errorResponse(404, 'orderNotFound')))
    expect(await client.refund(orderId)).toMatchObject({ kind: 'rejected' })
  })

  it.each([
    { status: 503 },
    { status: 400, body: '<html>' },
    errorResponse(409, 'concurrentUpdate'),
    'RESET',
  ] as const)('that meets with %j is not decided', async (answer) => {
    server.handle(respondInTurn(answer))
    await expect(client.refund(orderId)).rejects.toBeInstanceOf(StoreUnavailableError)
  })
})
