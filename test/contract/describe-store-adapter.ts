import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'

import type { StoreScenarios } from './store-scenarios.ts'
import { countBy, createAdapterHarness, expectNoSecret, toVerdict } from './adapter-harness.ts'
import type { AdapterHarness } from './adapter-harness.ts'
import type { FakeResponse } from '../support/fake-store-server.ts'

/** What every adapter owes to the rules, whatever its store. */
export function describeStoreAdapter(name: string, fixture: StoreScenarios): void {
  const harness = createAdapterHarness(fixture)

  describe(name, () => {
    beforeAll(harness.start)
    beforeEach(harness.reconnect)
    afterAll(harness.stop)

    describe('what the store says', () => {
      describeOutcomes(harness)
    })
    describe('a sale that is read back', () => {
      describeReadSale(harness)
    })
    describe('a store that cannot be asked', () => {
      describeFaults(harness)
      describeDelays(harness)
    })
    describe('a store that refuses', () => {
      it.each(Object.entries(fixture.verdicts))('with %s is taken at its word', async (status, verdict) => {
        const body = fixture.errorBody(Number(status))
        expect(toVerdict(await harness.verifyWith({ status: Number(status), body }))).toBe(verdict)
      })
    })
    describe('no message shows a secret', () => {
      describeSecrets(harness)
    })
    describe('calls', () => {
      describeCalls(harness)
    })
  })
}

