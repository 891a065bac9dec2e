import { generateKeyPairSync } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'

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

const both = ['PRODUCTION', 'SANDBOX'] as const

describe('testAppStoreConnection', () => {
  it('is ok when both environments know no made-up transaction', async () => {
    expect(await checkAppStoreConnection(client, both)).toEqual({ ok: true })
    expect([production.requests.length, sandbox.requests.length]).toEqual([1, 1])
  })

  it('names what to check when the key is refused', async () => {
    production.respondInTurn(unauthenticated)
    const problem = expect.stringMatching(/PRODUCTION.*keyId.*issuerId.*bundleId/)
    expect(await checkAppStoreConnection(client, both)).toEqual({ ok: false, problem })
  })

  it('tells a wrong clock from a wrong key', async () => {
    const date = new Date(Date.now() - 10 * 60_000).toUTCString()
    production.respondInTurn({ ...unauthenticated, headers: { date } })
    expect(await checkAppStoreConnection(client, both)).toEqual({
      ok: false,
      problem: expect.stringMatching(/clock is 60\d s ahead/),
    })
  })

  it.each([
    [{ status: 404, body: { errorCode: 4040003 } }, /bundle/],
    [{ status: 503 }, /503/],
    ['DROP', /connection failed/],
  ] as const)('says what %j means', async (answer, words) => {
    production.respondInTurn(answer)
    expect(await checkAppStoreConnection(client, both)).toEqual({
      ok: false,
      problem: expect.stringMatching(words),
    })
  })

  it('says what is missing without a key', async () => {
    expect(await checkAppStoreConnection(null, both)).toEqual({
      ok: false,
      problem: expect.stringContaining('No API key'),
    })
  })

  it('asks only the environments of the connection', async () => {
    production.respondInTurn(unauthenticated)
    expect(await checkAppStoreConnection(client, ['SANDBOX'])).toEqual({ ok: true })
  })
})
