import { generateKeyPairSync } from 'node:crypto'
import { decodeJwt } from 'jose'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  unauthenticatedResponse,
  startFakeAppStore,
  type FakeAppStore,
} from '../../../test/fixtures/app-store/fake-app-store.ts'
import { AppleClient } from './apple-client.ts'
import { StoreMisconfiguredError, StoreUnavailableError } from '../contract/store-adapter.ts'

const found = { status: 200, body: { signedTransactionInfo: 'a JWS' } }

let fake: FakeAppStore

beforeAll(async () => {
  fake = await startFakeAppStore()
})

beforeEach(() => {
  fake.reset()
})

afterAll(() => fake.close())

const findTransaction = (): Promise<string | null> =>
  fake.client.findTransaction('2000000912345678', ['PRODUCTION', 'SANDBOX'])

test("a transaction is requested as Apple's client requests it", async () => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  const credentials = { issuerId: 'an-issuer', keyId: 'KEY1', privateKey: pem }
  const urls = { PRODUCTION: '', SANDBOX: '' }
  const expected: { method: string; path: string }[] = []
  const apple = new AppleClient(
    { bundleId: 'com.example.arcade', credentials, urls },
    'PRODUCTION',
    ({ method, url }) => {
      expected.push({ method, path: url })
      return Promise.resolve({ status: 200, headers: new Headers(), body: '{}' })
    },
  )
  await apple.getTransactionInfo('2000000912345678')
  fake.production.respondInTurn(found)
  await findTransaction()
  expect(fake.production.requests).toMatchObject(expected)
})

describe('an unexpected response', () => {
  test.each([
    ['500', { status: 500, body: { errorCode: 5000000 } }],
    ['an HTML page', { status: 200, body: '<html>maintenance</html>' }],
    ['an empty object', { status: 200, body: {} }],
    ['a null transaction', { status: 200, body: { signedTransactionInfo: null } }],
    ['a 404 of a proxy', { status: 404, body: '<html>' }],
    ['a retryable 404', { status: 404, body: { errorCode: 4040002 } }],
    ['an unknown 400', { status: 400, body: { errorCode: 4000000 } }],
    ['a redirect', { status: 302, headers: { location: 'http://127.0.0.1:9/' } }],
    ['a closed connection', 'DROP'],
    ['a huge body', { status: 200, body: 'x'.repeat(300_000) }],
  ] as const)('the store is unavailable after three attempts with %s', async (_name, response) => {
    fake.production.respondInTurn(response)
    await expect(findTransaction()).rejects.toBeInstanceOf(StoreUnavailableError)
    expect(fake.production.requests).toHaveLength(3)
    expect(fake.sandbox.requests).toEqual([])
  })

  test('a request without a response fails within twice the timeout', async () => {
    fake.production.respondInTurn('HANG')
    const startedAt = performance.now()
    await expect(findTransaction()).rejects.toThrow('the request timed out')
    expect(performance.now() - startedAt).toBeLessThan(4_500)
    expect(fake.production.requests.length).toBeLessThanOrEqual(2)
  })

  test('a repeated call that succeeds hides the failures', async () => {
    fake.production.respondInTurn({ status: 503 }, 'DROP', found)
    expect(await findTransaction()).toBe('a JWS')
  })

  test('a Retry-After in UNIX milliseconds is reported and not waited for', async () => {
    const retryAfter = String(Date.now() + 30_000)
    fake.production.respondInTurn({
      status: 429,
      body: { errorCode: 4290000 },
      headers: { 'retry-after': retryAfter },
    })
    const error: unknown = await findTransaction().catch((thrown: unknown) => thrown)
    if (!(error instanceof StoreUnavailableError)) throw new Error('the store should be unavailable')
    expect(error.retryAfterMs).toBeGreaterThan(25_000)
    expect(error.retryAfterMs).toBeLessThanOrEqual(30_000)
    expect(fake.production.requests).toHaveLength(1)
  })
})

describe('a rejected key', () => {
  test.each([
    [401, 2],
    [403, 1],
  ])(
    'a %i from both environments is a misconfiguration, after %i requests to each',
    async (status, requestCount) => {
      fake.production.respondInTurn({ status, body: 'Unauthenticated' })
      fake.sandbox.respondInTurn({ status, body: 'Unauthenticated' })
      await expect(findTransaction()).rejects.toBeInstanceOf(StoreMisconfiguredError)
      expect(fake.production.requests).toHaveLength(requestCount)
    },
  )

  test('one rejected token is replaced, and the transaction is found', async () => {
    const signedTransactionInfo = 'a signed transaction'
    fake.production.respondInTurn(unauthenticatedResponse, { status: 200, body: { signedTransactionInfo } })
    expect(await findTransaction()).toBe(signedTransactionInfo)
    const [first, second] = fake.production.requests.map(({ headers }) => headers.authorization)
    expect(first).toMatch(/^Bearer /)
    expect(second).toMatch(/^Bearer /)
  })

  test('calls share a token until it is rejected', async () => {
    fake.production.respondInTurn(found, found, unauthenticatedResponse, found)
    for (let calls = 0; calls < 4; calls += 1) await findTransaction()
    const [first, second, rejected, repeated, last] = fake.production.requests.map(
      ({ headers }) => headers.authorization,
    )
    expect([second, rejected]).toEqual([first, first])
    expect(repeated).not.toBe(first)
    expect(last).not.toBe(first)
  })

  test("the token after a rejected one is dated by the App Store's clock", async () => {
    const behindMs = 10 * 60_000
    const date = new Date(Date.now() - behindMs).toUTCString()
    fake.production.respondInTurn(
      { ...unauthenticatedResponse, headers: { date } },
      { status: 200, body: { signedTransactionInfo: 'a signed transaction' } },
    )
    await findTransaction()
    const [first = 0, second = 0] = fake.production.requests.map(
      ({ headers }) => decodeJwt((headers.authorization ?? '').slice('Bearer '.length)).iat,
    )
    expect(first * 1000).toBeLessThanOrEqual(Date.now() - 60_000)
    expect((first - second) * 1000).toBeGreaterThanOrEqual(behindMs - 2_000)
    expect((first - second) * 1000).toBeLessThanOrEqual(behindMs + 2_000)
  })

  test('"not found" in one environment does not hide a rejection by the other', async () => {
    fake.production.respondInTurn(unauthenticatedResponse)
    await expect(findTransaction()).rejects.toBeInstanceOf(StoreMisconfiguredError)
  })

  test.each([4000002, 4040003])('the code %i means that the bundle id is wrong', async (errorCode) => {
    fake.production.respondInTurn({ status: Math.floor(errorCode / 10_000), body: { errorCode } })
    await expect(findTransaction()).rejects.toBeInstanceOf(StoreMisconfiguredError)
  })
})
