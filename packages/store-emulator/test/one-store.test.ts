import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
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

const dayMs = 86_400_000
const oneStoreClientId = '0000000042'
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

type Host = 'commercialUrl' | 'sandboxUrl'

async function requestToken(
  form: Record<string, string> = {},
  host: Host = 'commercialUrl',
): Promise<TestResponse> {
  const { clientId, clientSecret, [host]: base } = emulator.credentials.oneStore
  const all = {
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: clientSecret,
    ...form,
  }
  return sendRequest(`${base}/v7/oauth/token`, 'POST', new URLSearchParams(all).toString(), {
    'content-type': 'application/x-www-form-urlencoded',
  })
}

async function accessToken(host: Host = 'commercialUrl'): Promise<string> {
  return z.object({ access_token: z.string() }).parse((await requestToken({}, host)).body).access_token
}

type Call = { host?: Host; headers?: Record<string, string>; body?: object; client?: string }

async function call(
  method: string,
  path: string,
  { host, headers, body, client }: Call = {},
): Promise<TestResponse> {
  const base = emulator.credentials.oneStore[host ?? 'commercialUrl']
  const authorization = `Bearer ${await accessToken(host)}`
  return sendRequest(`${base}/v7/apps/${client ?? oneStoreClientId}/${path}`, method, body, {
    authorization,
    ...headers,
  })
}

type OneStorePurchase = {
  id: string
  purchaseId: string | null
  details: string
  acknowledge: string
  consume: string
}

async function createOneStorePurchase(input: object = {}): Promise<OneStorePurchase> {
  const { id, transactionId, receipt } = await createPurchase(emulator, { store: 'ONE_STORE', ...input })
  const tail = `products/${coinsProductId}/${String(receipt?.oneStore?.purchaseToken)}`
  return {
    id,
    purchaseId: transactionId,
    details: `purchases/inapp/${tail}`,
    consume: `purchases/inapp/${tail}/consume`,
    acknowledge: `purchases/all/${tail}/acknowledge`,
  }
}

function expectedError(status: number, code: string): object {
  return { status, body: { error: { code, message: expect.any(String) } } }
}

const noSuchDataError = expectedError(404, 'NoSuchData')
const successResponse = { status: 200, body: { result: { code: 'Success', message: expect.any(String) } } }

describe('the access token', () => {
  it('is a new one only when the old has less than ten minutes left, and is one per environment', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const { body } = await requestToken()
    expect(body).toEqual({
      client_id: oneStoreClientId,
      access_token: expect.stringMatching(/^[0-9a-f-]{36}$/),
      token_type: 'bearer',
      expires_in: 3600,
      scope: 'DEFAULT',
    })
    const first = await accessToken()
    vi.setSystemTime(Date.now() + 2_999_000)
    expect(await requestToken()).toMatchObject({ body: { access_token: first, expires_in: 601 } })
    vi.setSystemTime(Date.now() + 2_000)
    expect(await accessToken()).not.toBe(first)
    expect(await accessToken('sandboxUrl')).not.toBe(await accessToken())
  })

  it.each([
    [{ client_secret: 'wrong' }, 401, 'UnauthorizedAccess'],
    [{ client_id: '1' }, 401, 'UnauthorizedAccess'],
    [{ grant_type: 'password' }, 400, 'InvalidRequest'],
  ])('is refused for %j', async (form, status, code) => {
    expect(await requestToken(form)).toMatchObject(expectedError(status, code))
  })

  it('must be there, known, fresh, and spelt Bearer', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const { details } = await createOneStorePurchase()
    const token = await accessToken()
    const ask = async (authorization: string, host?: Host): Promise<TestResponse> =>
      call('GET', details, { headers: { authorization }, ...(host === undefined ? {} : { host }) })
    expect(await ask(`Bearer ${token}`)).toMatchObject({ status: 200 })
    for (const wrong of [`bearer ${token}`, `BEARER ${token}`, `Bearer  ${token}`, token, '']) {
      expect(await ask(wrong)).toMatchObject(expectedError(401, 'InvalidAuthorizationHeader'))
    }
    expect(await ask(`Bearer ${crypto.randomUUID()}`)).toMatchObject(expectedError(401, 'InvalidAccessToken'))
    expect(await ask(`Bearer ${token}`, 'sandboxUrl')).toMatchObject(expectedError(401, 'InvalidAccessToken'))
    vi.setSystemTime(Date.now() + 7_200_000)
    expect(await ask(`Bearer ${token}`)).toMatchObject(expectedError(401, 'AccessTokenExpired'))
    expect(await call('GET', details, { client: '7' })).toMatchObject(
      expectedError(401, 'UnauthorizedAccess'),
    )
  })
})

