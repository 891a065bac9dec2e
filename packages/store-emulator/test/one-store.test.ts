import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { startEmulator } from '../src/index.ts'
import type { Emulator } from '../src/index.ts'
import {
  createPurchase,
  callPurchaseAction,
  coinsProductId,
  sendRequest,
  getPurchaseView,
} from './emulator-client.ts'
import type { TestResponse } from './emulator-client.ts'
import {
  callOneStore,
  createOneStorePurchase,
  expectedOneStoreError,
  getOneStoreAccessToken,
  noSuchDataError,
  oneStoreClientId,
  requestOneStoreToken,
  successResponse,
} from './one-store-client.ts'
import type { Host } from './one-store-client.ts'

const dayMs = 86_400_000
let emulator: Emulator

beforeAll(async () => {
  emulator = await startEmulator()
})
beforeEach(async () => {
  await emulator.reset()
})
afterEach(() => {
  vi.useRealTimers()
})
afterAll(async () => {
  await emulator.close()
})

describe('the access token', () => {
  test('each environment issues a new token only when the previous one has less than ten minutes left', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const { body } = await requestOneStoreToken(emulator)
    expect(body).toEqual({
      client_id: oneStoreClientId,
      access_token: expect.stringMatching(/^[0-9a-f-]{36}$/),
      token_type: 'bearer',
      expires_in: 3600,
      scope: 'DEFAULT',
    })
    const first = await getOneStoreAccessToken(emulator)
    vi.setSystemTime(Date.now() + 2_999_000)
    expect(await requestOneStoreToken(emulator)).toMatchObject({
      body: { access_token: first, expires_in: 601 },
    })
    vi.setSystemTime(Date.now() + 2_000)
    expect(await getOneStoreAccessToken(emulator)).not.toBe(first)
    expect(await getOneStoreAccessToken(emulator, 'sandboxUrl')).not.toBe(
      await getOneStoreAccessToken(emulator),
    )
  })

  test.each([
    [{ client_secret: 'wrong' }, 401, 'UnauthorizedAccess'],
    [{ client_id: '1' }, 401, 'UnauthorizedAccess'],
    [{ grant_type: 'password' }, 400, 'InvalidRequest'],
  ])('a token request with %j is rejected', async (form, status, code) => {
    expect(await requestOneStoreToken(emulator, form)).toMatchObject(expectedOneStoreError(status, code))
  })

  test('a request without a known, unexpired token of the scheme Bearer is rejected', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const { details } = await createOneStorePurchase(emulator)
    const token = await getOneStoreAccessToken(emulator)
    const send = async (authorization: string, host?: Host): Promise<TestResponse> =>
      callOneStore(emulator, 'GET', details, {
        headers: { authorization },
        ...(host === undefined ? {} : { host }),
      })
    expect(await send(`Bearer ${token}`)).toMatchObject({ status: 200 })
    for (const authorization of [`bearer ${token}`, `BEARER ${token}`, `Bearer  ${token}`, token, '']) {
      expect(await send(authorization)).toMatchObject(
        expectedOneStoreError(401, 'InvalidAuthorizationHeader'),
      )
    }
    expect(await send(`Bearer ${crypto.randomUUID()}`)).toMatchObject(
      expectedOneStoreError(401, 'InvalidAccessToken'),
    )
    expect(await send(`Bearer ${token}`, 'sandboxUrl')).toMatchObject(
      expectedOneStoreError(401, 'InvalidAccessToken'),
    )
    vi.setSystemTime(Date.now() + 7_200_000)
    expect(await send(`Bearer ${token}`)).toMatchObject(expectedOneStoreError(401, 'AccessTokenExpired'))
    expect(await callOneStore(emulator, 'GET', details, { client: '7' })).toMatchObject(
      expectedOneStoreError(401, 'UnauthorizedAccess'),
    )
  })
})

