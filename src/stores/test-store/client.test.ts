import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { startFakeStoreServer } from '../../../test/support/fake-store-server.ts'
import type { FakeHttpResponse, FakeStoreServer } from '../../../test/support/fake-store-server.ts'
import { StoreMisconfiguredError, StoreUnavailableError } from '../contract/store-adapter.ts'
import { createTestStoreClient } from './client.ts'
import type { TestStoreClient } from './client.ts'

const actions = ['acknowledge', 'consume', 'refund'] as const
const doneFields = {
  acknowledge: { acknowledged: true },
  consume: { acknowledged: true, consumed: true },
  refund: { state: 'REFUNDED' },
}
const rejection = { status: 409, body: { error: { code: 'NOT_PAID', message: 'no' } } }
const noPurchase = { status: 404, body: { error: { code: 'PURCHASE_NOT_FOUND', message: 'none' } } }

let server: FakeStoreServer
let client: TestStoreClient

beforeAll(async () => {
  server = await startFakeStoreServer()
  client = createTestStoreClient({ baseUrl: server.url, apiSecret: 'tss_secret', timeoutMs: 1_500 })
})

afterAll(async () => {
  await server.close()
})

function purchase(changes: Record<string, unknown> = {}): FakeHttpResponse {
  const body = {
    transactionId: 'TT1',
    orderId: 'TO1',
    bundleId: 'com.example.arcade',
    productId: 'coins_100',
    state: 'PAID',
    quantity: 1,
    priceMicros: '1990000',
    currency: 'USD',
    purchasedAt: 1,
    ...changes,
  }
  return { status: 200, body }
}

function respond(posts: FakeHttpResponse, gets: FakeHttpResponse = { status: 500 }): void {
  server.handle(({ method }) => (method === 'POST' ? posts : gets))
}

describe.each(actions)('%s', (action) => {
  test('the action is one call', async () => {
    respond(purchase(doneFields[action]))
    expect(await client.mutate('TT1', action)).toEqual({ kind: 'done' })
    expect(server.requests).toMatchObject([
      {
        method: 'POST',
        path: `/test-store/v1/purchases/TT1/${action}`,
        headers: { authorization: 'Bearer tss_secret' },
      },
    ])
  })

  test('a rejected action that was done before is done', async () => {
    respond(rejection, purchase(doneFields[action]))
    expect(await client.mutate('TT1', action)).toEqual({ kind: 'done' })
  })

  test('an action that is rejected for another reason is rejected', async () => {
    respond(rejection, purchase({ state: 'PENDING' }))
    expect(await client.mutate('TT1', action)).toEqual({
      kind: 'rejected',
      reason: `The Test store does not ${action} this purchase, which is PENDING.`,
    })
  })

  test('an action on an unknown purchase is rejected', async () => {
    respond(noPurchase)
    expect(await client.mutate('TT1', action)).toMatchObject({ kind: 'rejected' })
  })

  test.each([
    [{ status: 503 }, { status: 200 }],
    [{ status: 409, body: '<html>' }, purchase()],
    [{ status: 200, body: {} }, purchase()],
    [rejection, { status: 503 }],
  ])('the store is unavailable after the response %j, then %j', async (posts, gets) => {
    respond(posts, gets)
    await expect(client.mutate('TT1', action)).rejects.toBeInstanceOf(StoreUnavailableError)
  })

  test('a rejected API secret is a misconfiguration', async () => {
    respond({ status: 401, body: {} })
    await expect(client.mutate('TT1', action)).rejects.toBeInstanceOf(StoreMisconfiguredError)
  })
})