describe('a purchase', () => {
  it('has no product, price or customer, and in commercial no developer payload', async () => {
    const { details, purchaseId } = await createOneStorePurchase({ accountToken: 'Account-7', quantity: 2 })
    expect((await call('GET', details)).body).toEqual({
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

  it('in the sandbox has its own kind of id and an empty payload', async () => {
    const { details, purchaseId } = await createOneStorePurchase({ environment: 'SANDBOX' })
    expect((await call('GET', details, { host: 'sandboxUrl' })).body).toMatchObject({
      purchaseId: expect.stringMatching(/^SANDBOX3\d+$/),
      developerPayload: '',
    })
    expect(purchaseId).toMatch(/^SANDBOX3/)
    expect(await call('GET', details)).toMatchObject(noSuchDataError)
  })

  it('gives the developer payload back where that is switched on', async () => {
    const { details } = await createOneStorePurchase({
      accountToken: 'Account-7',
      returnDeveloperPayload: true,
    })
    expect((await call('GET', details)).body).toMatchObject({ developerPayload: 'Account-7' })
  })

  it('is acknowledged, again without harm, and consumed once', async () => {
    const { id, details, acknowledge, consume } = await createOneStorePurchase()
    expect(await call('POST', acknowledge, { body: { developerPayload: 'note' } })).toMatchObject(
      successResponse,
    )
    expect(await call('POST', acknowledge)).toMatchObject(successResponse)
    expect((await call('GET', details)).body).toMatchObject({
      acknowledgeState: 1,
      consumptionState: 0,
      developerPayload: 'note',
    })
    expect(await call('POST', consume, { body: {} })).toMatchObject(successResponse)
    expect(await call('POST', consume)).toMatchObject(expectedError(409, 'InvalidConsumeState'))
    expect(await getPurchaseView(emulator, id)).toMatchObject({ acknowledged: true, consumed: true })
  })

  it('cannot be acknowledged when it is canceled, or with a payload of more than 200 bytes', async () => {
    const { id, details, acknowledge, consume } = await createOneStorePurchase()
    const body = { developerPayload: '한'.repeat(67) }
    expect(await call('POST', consume, { body })).toMatchObject(expectedError(400, 'InvalidRequest'))
    await callPurchaseAction(emulator, id, 'refund')
    expect((await call('GET', details)).body).toMatchObject({ purchaseState: 1 })
    for (const path of [acknowledge, consume]) {
      expect(await call('POST', path)).toMatchObject(expectedError(409, 'InvalidPurchaseState'))
    }
  })

  it('that nobody acknowledged is canceled after three days', async () => {
    const { id, details } = await createOneStorePurchase()
    const kept = await createOneStorePurchase()
    await call('POST', kept.consume)
    await sendRequest(`${emulator.url}/control/clock`, 'POST', { advanceMs: 3 * dayMs })
    expect((await call('GET', details)).body).toMatchObject({ purchaseState: 1 })
    expect((await call('GET', kept.details)).body).toMatchObject({ purchaseState: 0 })
    expect(await getPurchaseView(emulator, id)).toMatchObject({ refund: { reason: 'UNACKNOWLEDGED' } })
  })

  it('that is pending has given the app nothing until it is paid', async () => {
    const { id, receipt } = await createPurchase(emulator, { store: 'ONE_STORE', outcome: 'PENDING' })
    expect(receipt).toBeNull()
    await callPurchaseAction(emulator, id, 'complete')
    expect(await getPurchaseView(emulator, id)).toMatchObject({
      receipt: { oneStore: { purchaseToken: expect.any(String), marketCode: 'MKT_ONE' } },
    })
  })
})

describe('there is no such data', () => {
  it('on another market, for another product, for a forged receipt or another app', async () => {
    const { details } = await createOneStorePurchase()
    const global = await createOneStorePurchase({ marketCode: 'MKT_GLB' })
    const market = { headers: { 'x-market-code': 'MKT_GLB' } }
    const korea = { headers: { 'x-market-code': 'MKT_ONE' } }
    expect(await call('GET', details, korea)).toMatchObject({ status: 200 })
    expect(await call('GET', details, market)).toMatchObject(noSuchDataError)
    expect(await call('GET', global.details)).toMatchObject(noSuchDataError)
    expect(await call('GET', global.details, market)).toMatchObject({ status: 200 })
    expect(await call('GET', details.replace(coinsProductId, 'other'))).toMatchObject(noSuchDataError)
    const forged = await createOneStorePurchase({ tamper: 'TAMPERED_DATA' })
    expect(await call('GET', forged.details)).toMatchObject(noSuchDataError)
    const foreign = await createOneStorePurchase({ bundleId: 'com.example.other' })
    expect(await call('GET', foreign.details)).toMatchObject(noSuchDataError)
    const unknown = { headers: { 'x-market-code': 'MKT_X' } }
    expect(await call('GET', details, unknown)).toMatchObject(expectedError(400, 'InvalidRequest'))
  })

  it('and no page of the API for an escaped slash, which the web server answers in HTML', async () => {
    const answer = await call('GET', `purchases/inapp/products/${coinsProductId}/a%2Fb`)
    expect(answer.status).toBe(404)
    expect(answer.headers.get('content-type')).toContain('text/html')
    expect(await call('GET', `purchases/inapp/products/${coinsProductId}/a%2Bb%3D%25`)).toMatchObject(
      noSuchDataError,
    )
    expect(await call('GET', 'nothing')).toMatchObject(expectedError(404, 'ResourceNotFound'))
  })
})

const voidedSchema = z.strictObject({
  purchaseId: z.string(),
  purchaseToken: z.string(),
  purchaseTime: z.number(),
  voidedTime: z.number(),
  marketCode: z.literal('MKT_ONE'),
})

describe('the voided purchases', () => {
  it('come in pages that lose and repeat nothing, of one host and market', async () => {
    const ids: (string | null)[] = []
    for (let n = 0; n < 5; n += 1) {
      const { id, purchaseId } = await createOneStorePurchase()
      await callPurchaseAction(emulator, id, 'refund')
      ids.push(purchaseId)
    }
    for (const elsewhere of [{ environment: 'SANDBOX' }, { marketCode: 'MKT_GLB' }]) {
      await callPurchaseAction(emulator, (await createOneStorePurchase(elsewhere)).id, 'refund')
    }
    const pageSchema = z.object({
      continuationKey: z.string().optional(),
      voidedPurchaseList: z.array(voidedSchema),
    })
    const seen: string[] = []
    let key = ''
    do {
      const query = `voided-purchases?maxResults=2${key === '' ? '' : `&continuationKey=${key}`}`
      const page = pageSchema.parse((await call('GET', query)).body)
      seen.push(...page.voidedPurchaseList.map(({ purchaseId }) => purchaseId))
      key = page.continuationKey ?? ''
    } while (key !== '')
    expect(seen).toEqual(ids)
  })

  it.each(['maxResults=101', 'startTime=1', 'startTime=x', 'continuationKey=x', 'startTime=9&endTime=8'])(
    'are refused for %s',
    async (query) => {
      expect(await call('GET', `voided-purchases?${query}`)).toMatchObject(
        expectedError(400, 'InvalidRequest'),
      )
    },
  )
})

it('a planned fault speaks the words of ONE store', async () => {
  const { details } = await createOneStorePurchase()
  for (const [status, code] of [
    [401, 'AccessTokenExpired'],
    [503, 'ServiceMaintenance'],
  ] as const) {
    const fault = { store: 'ONE_STORE', endpoint: 'getPurchaseDetails', status }
    await sendRequest(`${emulator.url}/control/faults`, 'POST', fault)
    expect(await call('GET', details)).toMatchObject(expectedError(status, code))
  }
})
