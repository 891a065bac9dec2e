import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
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

test('faults apply in the order of their injection, to their endpoint only and as many times as requested', async () => {
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

test('a fault with a probability applies to a fraction of the calls at random', async () => {
  const { transactionId } = await createPurchase(emulator, { store: 'TEST_STORE' })
  await injectFault({ times: 1000, status: 503, probability: 0.5 })
  const statuses = []
  for (let call = 0; call < 100; call += 1) statuses.push((await callTestStore(transactionId)).status)
  const failedCount = statuses.filter((status) => status === 503).length
  expect(failedCount).toBeGreaterThan(20)
  expect(failedCount).toBeLessThan(80)
  expect((await injectFault({ status: 503, probability: 0 })).status).toBe(400)
})

test('a fault stays pending until its endpoint is called', async () => {
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

test('a response can be lost before or after the store performs the operation', async () => {
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

test('a truncated response starts normally and ends with an error', async () => {
  const { transactionId } = await createPurchase(emulator, { store: 'TEST_STORE' })
  await injectFault({ truncate: true })
  const { baseUrl, apiSecret } = emulator.credentials.testStore
  const url = `${baseUrl}/v1/purchases/${String(transactionId)}`
  const response = await fetch(url, { headers: { authorization: `Bearer ${apiSecret}` } })
  expect(response.status).toBe(200)
  await expect(response.text()).rejects.toThrow()

  await injectFault({ truncate: true, status: 500, body: { half: 'of this' } })
  const second = await fetch(url, { headers: { authorization: `Bearer ${apiSecret}` } })
  expect(second.status).toBe(500)
  await expect(second.text()).rejects.toThrow()
})

test('a response without a body can also be truncated', async () => {
  const { transactionId } = await createAppStorePurchase(emulator)
  await injectFault({ store: 'APP_STORE', endpoint: 'finishTransaction', truncate: true })
  const client = createAppleClient(emulator)
  await client.finishTransaction(transactionId)
  await expect(client.getTransactionInfo(transactionId)).resolves.toHaveProperty('signedTransactionInfo')
})

test('a delayed response arrives late, and a closing emulator does not wait for it', async () => {
  const own = await startEmulator()
  const { baseUrl, apiSecret } = own.credentials.testStore
  const send = async (): Promise<Response> =>
    fetch(`${baseUrl}/v1/purchases/TT1`, { headers: { authorization: `Bearer ${apiSecret}` } })
  const injectDelay = async (delayMs: number): Promise<unknown> =>
    sendRequest(`${own.url}/control/faults`, 'POST', {
      store: 'TEST_STORE',
      endpoint: 'getPurchase',
      delayMs,
    })
  await injectDelay(60)
  const started = performance.now()
  expect((await send()).status).toBe(404)
  expect(performance.now() - started).toBeGreaterThanOrEqual(59)

  await injectDelay(120_000)
  const hanging = send().then(
    () => 'responded',
    () => 'aborted',
  )
  const waitForFault = async (): Promise<void> => {
    const { text } = await sendRequest(`${own.url}/control/faults`, 'GET')
    if (text.includes('flt_')) await waitForFault()
  }
  await waitForFault()
  await own.close()
  expect(['responded', 'aborted']).toContain(await hanging)
})

test('a fault with only a status gets the error body of the App Store', async () => {
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

test.each([
  ['APP_STORE', 'extendSubscriptionRenewalDate'],
  ['GOOGLE_PLAY', 'purchases.subscriptionsv2.cancel'],
  ['GOOGLE_PLAY', 'purchases.subscriptionsv2.defer'],
  ['GOOGLE_PLAY', 'purchases.subscriptionsv2.revoke'],
  ['ONE_STORE', 'getSubscriptionDetail'],
  ['ONE_STORE', 'cancelSubscription'],
  ['ONE_STORE', 'reactivateSubscription'],
  ['ONE_STORE', 'deferSubscription'],
  ['ONE_STORE', 'revokeSubscription'],
  ['ONE_STORE', 'refundSubscription'],
])('%s has the endpoint %s about subscriptions', async (store, endpoint) => {
  expect((await injectFault({ store, endpoint, status: 503 })).status).toBe(201)
})

test('the Retry-After header of a rate limit is a time in UNIX milliseconds', async () => {
  await injectFault({ store: 'APP_STORE', status: 429 })
  const { productionUrl } = emulator.credentials.appStore
  const response = await sendRequest(`${productionUrl}/inApps/v1/transactions/5`, 'GET')
  expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(Date.now())
})

test('an invalid fault is rejected, and an unknown endpoint with the list of endpoints', async () => {
  expect(await injectFault({ endpoint: 'getPurchse', status: 500 })).toMatchObject({
    status: 400,
    body: {
      error: {
        code: 'UNKNOWN_ENDPOINT',
        message: expect.stringContaining('getPurchase, getOrder, acknowledge, consume, refund, *'),
        field: 'endpoint',
      },
    },
  })
  for (const [fault, field] of [
    [{ status: 99 }, 'status'],
    [{ status: 500, times: 0 }, 'times'],
    [{ delayMs: -1 }, 'delayMs'],
    [{ status: 500, headers: { 'content-length': '5' } }, 'headers'],
    [{ status: 500, headers: { 'x-split': 'a\r\nb' } }, 'headers.x-split'],
  ] as const) {
    expect(await injectFault(fault)).toMatchObject({ status: 400, body: { error: { field } } })
  }
  expect(await injectFault({})).toMatchObject({ status: 400, body: { error: { code: 'INVALID_INPUT' } } })
})
