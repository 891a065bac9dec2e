import { generateKeyPairSync } from 'node:crypto'
import { importPKCS8, SignJWT } from 'jose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startEmulator } from '../src/index.ts'
import type { Emulator } from '../src/index.ts'
import { createAppleClient } from './apple-client.ts'
import type { ClientOverrides } from './apple-client.ts'
import { createAppStorePurchase, sendRequest } from './emulator-client.ts'

let emulator: Emulator

beforeAll(async () => {
  emulator = await startEmulator()
})
afterAll(async () => {
  await emulator.close()
})

type Claims = { iat?: number; exp?: number; aud?: string; bid?: string }

async function readWith(claims: Claims): Promise<{ status: number; text: string }> {
  const { privateKey, keyId, issuerId, bundleId, productionUrl } = emulator.credentials.appStore
  const now = Math.floor(Date.now() / 1000)
  const token = await new SignJWT({
    iss: issuerId,
    aud: 'appstoreconnect-v1',
    bid: bundleId,
    iat: now,
    exp: now + 300,
    ...claims,
  })
    .setProtectedHeader({ alg: 'ES256', kid: keyId, typ: 'JWT' })
    .sign(await importPKCS8(privateKey, 'ES256'))
  return sendRequest(`${productionUrl}/inApps/v1/transactions/5`, 'GET', undefined, {
    authorization: `Bearer ${token}`,
  })
}

test('a token of another key, key id, issuer or app is rejected with 401 and plain text', async () => {
  const privateKey = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString()
  const invalidOverrides: ClientOverrides[] = [
    { privateKey },
    { keyId: 'OTHER12345' },
    { issuerId: crypto.randomUUID() },
    { bundleId: 'com.example.other' },
  ]
  const { transactionId } = await createAppStorePurchase(emulator)
  for (const overrides of invalidOverrides) {
    const reading = createAppleClient(emulator, undefined, overrides).getTransactionInfo(transactionId)
    await expect(reading).rejects.toMatchObject({ httpStatusCode: 401, apiError: null })
  }
})

test('a token that is for another audience, expired, issued in the future or valid for more than an hour is rejected', async () => {
  const now = Math.floor(Date.now() / 1000)
  expect((await readWith({})).status).toBe(404)
  const invalidClaims: Claims[] = [
    { aud: 'someone-else' },
    { iat: now - 600, exp: now - 300 },
    { iat: now + 600, exp: now + 900 },
    { iat: now, exp: now + 3601 },
  ]
  for (const claims of invalidClaims)
    expect(await readWith(claims)).toMatchObject({ status: 401, text: 'Unauthenticated' })
})

test('a request without a token, with another scheme or with a malformed token is rejected', async () => {
  const url = `${emulator.credentials.appStore.productionUrl}/inApps/v1/transactions/5`
  for (const authorization of [undefined, 'Basic Zm9vOmJhcg==', 'Bearer invalid', 'bearer a.b.c']) {
    const response = await sendRequest(
      url,
      'GET',
      undefined,
      authorization === undefined ? {} : { authorization },
    )
    expect(response).toMatchObject({ status: 401, text: 'Unauthenticated' })
    expect(response.headers.get('content-type')).toContain('text/plain')
  }
})

test('token times are checked with the real clock, whatever the virtual clock shows', async () => {
  const { transactionId } = await createAppStorePurchase(emulator)
  await sendRequest(`${emulator.url}/control/clock`, 'POST', { advanceMs: 7_200_000 })
  await expect(createAppleClient(emulator).getTransactionInfo(transactionId)).resolves.toHaveProperty(
    'signedTransactionInfo',
  )
})
