import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  unauthenticatedResponse,
  startFakeAppStore,
  type FakeAppStore,
} from '../../../test/fixtures/app-store/fake-app-store.ts'
import { checkAppStoreConnection } from './check-connection.ts'

let fake: FakeAppStore

beforeAll(async () => {
  fake = await startFakeAppStore()
})

beforeEach(() => {
  fake.reset()
})

afterAll(() => fake.close())

const bothEnvironments = ['PRODUCTION', 'SANDBOX'] as const

describe('checkAppStoreConnection', () => {
  test('the check succeeds when neither environment has the transaction', async () => {
    expect(await checkAppStoreConnection(fake.client, bothEnvironments)).toMatchObject({ ok: true })
    expect([fake.production.requests.length, fake.sandbox.requests.length]).toEqual([1, 1])
  })

  test('the check lists what to verify when the key is rejected', async () => {
    fake.production.respondInTurn(unauthenticatedResponse)
    const error = expect.stringMatching(/PRODUCTION.*keyId.*issuerId.*bundleId/)
    expect(await checkAppStoreConnection(fake.client, bothEnvironments)).toMatchObject({ ok: false, error })
  })

  test('the check distinguishes a wrong clock from a wrong key', async () => {
    const date = new Date(Date.now() - 10 * 60_000).toUTCString()
    fake.production.respondInTurn({ ...unauthenticatedResponse, headers: { date } })
    expect(await checkAppStoreConnection(fake.client, bothEnvironments)).toMatchObject({
      ok: false,
      error: expect.stringMatching(/clock is 60\d s ahead/),
    })
  })

  test.each([
    [{ status: 404, body: { errorCode: 4040003 } }, /bundle/],
    [{ status: 503 }, /503/],
    ['DROP', /connection failed/],
  ] as const)('the check explains the response %j', async (response, text) => {
    fake.production.respondInTurn(response)
    expect(await checkAppStoreConnection(fake.client, bothEnvironments)).toMatchObject({
      ok: false,
      error: expect.stringMatching(text),
    })
  })

  test('the check reports what does not work without a key', async () => {
    expect(await checkAppStoreConnection(null, bothEnvironments)).toMatchObject({
      ok: false,
      error: expect.stringContaining('No API key'),
    })
  })

  test('the check calls only the environments of the connection', async () => {
    fake.production.respondInTurn(unauthenticatedResponse)
    expect(await checkAppStoreConnection(fake.client, ['SANDBOX'])).toMatchObject({ ok: true })
  })
})
