import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'

import type { StoreScenarios } from './store-scenarios.ts'
import { createAdapterHarness, toVerdict } from './adapter-harness.ts'
import { describeCalls, describeSecrets } from './describe-adapter-calls.ts'
import { describeFindSales } from './describe-find-sales.ts'
import type { AdapterHarness } from './adapter-harness.ts'
import type { FakeResponse } from '../support/fake-store-server.ts'

/** Describes what every adapter has to do, whatever its store. */
export function describeStoreAdapter(name: string, scenarios: StoreScenarios): void {
  const harness = createAdapterHarness(scenarios)

  describe(name, () => {
    beforeAll(harness.start)
    beforeEach(harness.reconnect)
    afterAll(harness.stop)

    describe('the outcome of a verify', () => {
      describeOutcomes(harness)
    })
    describe('a sale that is read back', () => {
      describeReadSale(harness)
    })
    describe('a sale that is looked for', () => {
      describeFindSales(harness)
    })
    describe('an unavailable store', () => {
      describeFaults(harness)
      describeDelays(harness)
    })
    describe('a rejecting store', () => {
      test.each(Object.entries(scenarios.verdicts))(
        'a response with the status %s has its verdict',
        async (status, verdict) => {
          const body = scenarios.errorBody(Number(status))
          expect(toVerdict(await harness.verifyWith({ status: Number(status), body }))).toBe(verdict)
        },
      )
    })
    describe('error messages', () => {
      describeSecrets(harness)
    })
    describe('calls', () => {
      describeCalls(harness)
    })
  })
}

function describeOutcomes(harness: AdapterHarness): void {
  const { scenarios, verify, server } = harness

  test('a paid sale is verified with the data of the store', async () => {
    expect(await verify(scenarios.lookup())).toMatchObject({
      outcome: { kind: 'verified', transaction: scenarios.expected },
    })
  })

  const invalid = { kind: 'rejected', code: 'RECEIPT_INVALID' }
  const inEnvironment = (environment: string): object => ({ kind: 'verified', transaction: { environment } })
  const refundedAt: unknown = expect.any(Date)
  const refund = { full: true, refundedAt }
  const otherProduct: unknown = expect.stringMatching(/^(rejected|unknown)$/)
  const cases: [string, keyof ReturnType<StoreScenarios['cases']>, object][] = [
    ['an unpaid purchase is pending', 'pending', { kind: 'pending' }],
    ['a purchase that was never paid is canceled', 'canceled', { kind: 'canceled' }],
    ['a refunded sale has the time of its refund', 'revoked', { kind: 'verified', transaction: { refund } }],
    ['a purchase that the store does not know is unknown', 'unknown', { kind: 'unknown' }],
    ['a test sale has the environment SANDBOX', 'sandbox', inEnvironment('SANDBOX')],
    ['a real sale has the environment PRODUCTION', 'production', inEnvironment('PRODUCTION')],
    ['a receipt of another app is rejected', 'otherApp', { kind: 'rejected', code: 'RECEIPT_APP_MISMATCH' }],
    ['a receipt of another product is not verified', 'otherProduct', { kind: otherProduct }],
    ['a forged receipt is rejected', 'forged', invalid],
  ]

  test.each(cases)('%s', async (_title, key, outcome) => {
    const scenario = scenarios.cases()[key]
    if ('why' in scenario) expect(scenario.why).toMatch(/\w/)
    else expect(await verify(scenario)).toMatchObject({ outcome })
  })

  const noReceipts = [null, undefined, 7, 'text', [], {}, { purchaseToken: {} }]
  test.each([...noReceipts, { productId: '..', purchaseToken: '..' }])(
    'a receipt like %j is rejected without a call to the store',
    async (receipt) => {
      const respond = (): FakeResponse => ({ status: 200, body: {} })
      expect(await verify({ receipt, handler: respond })).toMatchObject({ outcome: invalid })
      expect(server().requests).toEqual([])
    },
  )
}

