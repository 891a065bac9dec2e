import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'

import { startFakeStoreServer } from '../../../test/contract/fake-store-server.ts'
import type { FakeStoreServer } from '../../../test/contract/fake-store-server.ts'
import * as google from '../../../test/fixtures/google-play/google-fake.ts'
import { StoreUnavailable } from '../contract.ts'
import type { GooglePlayClient } from './client.ts'

const { answers, failure, orderId, packageName, productId, purchaseToken } = google
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
    server.handle(answers({ status: 204 }))
    expect(await client.acknowledge(productId, purchaseToken)).toEqual({ kind: 'done' })
    expect(await client.consume(productId, purchaseToken)).toEqual({ kind: 'done' })
    const path = `${base}/purchases/products/${productId}/tokens/${purchaseToken}`
    expect(calls()).toEqual([`${path}:acknowledge`, `${path}:consume`])
  })

  it('is repeated, which Google’s own client does not do', async () => {
    server.handle(answers('RESET', failure(409, 'concurrentUpdate'), { status: 200, body: {} }))
    expect(await client.consume(productId, purchaseToken)).toEqual({ kind: 'done' })
  })

  const consumed = google.line({ consumptionState: 'CONSUMPTION_STATE_CONSUMED' })
  const acknowledged = { acknowledgementState: 'ACKNOWLEDGEMENT_STATE_ACKNOWLEDGED' }
  const canceled = { purchaseStateContext: { purchaseState: 'CANCELLED' } }

  it.each([
    ['consume', 'done', { productLineItem: [consumed] }],
    ['acknowledge', 'done', { productLineItem: [consumed] }],
    ['acknowledge', 'done', acknowledged],
    ['acknowledge', 'impossible', canceled],
    ['consume', 'impossible', { productLineItem: [google.line({}, 'other')] }],
  ] as const)('that %s is refused for is %s by %j', async (verb, kind, purchase) => {
    const state = { status: 200, body: google.purchaseBody(purchase) }
    server.handle(answers(failure(400, 'invalid'), state))
    expect(await client[verb](productId, purchaseToken)).toMatchObject({ kind })
  })

  it('of an acknowledged purchase does not stand for its consumption', async () => {
    const state = { status: 200, body: google.purchaseBody(acknowledged) }
    server.handle(answers(failure(400, 'invalid'), state))
    await expect(client.consume(productId, purchaseToken)).rejects.toBeInstanceOf(StoreUnavailable)
  })

  it('of what Google no longer knows is impossible', async () => {
    server.handle(answers(failure(410, 'purchaseTokenNoLongerValid')))
    expect(await client.consume(productId, purchaseToken)).toMatchObject({ kind: 'impossible' })
  })
})

describe('a refund', () => {
  const refused = failure(400, 'orderNotRefundable')
  const order = (changes: Record<string, unknown>) => ({ status: 200, body: google.orderBody(changes) })

  it('takes the product back with the money', async () => {
    server.handle(answers({ status: 204 }))
    expect(await client.refund(orderId)).toEqual({ kind: 'done' })
    expect(calls()).toEqual([`${base}/orders/${orderId}:refund?revoke=true`])
  })

  it('is repeated, which Google’s own client does not do', async () => {
    server.handle(answers('RESET', failure(503, 'backendError'), { status: 200, body: '' }))
    expect(await client.refund(orderId)).toEqual({ kind: 'done' })
  })

  it('whose answer was lost is found to be done', async () => {
    server.handle(answers('RESET', refused, refused, order({ state: 'REFUNDED' })))
    expect(await client.refund(orderId)).toEqual({ kind: 'done' })
  })

  const today = { createTime: new Date().toISOString() }
  const years = (count: number): string => new Date(Date.now() - count * 365 * 24 * 60 * 60_000).toISOString()

  it.each([
    ['done', '', { state: 'REFUNDED' }],
    ['done', '', { state: 'PENDING_REFUND' }],
    ['impossible', 'was canceled', { state: 'CANCELED' }],
    ['impossible', 'too old', { state: 'PROCESSED', createTime: years(3.1) }],
    ['impossible', 'refuses to refund', { state: 'PROCESSED', createTime: years(2.9) }],
    ['impossible', 'refuses to refund', { state: undefined, createTime: undefined }],
  ])('that Google refuses is %s (%s) by the order %j', async (kind, words, changes) => {
    for (const refusal of [failure(400, 'invalid'), refused, failure(404, 'orderNotFound')]) {
      const state = order({ ...today, ...changes })
      server.handle((request) =>
        request.method === 'POST' && !google.isToken(request.path) ? refusal : answers(state)(request),
      )
      const outcome = await client.refund(orderId)
      expect(outcome.kind).toBe(kind)
      if (outcome.kind === 'impossible') expect(outcome.reason).toContain(words)
    }
  })

  it('of an order that Google no longer knows is impossible', async () => {
    server.handle(answers(failure(404, 'orderNotFound')))
    expect(await client.refund(orderId)).toMatchObject({ kind: 'impossible' })
  })

  it.each([
    { status: 503 },
    { status: 400, body: '<html>' },
    failure(409, 'concurrentUpdate'),
    'RESET',
  ] as const)('that meets with %j is not decided', async (answer) => {
    server.handle(answers(answer))
    await expect(client.refund(orderId)).rejects.toBeInstanceOf(StoreUnavailable)
  })
})
