import { generateKeyPairSync } from 'node:crypto'
import { JWT } from 'google-auth-library'
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
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

it("Google's own JWT client gets a token with the key file, at the address that it insists on", async () => {
  const { client_email: email, private_key: key } = readServiceAccount(emulator)
  const asked: string[] = []
  const client = new JWT({
    email,
    key,
    scopes: [publisherScope],
    transporterOptions: {
      fetchImplementation: async (input: unknown, init?: RequestInit) => {
        asked.push(String(input))
        return fetch(emulator.credentials.googlePlay.tokenUrl, init)
      },
    },
  })
  const { access_token: token } = await client.authorize()
  expect(asked).toEqual(['https://oauth2.googleapis.com/token'])
  expect(token).toMatch(/^ya29\./)
})

it('answers a good assertion with a token of an hour, for either audience', async () => {
  for (const aud of ['https://oauth2.googleapis.com/token', readServiceAccount(emulator).token_uri]) {
    const form = { grant_type: jwtBearerGrantType, assertion: await createAssertion(emulator, { aud }) }
    expect(await requestToken(emulator, form)).toMatchObject({
      status: 200,
      body: { access_token: expect.any(String), expires_in: 3599, token_type: 'Bearer' },
    })
  }
})

const now = (): number => Math.floor(Date.now() / 1000)

it.each([
  ['another issuer', () => ({ iss: 'me@example.com' }), [400, 'invalid_grant', 'account not found']],
  ['another audience', () => ({ aud: 'https://example.com/token' }), [400, 'invalid_grant', 'audience']],
  ['a life of two hours', () => ({ exp: now() + 7200 }), [400, 'invalid_grant', 'short-lived']],
  [
    'an end long ago',
    () => ({ iat: now() - 9000, exp: now() - 5400 }),
    [400, 'invalid_grant', 'short-lived'],
  ],
  ['a start to come', () => ({ iat: now() + 900, exp: now() + 960 }), [400, 'invalid_grant', 'short-lived']],
  ['no end', () => ({ exp: undefined }), [400, 'invalid_grant', 'short-lived']],
  ['no scope', () => ({ scope: undefined }), [400, 'invalid_scope', 'scope']],
  ['another scope', () => ({ scope: 'email' }), [401, 'unauthorized_client', 'not authorized']],
  ['a delegation', () => ({ sub: 'boss@example.com' }), [401, 'unauthorized_client', 'not authorized']],
] as const)('refuses an assertion with %s', async (_what, claims, [status, error, words]) => {
  const form = { grant_type: jwtBearerGrantType, assertion: await createAssertion(emulator, claims()) }
  expect(await requestToken(emulator, form)).toMatchObject({
    status,
    body: { error, error_description: expect.stringContaining(words) },
  })
})

it('refuses an assertion by another key, by another key id, or that is none', async () => {
  const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
  const pem = other.export({ type: 'pkcs8', format: 'pem' }).toString()
  const wrong = [
    await createAssertion(emulator, {}, pem),
    await createAssertion(emulator, {}, undefined, { kid: 'deleted-key' }),
  ]
  for (const text of wrong) {
    expect(await requestToken(emulator, { grant_type: jwtBearerGrantType, assertion: text })).toMatchObject({
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

it('an access token is good for an hour, and no other text is one', async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  const token = await getAccessToken(emulator)
  const url = `${emulator.credentials.googlePlay.apiUrl}/androidpublisher/v3/applications/com.example.arcade/purchases/voidedpurchases`
  const ask = async (authorization?: string): Promise<unknown> =>
    sendRequest(url, 'GET', undefined, authorization === undefined ? {} : { authorization })
  expect(await ask(`Bearer ${token}`)).toMatchObject({ status: 200 })
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
  for (const wrong of [undefined, 'Bearer x', `Basic ${token}`, 'Bearer'])
    expect(await ask(wrong)).toMatchObject(unauthenticated)
  vi.setSystemTime(Date.now() + 3600 * 1000)
  expect(await ask(`Bearer ${token}`)).toMatchObject(unauthenticated)
})
