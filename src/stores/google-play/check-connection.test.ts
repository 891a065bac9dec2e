import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'

import { startFakeStoreServer } from '../../../test/support/fake-store-server.ts'
import type { FakeResponse, FakeStoreServer } from '../../../test/support/fake-store-server.ts'
import * as google from '../../../test/fixtures/google-play/google-play-samples.ts'
import { checkGooglePlayConnection } from './check-connection.ts'
import type { GooglePlayClient } from './client.ts'

let server: FakeStoreServer
let client: GooglePlayClient

beforeAll(async () => {
  server = await startFakeStoreServer()
})

afterAll(async () => {
  await server.close()
})

beforeEach(() => {
  client = google.connectClient(server)
})

function respondWith(purchase: FakeResponse, order: FakeResponse): void {
  server.handle(({ path }) => {
    if (google.isToken(path)) return { status: 200, body: google.grantBody }
    return google.isPurchase(path) ? purchase : order
  })
}

describe('checkGooglePlayConnection', () => {
  const notFound = { status: 404, body: google.errorBody(404, 'purchaseTokenNotFound') }
  const forbidden = { status: 403, body: google.errorBody(403, 'permissionDenied') }

  test('the check succeeds when Google has neither the purchase nor the order', async () => {
    respondWith(notFound, { status: 404, body: google.errorBody(404, 'orderNotFound') })
    expect(await checkGooglePlayConnection(client, true)).toEqual({
      ok: true,
      steps: [
        { part: 'CREDENTIALS', environment: null, code: 'OK', message: null },
        { part: 'PURCHASES', environment: null, code: 'OK', message: null },
        { part: 'ORDERS', environment: null, code: 'OK', message: null },
        { part: 'NOTIFICATIONS', environment: null, code: 'OK', message: null },
      ],
    })
  })

  test.each([
    ['Purchases: The service account lacks a permission', forbidden, notFound],
    ['Orders: The service account lacks a permission', notFound, forbidden],
    ['Purchases: Google Play returned HTTP 500', { status: 500 }, notFound],
    [
      'Purchases: Google Play has no app with this package name',
      { status: 404, body: google.errorBody(404, 'applicationNotFound') },
      notFound,
    ],
  ])('the check reports "%s"', async (text, purchase, order) => {
    respondWith(purchase, order)
    expect(await checkGooglePlayConnection(client, true)).toMatchObject({
      ok: false,
      error: expect.stringContaining(text) as string,
    })
  })

  test.each([
    ['a rejected key', { status: 401 }, ['CREDENTIALS_REJECTED', 'NOT_CHECKED', 'NOT_CHECKED']],
    ['a missing permission for both', forbidden, ['OK', 'PERMISSION_MISSING', 'PERMISSION_MISSING']],
    ['an outage', { status: 500 }, ['NOT_CHECKED', 'STORE_UNAVAILABLE', 'NOT_CHECKED']],
  ])('the steps tell which part is missing in the case of %s', async (_, response, codes) => {
    respondWith(response, response)
    const { steps } = await checkGooglePlayConnection(client, false)
    expect(steps.map(({ code }) => code)).toEqual([...codes, 'NOTIFICATIONS_NOT_CONFIGURED'])
  })
})
