import { generateKeyPairSync } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { startFakeStoreServer } from '../../../test/support/fake-store-server.ts'
import type { FakeResponse, FakeStoreServer } from '../../../test/support/fake-store-server.ts'
import { StoreMisconfiguredError, StoreUnavailableError } from '../contract/store-adapter.ts'
import { createAppStoreClient } from './client.ts'
import type { AppStoreClient } from './client.ts'

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const key = {
  issuerId: 'an-issuer',
  keyId: 'KEY1',
  privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
}
const transaction = { transactionId: '2000000912345678', environment: 'SANDBOX' } as const
const consumptionInfo = {
  customerConsented: true,
  sampleContentProvided: false,
  deliveryStatus: 'DELIVERED',
  consumptionPercentage: 100_000,
}
const window = { from: new Date(1_000), to: new Date(2_000) }

let server: FakeStoreServer
let client: AppStoreClient

beforeAll(async () => {
  server = await startFakeStoreServer()
  client = createAppStoreClient({
    bundleId: 'com.example.arcade',
    credentials: key,
    urls: { PRODUCTION: `${server.url}/live`, SANDBOX: `${server.url}/sandbox` },
    timeoutMs: 1_500,
  })
})

afterAll(async () => {
  await server.close()
})

function respondInTurn(...responses: FakeResponse[]): void {
  const queue = [...responses]
  server.handle(() => (queue.length > 1 ? queue.shift() : queue[0]) ?? { status: 500 })
}

const codeOf = (errorCode: number): FakeResponse => ({
  status: Math.floor(errorCode / 10_000),
  body: { errorCode },
})

const calls: [string, () => Promise<unknown>, FakeResponse][] = [
  ['finishTransaction', () => client.finishTransaction(transaction), { status: 200 }],
  ['sendConsumptionInfo', () => client.sendConsumptionInfo(transaction, consumptionInfo), { status: 202 }],
  [
    'getNotificationHistory',
    () => client.getNotificationHistory(window, 'SANDBOX', null),
    { status: 200, body: { hasMore: false, notificationHistory: [] } },
  ],
  [
    'getRefundHistory',
    () => client.getRefundHistory(transaction, null),
    { status: 200, body: { hasMore: false, revision: 'r1', signedTransactions: [] } },
  ],
]

describe.each(calls)('%s', (_name, call, healthy) => {
  test('the call is repeated after a temporary failure', async () => {
    respondInTurn({ status: 503 }, 'RESET', healthy)
    await call()
    expect(server.requests).toHaveLength(3)
  })

  test.each([
    ['500', { status: 500, body: { errorCode: 5000001 } }],
    ['an HTML page', { status: 200, body: '<html>maintenance</html>' }],
    ['a redirect', { status: 302, headers: { location: 'http://127.0.0.1:9/' } }],
    ['a retryable 404', codeOf(4040002)],
  ] as const)('the store is unavailable after three attempts with %s', async (_title, fault) => {
    respondInTurn(fault)
    await expect(call()).rejects.toBeInstanceOf(StoreUnavailableError)
    expect(server.requests).toHaveLength(3)
  })

  test.each([
    [401, 2],
    [403, 1],
  ])('a %i is a rejected key after %i requests', async (status, requestCount) => {
    respondInTurn({ status, body: 'Unauthenticated' })
    await expect(call()).rejects.toBeInstanceOf(StoreMisconfiguredError)
    expect(server.requests).toHaveLength(requestCount)
  })

  test('a call with a long Retry-After is not repeated', async () => {
    const retryAfter = String(Date.now() + 30_000)
    respondInTurn({ status: 429, body: { errorCode: 4290000 }, headers: { 'retry-after': retryAfter } })
    await expect(call()).rejects.toMatchObject({
      name: 'StoreUnavailableError',
      retryAfterMs: expect.any(Number),
    })
    expect(server.requests).toHaveLength(1)
  })
})

describe('finishTransaction', () => {
  test('the call goes to the environment of the transaction, without a body', async () => {
    respondInTurn({ status: 200 })
    expect(await client.finishTransaction(transaction)).toEqual({ kind: 'done' })
    const path = '/sandbox/inApps/v1/transactions/2000000912345678/finish'
    expect(server.requests).toMatchObject([{ method: 'POST', path, body: '' }])
  })

  test.each([4040010, 4000006, 4000047, 4000048, 4000185])(
    'the call is rejected after %i and not retried',
    async (errorCode) => {
      respondInTurn(codeOf(errorCode))
      const reason = expect.stringMatching(/^The App Store .*\.$/)
      expect(await client.finishTransaction(transaction)).toEqual({ kind: 'rejected', reason })
      expect(server.requests).toHaveLength(1)
    },
  )
})

