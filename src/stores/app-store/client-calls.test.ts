import { generateKeyPairSync } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

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
const question = { ...transaction, autoRenewable: false }
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

function answer(...answers: FakeResponse[]): void {
  const queue = [...answers]
  server.handle(() => (queue.length > 1 ? queue.shift() : queue[0]) ?? { status: 500 })
}

const codeOf = (errorCode: number): FakeResponse => ({
  status: Math.floor(errorCode / 10_000),
  body: { errorCode },
})

const calls: [string, () => Promise<unknown>, FakeResponse][] = [
  ['finish', () => client.finishTransaction(transaction), { status: 200 }],
  ['sendConsumption', () => client.sendConsumptionInfo(question, true), { status: 202 }],
  [
    'notificationHistory',
    () => client.getNotificationHistory(window, 'SANDBOX', null),
    { status: 200, body: { hasMore: false, notificationHistory: [] } },
  ],
  [
    'refundHistory',
    () => client.getRefundHistory(transaction, null),
    { status: 200, body: { hasMore: false, revision: 'r1', signedTransactions: [] } },
  ],
]

describe.each(calls)('%s', (_name, call, healthy) => {
  it('asks again after a failure that passes', async () => {
    answer({ status: 503 }, 'RESET', healthy)
    await call()
    expect(server.requests).toHaveLength(3)
  })

  it.each([
    ['500', { status: 500, body: { errorCode: 5000001 } }],
    ['a page instead of an answer', { status: 200, body: '<html>maintenance</html>' }],
    ['a redirect', { status: 302, headers: { location: 'http://127.0.0.1:9/' } }],
    ['a retryable 404', codeOf(4040002)],
  ] as const)('takes %s for no answer, after three attempts', async (_title, fault) => {
    answer(fault)
    await expect(call()).rejects.toBeInstanceOf(StoreUnavailableError)
    expect(server.requests).toHaveLength(3)
  })

  it.each([401, 403])('takes %i for a refused key, and does not ask again', async (status) => {
    answer({ status, body: 'Unauthenticated' })
    await expect(call()).rejects.toBeInstanceOf(StoreMisconfiguredError)
    expect(server.requests).toHaveLength(1)
  })

  it('leaves a store alone that says how long it is busy', async () => {
    const retryAfter = String(Date.now() + 30_000)
    answer({ status: 429, body: { errorCode: 4290000 }, headers: { 'retry-after': retryAfter } })
    await expect(call()).rejects.toMatchObject({ name: 'StoreUnavailable', retryAfterMs: expect.any(Number) })
    expect(server.requests).toHaveLength(1)
  })
})

describe('finish', () => {
  it('asks the environment of the transaction, without a body', async () => {
    answer({ status: 200 })
    expect(await client.finishTransaction(transaction)).toEqual({ kind: 'done' })
    const path = '/sandbox/inApps/v1/transactions/2000000912345678/finish'
    expect(server.requests).toMatchObject([{ method: 'POST', path, body: '' }])
  })

  it.each([4040010, 4000006, 4000047, 4000048, 4000185])(
    'is impossible after %i, which is not asked again',
    async (errorCode) => {
      answer(codeOf(errorCode))
      const reason = expect.stringMatching(/^The App Store .*\.$/)
      expect(await client.finishTransaction(transaction)).toEqual({ kind: 'rejected', reason })
      expect(server.requests).toHaveLength(1)
    },
  )
})

describe('sendConsumption', () => {
  const common = { customerConsented: true, sampleContentProvided: false }
  it.each([
    [true, false, { deliveryStatus: 'DELIVERED' }],
    [true, true, { deliveryStatus: 'DELIVERED' }],
    [false, false, { deliveryStatus: 'UNDELIVERED_OTHER', consumptionPercentage: 0 }],
    [false, true, { deliveryStatus: 'UNDELIVERED_OTHER' }],
  ])('says what Apple takes: delivered %s, auto-renewable %s', async (delivered, autoRenewable, fields) => {
    answer({ status: 202 })
    await client.sendConsumptionInfo({ ...question, autoRenewable }, delivered)
    const [request] = server.requests
    const path = '/sandbox/inApps/v2/transactions/consumption/2000000912345678'
    expect(request).toMatchObject({
      method: 'PUT',
      path,
      headers: { 'content-type': 'application/json' },
    })
    expect(JSON.parse(request?.body ?? '')).toEqual({ ...common, ...fields })
  })

  it.each([4040010, 4000047, 4000185])('has nothing left to do after %i', async (errorCode) => {
    answer(codeOf(errorCode))
    await client.sendConsumptionInfo(question, true)
    expect(server.requests).toHaveLength(1)
  })
})

describe('notificationHistory', () => {
  it('asks for a window, and from its second page on for that page', async () => {
    const notificationHistory = [{ signedPayload: 'a', sendAttempts: [] }, { signedPayload: 'b' }]
    answer({ status: 200, body: { hasMore: true, paginationToken: 'a+b/c=', notificationHistory } })
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

  it('takes a page of twenty large notifications', async () => {
    const notificationHistory = Array.from({ length: 20 }, () => ({ signedPayload: 'x'.repeat(100_000) }))
    answer({ status: 200, body: { hasMore: false, notificationHistory } })
    expect((await client.getNotificationHistory(window, 'SANDBOX', null)).signed).toHaveLength(20)
  })

  it.each([4000012, 4000013, 4000014, 4000017])(
    'does not ask again for what is not there: %i',
    async (errorCode) => {
      answer(codeOf(errorCode))
      const asked = client.getNotificationHistory(window, 'SANDBOX', null)
      await expect(asked).rejects.toBeInstanceOf(StoreUnavailableError)
      expect(server.requests).toHaveLength(1)
    },
  )

  it.each([
    { hasMore: true, notificationHistory: [] },
    { hasMore: false, notificationHistory: [{}] },
    { hasMore: false, notificationHistory: [null] },
    { hasMore: 'no', notificationHistory: [] },
  ])('does not take %j for the end of a list', async (body) => {
    answer({ status: 200, body })
    const asked = client.getNotificationHistory(window, 'SANDBOX', null)
    await expect(asked).rejects.toBeInstanceOf(StoreUnavailableError)
  })
})

describe('refundHistory', () => {
  it('asks by any transaction of the buyer, and goes on with the revision', async () => {
    answer(
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

  it('is empty for a transaction that the store knows no longer', async () => {
    answer(codeOf(4040010))
    expect(await client.getRefundHistory(transaction, null)).toEqual({ signed: [], next: null })
  })

  it('does not ask again for a revision that is none', async () => {
    answer(codeOf(4000005))
    await expect(client.getRefundHistory(transaction, 'x')).rejects.toBeInstanceOf(StoreUnavailableError)
    expect(server.requests).toHaveLength(1)
  })
})
