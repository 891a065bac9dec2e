import { generateKeyPairSync } from 'node:crypto'
import { JWT } from 'google-auth-library'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { startEmulator } from '../src/index.ts'
import type { Emulator } from '../src/index.ts'
import { sendRequest } from './emulator-client.ts'
import {
  getAccessToken,
  requestToken,
  createAssertion,
  readServiceAccount,
  publisherScope,
} from './google-client.ts'

const jwtBearerGrantType = 'urn:ietf:params:oauth:grant-type:jwt-bearer'
let emulator: Emulator

beforeAll(async () => {
  emulator = await startEmulator()
})
afterEach(() => {
  vi.useRealTimers()
})
afterAll(async () => {
  await emulator.close()
})

test("Google's JWT client obtains a token with the key file from the URL that it always uses", async () => {
  const { client_email: email, private_key: key } = readServiceAccount(emulator)
  const requestedUrls: string[] = []
  const client = new JWT({
    email,
    key,
    scopes: [publisherScope],
    transporterOptions: {
      fetchImplementation: async (input: unknown, init?: RequestInit) => {
        requestedUrls.push(String(input))
        return fetch(emulator.credentials.googlePlay.tokenUrl, init)
      },
    },
  })
  const { access_token: token } = await client.authorize()
  expect(requestedUrls).toEqual(['https://oauth2.googleapis.com/token'])
  expect(token).toMatch(/^ya29\./)
})

test('a valid assertion for either audience returns a token that is valid for an hour', async () => {
  for (const aud of ['https://oauth2.googleapis.com/token', readServiceAccount(emulator).token_uri]) {
    const form = { grant_type: jwtBearerGrantType, assertion: await createAssertion(emulator, { aud }) }
    expect(await requestToken(emulator, form)).toMatchObject({
      status: 200,
      body: { access_token: expect.any(String), expires_in: 3599, token_type: 'Bearer' },
    })
  }
})

const now = (): number => Math.floor(Date.now() / 1000)

test.each([
  ['another issuer', () => ({ iss: 'me@example.com' }), [400, 'invalid_grant', 'account not found']],
  ['another audience', () => ({ aud: 'https://example.com/token' }), [400, 'invalid_grant', 'audience']],
  ['a lifetime of two hours', () => ({ exp: now() + 7200 }), [400, 'invalid_grant', 'short-lived']],
  ['a past expiry', () => ({ iat: now() - 9000, exp: now() - 5400 }), [400, 'invalid_grant', 'short-lived']],
  [
    'a future issue time',
    () => ({ iat: now() + 900, exp: now() + 960 }),
    [400, 'invalid_grant', 'short-lived'],
  ],
  ['no expiry', () => ({ exp: undefined }), [400, 'invalid_grant', 'short-lived']],
  ['no scope', () => ({ scope: undefined }), [400, 'invalid_scope', 'scope']],
  ['another scope', () => ({ scope: 'email' }), [401, 'unauthorized_client', 'not authorized']],
  ['a delegation', () => ({ sub: 'boss@example.com' }), [401, 'unauthorized_client', 'not authorized']],
] as const)('an assertion with %s is rejected', async (_description, claims, [status, error, text]) => {
  const form = { grant_type: jwtBearerGrantType, assertion: await createAssertion(emulator, claims()) }
  expect(await requestToken(emulator, form)).toMatchObject({
    status,
    body: { error, error_description: expect.stringContaining(text) },
  })
})

test('an assertion of another key or key id and a malformed assertion are rejected', async () => {
  const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
  const pem = other.export({ type: 'pkcs8', format: 'pem' }).toString()
  const assertions = [
    await createAssertion(emulator, {}, pem),
    await createAssertion(emulator, {}, undefined, { kid: 'deleted-key' }),
  ]
  for (const assertion of assertions) {
    expect(await requestToken(emulator, { grant_type: jwtBearerGrantType, assertion })).toMatchObject({
      status: 400,
      body: { error: 'invalid_grant', error_description: 'Invalid JWT Signature.' },
    })
  }
  for (const [form, error] of [
    [{ grant_type: jwtBearerGrantType, assertion: 'x' }, 'invalid_grant'],
    [{ grant_type: jwtBearerGrantType }, 'invalid_request'],
    [{ grant_type: 'password' }, 'unsupported_grant_type'],
    [{}, 'unsupported_grant_type'],
  ] as const) {
    expect(await requestToken(emulator, form)).toMatchObject({ status: 400, body: { error } })
  }
  expect(await sendRequest(emulator.credentials.googlePlay.tokenUrl, 'POST', '{')).toMatchObject({
    status: 400,
    body: { error: 'invalid_request' },
  })
})

test('an access token is valid for an hour, and any other token is rejected', async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  const token = await getAccessToken(emulator)
  const url = `${emulator.credentials.googlePlay.apiUrl}/androidpublisher/v3/applications/com.example.arcade/purchases/voidedpurchases`
  const send = async (authorization?: string): Promise<unknown> =>
    sendRequest(url, 'GET', undefined, authorization === undefined ? {} : { authorization })
  expect(await send(`Bearer ${token}`)).toMatchObject({ status: 200 })
  const unauthenticated = {
    status: 401,
    body: {
      error: {
        code: 401,
        status: 'UNAUTHENTICATED',
        errors: [{ reason: 'authError', location: 'Authorization', locationType: 'header' }],
      },
    },
  }
  for (const authorization of [undefined, 'Bearer x', `Basic ${token}`, 'Bearer'])
    expect(await send(authorization)).toMatchObject(unauthenticated)
  vi.setSystemTime(Date.now() + 3600 * 1000)
  expect(await send(`Bearer ${token}`)).toMatchObject(unauthenticated)
})