function describeOutcomes(harness: AdapterHarness): void {
  const { scenarios, verify, server } = harness

  it('of a paid sale is verified, as the store tells it', async () => {
    expect(await verify(scenarios.lookup())).toMatchObject({
      outcome: { kind: 'verified', transaction: scenarios.expected },
    })
  })

  const invalid = { kind: 'rejected', code: 'RECEIPT_INVALID' }
  const inEnvironment = (environment: string): object => ({ kind: 'verified', transaction: { environment } })
  const refundedAt: unknown = expect.any(Date)
  const refund = { full: true, refundedAt }
  const otherProduct: unknown = expect.stringMatching(/^RECEIPT_(ITEM_MISMATCH|INVALID)$/)
  const cases: [string, keyof ReturnType<StoreScenarios['cases']>, object][] = [
    ['of an unpaid purchase is pending', 'pending', { kind: 'pending' }],
    ['of a purchase that was never paid is canceled', 'canceled', { kind: 'canceled' }],
    ['of a sale that was taken back says when', 'revoked', { kind: 'verified', transaction: { refund } }],
    ['of an unknown purchase is refused', 'unknown', invalid],
    ['of a test sale is told from real money', 'sandbox', inEnvironment('SANDBOX')],
    ['of a real sale is told from a test', 'production', inEnvironment('PRODUCTION')],
    ['of another app is refused', 'otherApp', { kind: 'rejected', code: 'RECEIPT_APP_MISMATCH' }],
    ['of another product is refused', 'otherProduct', { kind: 'rejected', code: otherProduct }],
    ['cannot be forged', 'forged', invalid],
  ]

  it.each(cases)('%s', async (_title, key, outcome) => {
    const given = scenarios.cases()[key]
    if ('why' in given) expect(given.why).toMatch(/\w/)
    else expect(await verify(given)).toMatchObject({ outcome })
  })

  const noReceipts = [null, undefined, 7, 'text', [], {}, { purchaseToken: {} }]
  it.each([...noReceipts, { productId: '..', purchaseToken: '..' }])(
    'is not asked for %j',
    async (receipt) => {
      const answers = (): FakeResponse => ({ status: 200, body: {} })
      expect(await verify({ receipt, handler: answers })).toMatchObject({ outcome: invalid })
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
  it('by its own reference is the same sale, for an adapter that never saw its receipt', async () => {
    const transaction = await getVerifiedTransaction()
    const raw: unknown = expect.any(String)
    reconnect()
    const states = await adapter().readSale(transaction.reference.details)
    expect(states).toContainEqual(
      expect.objectContaining({ kind: 'verified', transaction: { ...transaction, raw } }),
    )
  })

  it('has details that are JSON, and small enough to be kept', async () => {
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
  it.each(down)(
    'from a store that %s is asked for again, then counts as unavailable',
    async (_title, fault) => {
      const { details } = (await getVerifiedTransaction()).reference
      const healthy = scenarios.lookup()
      server().handle((request) => (scenarios.isLookup(request) ? fault : healthy.handler(request)))
      const reading = adapter().readSale(details)
      await expect(reading).rejects.toMatchObject({ name: 'StoreUnavailable' })
      expect(lookupRequests()).toHaveLength(3)
    },
  )

  it.runIf(scenarios.notFoundHandler)('is nothing once the store knows it no longer', async () => {
    const { details } = (await getVerifiedTransaction()).reference
    if (scenarios.notFoundHandler) server().handle(scenarios.notFoundHandler())
    expect(await adapter().readSale(details)).toEqual([])
  })

  const actions = ['ACKNOWLEDGE', 'CONSUME'] as const
  it.runIf(scenarios.acknowledgingHandler).each(actions)(
    'is acknowledged as often as wanted (%s)',
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

  it.each(faults)('for %s is asked again, then counts as unavailable', async (_title, fault) => {
    expect(await verifyWith(fault)).toMatchObject({ error: { name: 'StoreUnavailable' } })
    expect(lookupRequests()).toHaveLength(3)
  })

  it('for 403 with a page decides nothing about the receipt', async () => {
    // Some stores refuse keys in plain text, so this may count as their word about the key.
    const result = await verifyWith({ status: 403, body: page })
    expect(['UNAVAILABLE', 'MISCONFIGURED']).toContain(toVerdict(result))
  })
}

function describeDelays({ scenarios, verify, verifyWith, lookupRequests }: AdapterHarness): void {
  it('once, is all the same to the caller', async () => {
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

  it('because it never answers is given up in time', async () => {
    const start = performance.now()
    expect(await verifyWith('HANG')).toMatchObject({ error: { name: 'StoreUnavailable' } })
    expect(lookupRequests().length).toBeLessThanOrEqual(2)
    expect(performance.now() - start).toBeLessThan(3 * scenarios.timeoutMs)
  })

  it('slowly, but in time, is waited for', async () => {
    const healthy = scenarios.lookup()
    const result = await verify({
      ...healthy,
      handler: (request) => {
        const answer = healthy.handler(request)
        const isSlow = typeof answer !== 'string' && scenarios.isLookup(request)
        return isSlow ? { ...answer, delayMs: scenarios.timeoutMs / 4 } : answer
      },
    })
    expect(result).toMatchObject({ outcome: { kind: 'verified' } })
  })

  it('because of its limits is left alone for as long as it says', async () => {
    const headers = { 'retry-after': '17' }
    const result = await verifyWith({ status: 429, body: scenarios.errorBody(429), headers })
    expect(result).toMatchObject({ error: { name: 'StoreUnavailable', retryAfterMs: 17_000 } })
    expect(lookupRequests()).toHaveLength(1)
  })
}

function describeSecrets({
  scenarios,
  reconnect,
  adapter,
  server,
  verify,
  verifyWith,
}: AdapterHarness): void {
  // With it nothing is waited for and asked again.
  const headers = { 'retry-after': '17' }

  it.each([400, 401, 403, 404, 409, 410, 418, 429, 500])('when the store answers %i', async (status) => {
    const echo = scenarios.secrets().join(' ')
    const echoing = { code: echo, message: echo, status: echo, errors: [{ reason: echo }] }
    for (const body of [echo, { error: echoing, errorCode: echo, errorMessage: echo }]) {
      reconnect()
      expectNoSecret(await verifyWith({ status, body, headers }), scenarios.secrets())
    }
  })

  it('when the token endpoint, or all of the store, refuses or fails', async () => {
    const echo = scenarios.secrets().join(' ')
    const { receipt } = scenarios.lookup()
    const bodies = [{ error: 'invalid_grant', error_description: echo }, { error: echo }, echo]
    for (const status of [400, 401, 403, 500]) {
      for (const body of bodies) {
        reconnect()
        const answers = (): FakeResponse => ({ status, body, headers })
        expectNoSecret(await verify({ receipt, handler: answers }), scenarios.secrets())
        server().handle(answers)
        const tested = JSON.stringify(await adapter().checkConnection())
        for (const secret of scenarios.secrets()) expect(tested).not.toContain(secret)
      }
    }
  })
}

function describeCalls({ scenarios, adapter, server, verify }: AdapterHarness): void {
  it('are no more than the store demands', async () => {
    const { first, repeated, keyOf } = scenarios.requestCounts
    await verify(scenarios.lookup())
    expect(countBy(server().requests, keyOf)).toEqual(first)
    await verify(scenarios.lookup())
    expect(countBy(server().requests, keyOf)).toEqual(repeated)
  })

  it('are still possible after a test of the connection, which never throws', async () => {
    server().handle(() => 'RESET')
    expect(await adapter().checkConnection()).toMatchObject({ ok: false })
    expect(await verify(scenarios.lookup())).toMatchObject({ outcome: { kind: 'verified' } })
  })
}