describe('sendConsumptionInfo', () => {
  test('the call sends version 2 of the consumption information', async () => {
    respondInTurn({ status: 202 })
    expect(await client.sendConsumptionInfo(transaction, consumptionInfo)).toEqual({ kind: 'done' })
    const [request] = server.requests
    const path = '/sandbox/inApps/v2/transactions/consumption/2000000912345678'
    const headers = { 'content-type': 'application/json' }
    expect(request).toMatchObject({ method: 'PUT', path, headers })
    expect(JSON.parse(request?.body ?? '')).toEqual(consumptionInfo)
  })

  test.each([4040010, 4000047, 4000185])(
    'the call is rejected after %i and not retried',
    async (errorCode) => {
      respondInTurn(codeOf(errorCode))
      const reason = expect.stringMatching(/^The App Store .*\.$/) as string
      expect(await client.sendConsumptionInfo(transaction, consumptionInfo)).toEqual({
        kind: 'rejected',
        reason,
      })
      expect(server.requests).toHaveLength(1)
    },
  )
})

describe('getNotificationHistory', () => {
  test('the request names the window, and the token of every page after the first', async () => {
    const notificationHistory = [{ signedPayload: 'a', sendAttempts: [] }, { signedPayload: 'b' }]
    respondInTurn({ status: 200, body: { hasMore: true, paginationToken: 'a+b/c=', notificationHistory } })
    const page = await client.getNotificationHistory(window, 'PRODUCTION', null)
    expect(page).toEqual({ signed: ['a', 'b'], next: 'a+b/c=' })
    await client.getNotificationHistory(window, 'PRODUCTION', page.next)
    const path = '/live/inApps/v1/notifications/history'
    const body = '{"startDate":1000,"endDate":2000}'
    expect(server.requests).toMatchObject([
      { method: 'POST', path, body },
      { method: 'POST', path: `${path}?paginationToken=a%2Bb%2Fc%3D`, body },
    ])
  })

  test('a page of twenty large notifications is accepted', async () => {
    const notificationHistory = Array.from({ length: 20 }, () => ({ signedPayload: 'x'.repeat(100_000) }))
    respondInTurn({ status: 200, body: { hasMore: false, notificationHistory } })
    expect((await client.getNotificationHistory(window, 'SANDBOX', null)).signed).toHaveLength(20)
  })

  test.each([4000012, 4000013, 4000014, 4000017])('the rejection %i is not retried', async (errorCode) => {
    respondInTurn(codeOf(errorCode))
    const request = client.getNotificationHistory(window, 'SANDBOX', null)
    await expect(request).rejects.toBeInstanceOf(StoreUnavailableError)
    expect(server.requests).toHaveLength(1)
  })

  test.each([
    { hasMore: true, notificationHistory: [] },
    { hasMore: false, notificationHistory: [{}] },
    { hasMore: false, notificationHistory: [null] },
    { hasMore: 'no', notificationHistory: [] },
  ])('the response %j is not the end of the list', async (body) => {
    respondInTurn({ status: 200, body })
    const request = client.getNotificationHistory(window, 'SANDBOX', null)
    await expect(request).rejects.toBeInstanceOf(StoreUnavailableError)
  })
})

describe('getRefundHistory', () => {
  test('the request names a transaction of the buyer, and then the revision', async () => {
    respondInTurn(
      { status: 200, body: { hasMore: true, revision: 'r1', signedTransactions: ['a'] } },
      { status: 200, body: { hasMore: false, revision: 'r2', signedTransactions: ['b'] } },
    )
    expect(await client.getRefundHistory(transaction, null)).toEqual({ signed: ['a'], next: 'r1' })
    expect(await client.getRefundHistory(transaction, 'r1')).toEqual({ signed: ['b'], next: null })
    const path = '/sandbox/inApps/v2/refund/lookup/2000000912345678'
    expect(server.requests).toMatchObject([
      { method: 'GET', path },
      { method: 'GET', path: `${path}?revision=r1` },
    ])
  })

  test('the list is empty for a transaction that the store no longer has', async () => {
    respondInTurn(codeOf(4040010))
    expect(await client.getRefundHistory(transaction, null)).toEqual({ signed: [], next: null })
  })

  test('an invalid revision is not retried', async () => {
    respondInTurn(codeOf(4000005))
    await expect(client.getRefundHistory(transaction, 'x')).rejects.toBeInstanceOf(StoreUnavailableError)
    expect(server.requests).toHaveLength(1)
  })
})
