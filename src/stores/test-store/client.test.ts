import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { startFakeStoreServer } from '../../../test/support/fake-store-server.ts'
import type { FakeHttpResponse, FakeStoreServer } from '../../../test/support/fake-store-server.ts'
import { StoreMisconfiguredError, StoreUnavailableError } from '../contract/store-adapter.ts'
import { createTestStoreClient } from './client.ts'
import type { TestStoreClient } from './client.ts'

const verbs = ['acknowledge', 'consume', 'refund'] as const
const done = {
  acknowledge: { acknowledged: true },
  consume: { acknowledged: true, consumed: true },
  refund: { state: 'REFUNDED' },
}
const refusal = { status: 409, body: { error: { code: 'NOT_PAID', message: 'no' } } }
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

function answer(posts: FakeHttpResponse, gets: FakeHttpResponse = { status: 500 }): void {
  server.handle(({ method }) => (method === 'POST' ? posts : gets))
}

describe.each(verbs)('%s', (verb) => {
  it('is one call', async () => {
    answer(purchase(done[verb]))
    expect(await client.mutate('TT1', verb)).toEqual({ kind: 'done' })
    expect(server.requests).toMatchObject([
      {
        method: 'POST',
        path: `/test-store/v1/purchases/TT1/${verb}`,
        headers: { authorization: 'Bearer tss_secret' },
      },
    ])
  })

  it('that is refused because it was done before is done', async () => {
    answer(refusal, purchase(done[verb]))
    expect(await client.mutate('TT1', verb)).toEqual({ kind: 'done' })
  })

  it('that is refused for another reason is impossible', async () => {
    answer(refusal, purchase({ state: 'PENDING' }))
    expect(await client.mutate('TT1', verb)).toEqual({
      kind: 'rejected',
      reason: `The Test store does not ${verb} this purchase, which is PENDING.`,
    })
  })

  it('of what the store does not know is impossible', async () => {
    answer(noPurchase)
    expect(await client.mutate('TT1', verb)).toMatchObject({ kind: 'rejected' })
  })

  it.each([
    [{ status: 503 }, { status: 200 }],
    [{ status: 409, body: '<html>' }, purchase()],
    [{ status: 200, body: {} }, purchase()],
    [refusal, { status: 503 }],
  ])('that is answered by %j, then %j is not decided', async (posts, gets) => {
    answer(posts, gets)
    await expect(client.mutate('TT1', verb)).rejects.toBeInstanceOf(StoreUnavailableError)
  })

  it('with a secret that is refused is an operator’s matter', async () => {
    answer({ status: 401, body: {} })
    await expect(client.mutate('TT1', verb)).rejects.toBeInstanceOf(StoreMisconfiguredError)
  })
})
