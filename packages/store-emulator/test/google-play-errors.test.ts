import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startEmulator } from '../src/index.ts'
import type { Emulator } from '../src/index.ts'
import { findUndeclaredFields } from './find-undeclared-fields.ts'
import { createPurchase, coinsProductId, sendRequest } from './emulator-client.ts'
import { getAccessToken, createGooglePlayPurchase, createGoogleClient } from './google-client.ts'

const packageName = 'com.example.arcade'
let emulator: Emulator
let purchases: Awaited<ReturnType<typeof createGoogleClient>>['purchases']

beforeAll(async () => {
  emulator = await startEmulator()
})
beforeEach(async () => {
  await emulator.reset()
  purchases = (await createGoogleClient(emulator)).purchases
})
afterAll(async () => {
  await emulator.close()
})

async function readV2(token: string): Promise<unknown> {
  const { data } = await purchases.productsv2.getproductpurchasev2({ packageName, token })
  expect(findUndeclaredFields(data, 'Schema$ProductPurchaseV2')).toEqual([])
  return data
}

function expectedError(status: number, reason: string): object {
  return { status, response: { data: { error: { code: status, errors: [{ reason }] } } } }
}

describe('rejected requests', () => {
  test('a token that is malformed, unknown, tampered, declined or of another product or app is rejected', async () => {
    const { token, productId } = await createGooglePlayPurchase(emulator)
    const tampered = await createGooglePlayPurchase(emulator, { tamper: 'TAMPERED_DATA' })
    const foreign = await createGooglePlayPurchase(emulator, { bundleId: 'com.example.other' })
    await expect(readV2('x')).rejects.toMatchObject(expectedError(400, 'invalid'))
    await expect(readV2('a/b+c=d%:e')).rejects.toMatchObject(expectedError(400, 'invalid'))
    await expect(readV2(token.replace(/^./, '_'))).rejects.toMatchObject(
      expectedError(404, 'purchaseTokenNotFound'),
    )
    await expect(readV2(tampered.token)).rejects.toMatchObject(expectedError(404, 'purchaseTokenNotFound'))
    await expect(readV2(foreign.token)).rejects.toMatchObject(expectedError(400, 'invalid'))
    const other = { packageName, productId: `${productId}_other`, token }
    await expect(purchases.products.get(other)).rejects.toMatchObject(
      expectedError(400, 'purchaseTokenDoesNotMatchProductId'),
    )
    expect(await createPurchase(emulator, { store: 'GOOGLE_PLAY', outcome: 'DECLINED' })).toMatchObject({
      receipt: null,
    })
  })

  test('an unknown app and an app of another developer are rejected', async () => {
    const { token } = await createGooglePlayPurchase(emulator, { bundleId: 'com.example.other' })
    const send = async (name: string): Promise<unknown> =>
      purchases.productsv2.getproductpurchasev2({ packageName: name, token })
    await expect(send('com.example.nobody')).rejects.toMatchObject(expectedError(404, 'applicationNotFound'))
    await expect(send('com.example.other')).rejects.toMatchObject(expectedError(403, 'permissionDenied'))
  })

  test('an unknown path returns an HTML page', async () => {
    const headers = { authorization: `Bearer ${await getAccessToken(emulator)}` }
    const base = `${emulator.credentials.googlePlay.apiUrl}/androidpublisher/v3`
    const unknown = await sendRequest(`${base}/nothing`, 'GET', undefined, headers)
    expect(unknown.status).toBe(404)
    expect(unknown.headers.get('content-type')).toContain('text/html')
    const { token } = await createGooglePlayPurchase(emulator)
    const path = `${base}/applications/${packageName}/purchases/products/${coinsProductId}/tokens/${token}`
    for (const verb of [':explode', '']) {
      expect((await sendRequest(path + verb, 'POST', undefined, headers)).status).toBe(404)
    }
  })

  test('an injected fault returns the error body of Google Play', async () => {
    const { token } = await createGooglePlayPurchase(emulator)
    for (const [status, reason] of [
      [403, 'permissionDenied'],
      [409, 'concurrentUpdate'],
      [410, 'purchaseTokenNoLongerValid'],
    ] as const) {
      const endpoint = 'purchases.products.consume'
      const fault = { store: 'GOOGLE_PLAY', endpoint, status }
      expect((await sendRequest(`${emulator.url}/control/faults`, 'POST', fault)).status).toBe(201)
      await expect(
        purchases.products.consume({ packageName, productId: coinsProductId, token }),
      ).rejects.toMatchObject(expectedError(status, reason))
    }
    await purchases.products.acknowledge({ packageName, productId: coinsProductId, token })
  })
})
