import { generateKeyPairSync } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'

import { startQueuedFakeServer } from '../../../test/fixtures/app-store/queued-fake-server.ts'
import type { QueuedFakeServer } from '../../../test/fixtures/app-store/queued-fake-server.ts'
import { createAppStoreClient } from './client.ts'
import type { AppStoreClient } from './client.ts'
import { checkAppStoreConnection } from './check-connection.ts'

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const key = {
  issuerId: 'an-issuer',
  keyId: 'KEY1',
  privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
}
const notFound = { status: 404, body: { errorCode: 4040010, errorMessage: 'Transaction id not found.' } }
const unauthenticated = { status: 401, body: 'Unauthenticated' }

let production: QueuedFakeServer
let sandbox: QueuedFakeServer
let client: AppStoreClient

beforeAll(async () => {
  production = await startQueuedFakeServer()
  sandbox = await startQueuedFakeServer()
  client = createAppStoreClient({
    bundleId: 'com.example.arcade',
    credentials: key,
    urls: { PRODUCTION: production.url, SANDBOX: sandbox.url },
    timeoutMs: 1_500,
  })
})

beforeEach(() => {
  production.respondInTurn(notFound)
  sandbox.respondInTurn(notFound)
})

afterAll(async () => {
  await Promise.all([production.close(), sandbox.close()])
})

const bothEnvironments = ['PRODUCTION', 'SANDBOX'] as const

describe('checkAppStoreConnection', () => {
  test('the check succeeds when neither environment has the transaction', async () => {
    expect(await checkAppStoreConnection(client, bothEnvironments)).toEqual({ ok: true })
    expect([production.requests.length, sandbox.requests.length]).toEqual([1, 1])
  })

  test('the check lists what to verify when the key is rejected', async () => {
    production.respondInTurn(unauthenticated)
    const error = expect.stringMatching(/PRODUCTION.*keyId.*issuerId.*bundleId/)
    expect(await checkAppStoreConnection(client, bothEnvironments)).toEqual({ ok: false, error })
  })

  test('the check distinguishes a wrong clock from a wrong key', async () => {
    const date = new Date(Date.now() - 10 * 60_000).toUTCString()
    production.respondInTurn({ ...unauthenticated, headers: { date } })
    expect(await checkAppStoreConnection(client, bothEnvironments)).toEqual({
      ok: false,
      error: expect.stringMatching(/clock is 60\d s ahead/),
    })
  })

  test.each([
    [{ status: 404, body: { errorCode: 4040003 } }, /bundle/],
    [{ status: 503 }, /503/],
    ['DROP', /connection failed/],
  ] as const)('the check explains the response %j', async (response, text) => {
    production.respondInTurn(response)
    expect(await checkAppStoreConnection(client, bothEnvironments)).toEqual({
      ok: false,
      error: expect.stringMatching(text),
    })
  })

  test('the check reports what does not work without a key', async () => {
    expect(await checkAppStoreConnection(null, bothEnvironments)).toEqual({
      ok: false,
      error: expect.stringContaining('No API key'),
    })
  })

  test('the check calls only the environments of the connection', async () => {
    production.respondInTurn(unauthenticated)
    expect(await checkAppStoreConnection(client, ['SANDBOX'])).toEqual({ ok: true })
  })
})