describe('a purchase', () => {
  test('a purchase has no product, price or customer, and in the commercial environment no developer payload', async () => {
    const { details, purchaseId } = await createOneStorePurchase(emulator, {
      accountToken: 'Account-7',
      quantity: 2,
    })
    expect((await callOneStore(emulator, 'GET', details)).body).toEqual({
      consumptionState: 0,
      developerPayload: null,
      purchaseState: 0,
      purchaseTime: expect.any(Number),
      purchaseId,
      acknowledgeState: 0,
      quantity: 2,
    })
    expect(purchaseId).toMatch(/^\d{20}$/)
  })

  test('a sandbox purchase has an id with a prefix and an empty payload', async () => {
    const { details, purchaseId } = await createOneStorePurchase(emulator, { environment: 'SANDBOX' })
    expect((await callOneStore(emulator, 'GET', details, { host: 'sandboxUrl' })).body).toMatchObject({
      purchaseId: expect.stringMatching(/^SANDBOX3\d+$/),
      developerPayload: '',
    })
    expect(purchaseId).toMatch(/^SANDBOX3/)
    expect(await callOneStore(emulator, 'GET', details)).toMatchObject(noSuchDataError)
  })

  test('a purchase returns the developer payload when that is enabled', async () => {
    const { details } = await createOneStorePurchase(emulator, {
      accountToken: 'Account-7',
      returnDeveloperPayload: true,
    })
    expect((await callOneStore(emulator, 'GET', details)).body).toMatchObject({
      developerPayload: 'Account-7',
    })
  })

  test('acknowledging a purchase is idempotent, and it is consumed once', async () => {
    const { id, details, acknowledge, consume } = await createOneStorePurchase(emulator)
    expect(
      await callOneStore(emulator, 'POST', acknowledge, { body: { developerPayload: 'note' } }),
    ).toMatchObject(successResponse)
    expect(await callOneStore(emulator, 'POST', acknowledge)).toMatchObject(successResponse)
    expect((await callOneStore(emulator, 'GET', details)).body).toMatchObject({
      acknowledgeState: 1,
      consumptionState: 0,
      developerPayload: 'note',
    })
    expect(await callOneStore(emulator, 'POST', consume, { body: {} })).toMatchObject(successResponse)
    expect(await callOneStore(emulator, 'POST', consume)).toMatchObject(
      expectedOneStoreError(409, 'InvalidConsumeState'),
    )
    expect(await getPurchaseView(emulator, id)).toMatchObject({ acknowledged: true, consumed: true })
  })

  test('a canceled purchase and a payload of more than 200 bytes are rejected', async () => {
    const { id, details, acknowledge, consume } = await createOneStorePurchase(emulator)
    const body = { developerPayload: '한'.repeat(67) }
    expect(await callOneStore(emulator, 'POST', consume, { body })).toMatchObject(
      expectedOneStoreError(400, 'InvalidRequest'),
    )
    await callPurchaseAction(emulator, id, 'refund')
    expect((await callOneStore(emulator, 'GET', details)).body).toMatchObject({ purchaseState: 1 })
    for (const path of [acknowledge, consume]) {
      expect(await callOneStore(emulator, 'POST', path)).toMatchObject(
        expectedOneStoreError(409, 'InvalidPurchaseState'),
      )
    }
  })

  test('an unacknowledged purchase is canceled after three days', async () => {
    const { id, details } = await createOneStorePurchase(emulator)
    const acknowledged = await createOneStorePurchase(emulator)
    await callOneStore(emulator, 'POST', acknowledged.consume)
    await sendRequest(`${emulator.url}/control/clock`, 'POST', { advanceMs: 3 * dayMs })
    expect((await callOneStore(emulator, 'GET', details)).body).toMatchObject({ purchaseState: 1 })
    expect((await callOneStore(emulator, 'GET', acknowledged.details)).body).toMatchObject({
      purchaseState: 0,
    })
    expect(await getPurchaseView(emulator, id)).toMatchObject({ refund: { reason: 'UNACKNOWLEDGED' } })
  })

  test('a pending purchase has no receipt until it is paid', async () => {
    const { id, receipt } = await createPurchase(emulator, { store: 'ONE_STORE', outcome: 'PENDING' })
    expect(receipt).toBeNull()
    await callPurchaseAction(emulator, id, 'complete')
    expect(await getPurchaseView(emulator, id)).toMatchObject({
      receipt: { oneStore: { purchaseToken: expect.any(String), marketCode: 'MKT_ONE' } },
    })
  })
})

describe('unknown purchases', () => {
  test('purchases of another market, product or app and with a tampered receipt are reported as NoSuchData', async () => {
    const { details } = await createOneStorePurchase(emulator)
    const global = await createOneStorePurchase(emulator, { marketCode: 'MKT_GLB' })
    const market = { headers: { 'x-market-code': 'MKT_GLB' } }
    const korea = { headers: { 'x-market-code': 'MKT_ONE' } }
    expect(await callOneStore(emulator, 'GET', details, korea)).toMatchObject({ status: 200 })
    expect(await callOneStore(emulator, 'GET', details, market)).toMatchObject(noSuchDataError)
    expect(await callOneStore(emulator, 'GET', global.details)).toMatchObject(noSuchDataError)
    expect(await callOneStore(emulator, 'GET', global.details, market)).toMatchObject({ status: 200 })
    expect(await callOneStore(emulator, 'GET', details.replace(coinsProductId, 'other'))).toMatchObject(
      noSuchDataError,
    )
    const tampered = await createOneStorePurchase(emulator, { tamper: 'TAMPERED_DATA' })
    expect(await callOneStore(emulator, 'GET', tampered.details)).toMatchObject(noSuchDataError)
    const foreign = await createOneStorePurchase(emulator, { bundleId: 'com.example.other' })
    expect(await callOneStore(emulator, 'GET', foreign.details)).toMatchObject(noSuchDataError)
    const unknown = { headers: { 'x-market-code': 'MKT_X' } }
    expect(await callOneStore(emulator, 'GET', details, unknown)).toMatchObject(
      expectedOneStoreError(400, 'InvalidRequest'),
    )
  })

  test('a path with an encoded slash returns an HTML page of the web server', async () => {
    const response = await callOneStore(emulator, 'GET', `purchases/inapp/products/${coinsProductId}/a%2Fb`)
    expect(response.status).toBe(404)
    expect(response.headers.get('content-type')).toContain('text/html')
    expect(
      await callOneStore(emulator, 'GET', `purchases/inapp/products/${coinsProductId}/a%2Bb%3D%25`),
    ).toMatchObject(noSuchDataError)
    expect(await callOneStore(emulator, 'GET', 'nothing')).toMatchObject(
      expectedOneStoreError(404, 'ResourceNotFound'),
    )
  })
})

test('an injected fault returns the error body of ONE store', async () => {
  const { details } = await createOneStorePurchase(emulator)
  for (const [status, code] of [
    [401, 'AccessTokenExpired'],
    [503, 'ServiceMaintenance'],
  ] as const) {
    const fault = { store: 'ONE_STORE', endpoint: 'getPurchaseDetails', status }
    await sendRequest(`${emulator.url}/control/faults`, 'POST', fault)
    expect(await callOneStore(emulator, 'GET', details)).toMatchObject(expectedOneStoreError(status, code))
  }
})
