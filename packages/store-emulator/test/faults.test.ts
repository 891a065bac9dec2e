import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { startEmulator } from '../src/index.ts'
import type { Emulator } from '../src/index.ts'
import { createAppleClient } from './apple-client.ts'
import { createPurchase, createAppStorePurchase, sendRequest, getPurchaseView } from './emulator-client.ts'
import type { TestResponse } from './emulator-client.ts'

let emulator: Emulator

beforeAll(async () => {
  emulator = await startEmulator()
})
beforeEach(async () => {
  await emulator.reset()
})
afterAll(async () => {
  await emulator.close()
})

async function injectFault(fault: object): Promise<TestResponse> {
  return sendRequest(`${emulator.url}/control/faults`, 'POST', {
    store: 'TEST_STORE',
    endpoint: '*',
    ...fault,
  })
}

async function callTestStore(transactionId: string | null, verb?: string): Promise<TestResponse> {
  const { baseUrl, apiSecret } = emulator.credentials.testStore
  const path = `/v1/purchases/${String(transactionId)}${verb === undefined ? '' : `/${verb}`}`
  return sendRequest(baseUrl + path, verb === undefined ? 'GET' : 'POST', undefined, {
    authorization: `Bearer ${apiSecret}`,
  })
}

it('spoils as many calls as planned, of the planned endpoint only, in the order of planning', async () => {
  const { transactionId } = await createPurchase(emulator, { store: 'TEST_STORE' })
  expect((await injectFault({ endpoint: 'getPurchase', times: 2, status: 503 })).status).toBe(201)
  await injectFault({ endpoint: '*', status: 418, body: 'short and stout', headers: { 'x-teapot': 'yes' } })
  expect((await callTestStore(transactionId)).status).toBe(503)
  expect((await callTestStore(transactionId)).status).toBe(503)
  const third = await callTestStore(transactionId, 'acknowledge')
  expect(third).toMatchObject({ status: 418, text: 'short and stout' })
  expect(third.headers.get('x-teapot')).toBe('yes')
  expect((await callTestStore(transactionId)).status).toBe(200)
})

it('a share of the calls is spoiled by chance', async () => {
  const { transactionId } = await createPurchase(emulator, { store: 'TEST_STORE' })
  await injectFault({ times: 1000, status: 503, probability: 0.5 })
  const statuses = []
  for (let call = 0; call < 100; call += 1) statuses.push((await callTestStore(transactionId)).status)
  const spoiled = statuses.filter((status) => status === 503).length
  expect(spoiled).toBeGreaterThan(20)
  expect(spoiled).toBeLessThan(80)
  expect((await injectFault({ status: 503, probability: 0 })).status).toBe(400)
})

it('an endpoint that is not called keeps its fault', async () => {
  const { transactionId } = await createPurchase(emulator, { store: 'TEST_STORE' })
  await injectFault({ endpoint: 'consume', status: 500, times: 3 })
  expect((await callTestStore(transactionId)).status).toBe(200)
  expect((await callTestStore(transactionId, 'consume')).status).toBe(500)
  const { body } = await sendRequest(`${emulator.url}/control/faults`, 'GET')
  expect(body).toMatchObject({
    faults: [{ store: 'TEST_STORE', endpoint: 'consume', times: 2, status: 500, phase: 'BEFORE' }],
  })
  expect((await sendRequest(`${emulator.url}/control/faults`, 'DELETE')).status).toBe(204)
  expect((await callTestStore(transactionId, 'consume')).status).toBe(200)
})

it('an answer can be lost after the store acted, or before it does', async () => {
  const lost = await createPurchase(emulator, { store: 'TEST_STORE' })
  await injectFault({ endpoint: 'consume', reset: true, phase: 'AFTER' })
  await expect(callTestStore(lost.transactionId, 'consume')).rejects.toThrow()
  expect(await getPurchaseView(emulator, lost.id)).toMatchObject({ consumed: true })

  const untouched = await createPurchase(emulator, { store: 'TEST_STORE' })
  await injectFault({ endpoint: 'consume', reset: true })
  await expect(callTestStore(untouched.transactionId, 'consume')).rejects.toThrow()
  expect(await getPurchaseView(emulator, untouched.id)).toMatchObject({ consumed: false })

  await injectFault({ endpoint: 'consume', status: 500, phase: 'AFTER' })
  expect((await callTestStore(untouched.transactionId, 'consume')).status).toBe(500)
  expect(await getPurchaseView(emulator, untouched.id)).toMatchObject({ consumed: true })
})