function describeReadSale({
  scenarios,
  server,
  adapter,
  reconnect,
  getVerifiedTransaction,
  lookupRequests,
}: AdapterHarness): void {
  test('a sale is read by its reference with an adapter that never verified its receipt', async () => {
    const transaction = await getVerifiedTransaction()
    const raw: unknown = expect.any(String)
    reconnect()
    const states = await adapter().readSale(transaction.reference.details)
    expect(states).toContainEqual(
      expect.objectContaining({ kind: 'verified', transaction: { ...transaction, raw } }),
    )
  })

  test('the details of a reference are JSON and at most 8 KiB', async () => {
    const { key, details } = (await getVerifiedTransaction()).reference
    expect(key).toMatch(/\S/)
    expect(JSON.parse(details)).toBeTypeOf('object')
    expect(Buffer.byteLength(details)).toBeLessThanOrEqual(8 * 1024)
  })

  const down: [string, FakeResponse][] = [
    ['is down', { status: 503, body: scenarios.errorBody(503) }],
    ['answers a page', { status: 404, body: page }],
    ['resets the connection', 'RESET'],
  ]
  test.each(down)(
    'a read from a store that %s is retried, then fails as unavailable',
    async (_title, fault) => {
      const { details } = (await getVerifiedTransaction()).reference
      const healthy = scenarios.lookup()
      server().handle((request) => (scenarios.isLookup(request) ? fault : healthy.handler(request)))
      const reading = adapter().readSale(details)
      await expect(reading).rejects.toMatchObject({ name: 'StoreUnavailableError' })
      expect(lookupRequests()).toHaveLength(3)
    },
  )

  test.runIf(scenarios.notFoundHandler)(
    'a sale that the store no longer knows is read as empty',
    async () => {
      const { details } = (await getVerifiedTransaction()).reference
      if (scenarios.notFoundHandler) server().handle(scenarios.notFoundHandler())
      expect(await adapter().readSale(details)).toEqual([])
    },
  )

  const actions = ['ACKNOWLEDGE', 'CONSUME'] as const
  test.runIf(scenarios.acknowledgingHandler).each(actions)(
    'a sale can be acknowledged repeatedly (%s)',
    async (action) => {
      const { reference, storeProductId, environment } = await getVerifiedTransaction()
      if (scenarios.acknowledgingHandler) server().handle(scenarios.acknowledgingHandler())
      const sale = { details: reference.details, storeProductId, environment, action }
      expect(await adapter().acknowledge(sale)).toEqual({ kind: 'done' })
      expect(await adapter().acknowledge(sale)).toEqual({ kind: 'done' })
    },
  )
}

const page = '<html><body>Service maintenance</body></html>'

function describeFaults({ scenarios, verifyWith, lookupRequests }: AdapterHarness): void {
  const faults: [string, FakeResponse][] = [
    ['500', { status: 500, body: scenarios.errorBody(500) }],
    ['503', { status: 503, body: scenarios.errorBody(503) }],
    ['503 with a page', { status: 503, body: page }],
    ['a page instead of JSON', { status: 200, body: page }],
    ['404 with a page', { status: 404, body: page }],
    ['400 with a page', { status: 400, body: page }],
    ['410 with a page', { status: 410, body: page }],
    ['an empty object', { status: 200, body: {} }],
    ['an empty body', { status: 200 }],
    ['half a JSON text', { status: 200, body: '{"purchaseState":' }],
    ['a body that is cut off', { status: 200, body: { text: 'x'.repeat(1_000) }, cutAfter: 20 }],
    ['a refusal that is cut off', { status: 404, body: scenarios.errorBody(404), cutAfter: 5 }],
    ['a redirect', { status: 302, headers: { location: 'http://127.0.0.1:9/' } }],
    ['a huge body', { status: 200, body: { text: 'x'.repeat(2_000_000) } }],
    ['a connection that is reset', 'RESET'],
  ]

  test.each(faults)(
    'a verify with %s as the response is retried, then fails as unavailable',
    async (_title, fault) => {
      expect(await verifyWith(fault)).toMatchObject({ error: { name: 'StoreUnavailableError' } })
      expect(lookupRequests()).toHaveLength(3)
    },
  )

  test('a 403 response with a page does not reject the receipt', async () => {
    // Some stores reject keys in plain text, so this may be a verdict about the key.
    const result = await verifyWith({ status: 403, body: page })
    expect(['UNAVAILABLE', 'MISCONFIGURED']).toContain(toVerdict(result))
  })
}

function describeDelays({ scenarios, verify, verifyWith, lookupRequests }: AdapterHarness): void {
  test('a call that fails once is retried, and the verify succeeds', async () => {
    const healthy = scenarios.lookup()
    let failed = false
    const result = await verify({
      ...healthy,
      handler: (request) => {
        if (failed || !scenarios.isLookup(request)) return healthy.handler(request)
        failed = true
        return 'RESET'
      },
    })
    expect(result).toMatchObject({ outcome: { kind: 'verified' } })
  })

  test('a verify without a response fails in time', async () => {
    const start = performance.now()
    expect(await verifyWith('HANG')).toMatchObject({ error: { name: 'StoreUnavailableError' } })
    expect(lookupRequests().length).toBeLessThanOrEqual(2)
    expect(performance.now() - start).toBeLessThan(3 * scenarios.timeoutMs)
  })

  test('a verify waits for a slow response within the timeout', async () => {
    const healthy = scenarios.lookup()
    const result = await verify({
      ...healthy,
      handler: (request) => {
        const response = healthy.handler(request)
        const isSlow = typeof response !== 'string' && scenarios.isLookup(request)
        return isSlow ? { ...response, delayMs: scenarios.timeoutMs / 4 } : response
      },
    })
    expect(result).toMatchObject({ outcome: { kind: 'verified' } })
  })

  test('a rate limited verify is not retried before the time that the store requests', async () => {
    const headers = { 'retry-after': '17' }
    const result = await verifyWith({ status: 429, body: scenarios.errorBody(429), headers })
    expect(result).toMatchObject({ error: { name: 'StoreUnavailableError', retryAfterMs: 17_000 } })
    expect(lookupRequests()).toHaveLength(1)
  })
}