it('a truncated answer begins well and ends in an error', async () => {
  const { transactionId } = await createPurchase(emulator, { store: 'TEST_STORE' })
  await injectFault({ truncate: true })
  const { baseUrl, apiSecret } = emulator.credentials.testStore
  const url = `${baseUrl}/v1/purchases/${String(transactionId)}`
  const answer = await fetch(url, { headers: { authorization: `Bearer ${apiSecret}` } })
  expect(answer.status).toBe(200)
  await expect(answer.text()).rejects.toThrow()

  await injectFault({ truncate: true, status: 500, body: { half: 'of this' } })
  const second = await fetch(url, { headers: { authorization: `Bearer ${apiSecret}` } })
  expect(second.status).toBe(500)
  await expect(second.text()).rejects.toThrow()
})

it('an answer without a body can be truncated too', async () => {
  const { transactionId } = await createAppStorePurchase(emulator)
  await injectFault({ store: 'APP_STORE', endpoint: 'finishTransaction', truncate: true })
  const client = createAppleClient(emulator)
  await client.finishTransaction(transactionId)
  await expect(client.getTransactionInfo(transactionId)).resolves.toHaveProperty('signedTransactionInfo')
})

it('a delayed answer comes late, and a closing emulator does not wait for it', async () => {
  const own = await startEmulator()
  const { baseUrl, apiSecret } = own.credentials.testStore
  const ask = async (): Promise<Response> =>
    fetch(`${baseUrl}/v1/purchases/TT1`, { headers: { authorization: `Bearer ${apiSecret}` } })
  const planFor = async (delayMs: number): Promise<unknown> =>
    sendRequest(`${own.url}/control/faults`, 'POST', {
      store: 'TEST_STORE',
      endpoint: 'getPurchase',
      delayMs,
    })
  await planFor(60)
  const started = performance.now()
  expect((await ask()).status).toBe(404)
  expect(performance.now() - started).toBeGreaterThanOrEqual(59)

  await planFor(120_000)
  const hanging = ask().then(
    () => 'answered',
    () => 'cut off',
  )
  const waitForFault = async (): Promise<void> => {
    const { text } = await sendRequest(`${own.url}/control/faults`, 'GET')
    if (text.includes('flt_')) await waitForFault()
  }
  await waitForFault()
  await own.close()
  expect(['answered', 'cut off']).toContain(await hanging)
})

it("the App Store's own words stand in for a status without a body", async () => {
  const { transactionId } = await createAppStorePurchase(emulator)
  const client = createAppleClient(emulator)
  await injectFault({ store: 'APP_STORE', endpoint: 'getTransactionInfo', status: 429 })
  await expect(client.getTransactionInfo(transactionId)).rejects.toMatchObject({
    httpStatusCode: 429,
    apiError: 4290000,
  })
  await injectFault({ store: 'APP_STORE', endpoint: 'getTransactionInfo', status: 500 })
  await expect(client.getTransactionInfo(transactionId)).rejects.toMatchObject({
    httpStatusCode: 500,
    apiError: 5000000,
  })
  await injectFault({ store: 'APP_STORE', endpoint: 'getTransactionInfo', status: 401 })
  await expect(client.getTransactionInfo(transactionId)).rejects.toMatchObject({
    httpStatusCode: 401,
    apiError: null,
  })
  await injectFault({
    store: 'APP_STORE',
    status: 502,
    body: '<html>Bad gateway</html>',
    headers: { 'content-type': 'text/html' },
  })
  await expect(client.getTransactionInfo(transactionId)).rejects.toMatchObject({
    httpStatusCode: 502,
    apiError: null,
  })
  await expect(client.getTransactionInfo(transactionId)).resolves.toHaveProperty('signedTransactionInfo')
})

it('a rate limit names the moment to come back in UNIX milliseconds', async () => {
  await injectFault({ store: 'APP_STORE', status: 429 })
  const { productionUrl } = emulator.credentials.appStore
  const answer = await sendRequest(`${productionUrl}/inApps/v1/transactions/5`, 'GET')
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(Date.now())
})

it('refuses a fault that it does not understand, naming the endpoints that there are', async () => {
  expect(await injectFault({ endpoint: 'getPurchse', status: 500 })).toMatchObject({
    status: 400,
    body: {
      error: {
        code: 'UNKNOWN_ENDPOINT',
        message: expect.stringContaining('getPurchase, acknowledge, consume, refund, *'),
        field: 'endpoint',
      },
    },
  })
  for (const [wrong, field] of [
    [{ status: 99 }, 'status'],
    [{ status: 500, times: 0 }, 'times'],
    [{ delayMs: -1 }, 'delayMs'],
    [{ status: 500, headers: { 'content-length': '5' } }, 'headers'],
    [{ status: 500, headers: { 'x-split': 'a\r\nb' } }, 'headers.x-split'],
  ] as const) {
    expect(await injectFault(wrong)).toMatchObject({ status: 400, body: { error: { field } } })
  }
  expect(await injectFault({})).toMatchObject({ status: 400, body: { error: { code: 'INVALID_INPUT' } } })
})
