import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'

import type { AdapterFixture } from './adapter-fixture.ts'
import { countBy, createAdapterHarness, expectNoSecret, toVerdict } from './adapter-harness.ts'
import type { AdapterHarness } from './adapter-harness.ts'
import type { FakeAnswer } from './fake-store-server.ts'

/** What every adapter owes to the rules, whatever its store. */
export function describeStoreAdapter(name: string, fixture: AdapterFixture): void {
  const harness = createAdapterHarness(fixture)

  describe(name, () => {
    beforeAll(harness.start)
    beforeEach(harness.renew)
    afterAll(harness.stop)

    describe('what the store says', () => {
      describeOutcomes(harness)
    })
    describe('a sale that is read back', () => {
      describeReadBack(harness)
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
  const { fixture, verify, server } = harness

  it('of a paid sale is verified, as the store tells it', async () => {
    expect(await verify(fixture.lookUp())).toMatchObject({
      outcome: { kind: 'verified', transaction: fixture.expected },
    })
  })

  const invalid = { kind: 'refused', code: 'RECEIPT_INVALID' }
  const inEnvironment = (environment: string): object => ({ kind: 'verified', transaction: { environment } })
  const refundedAt: unknown = expect.any(Date)
  const refund = { full: true, refundedAt }
  const otherProduct: unknown = expect.stringMatching(/^RECEIPT_(OTHER_ITEM|INVALID)$/)
  const cases: [string, keyof ReturnType<AdapterFixture['cases']>, object][] = [
    ['of an unpaid purchase is pending', 'pending', { kind: 'pending' }],
    ['of a purchase that was never paid is canceled', 'canceled', { kind: 'canceled' }],
    ['of a sale that was taken back says when', 'revoked', { kind: 'verified', transaction: { refund } }],
    ['of an unknown purchase is refused', 'unknown', invalid],
    ['of a test sale is told from real money', 'sandbox', inEnvironment('SANDBOX')],
    ['of a real sale is told from a test', 'production', inEnvironment('PRODUCTION')],
    ['of another app is refused', 'otherApp', { kind: 'refused', code: 'RECEIPT_APP_MISMATCH' }],
    ['of another product is refused', 'otherProduct', { kind: 'refused', code: otherProduct }],
    ['cannot be forged', 'forged', invalid],
  ]

  it.each(cases)('%s', async (_title, key, outcome) => {
    const given = fixture.cases()[key]
    if ('why' in given) expect(given.why).toMatch(/\w/)
    else expect(await verify(given)).toMatchObject({ outcome })
  })

  const noReceipts = [null, undefined, 7, 'text', [], {}, { purchaseToken: {} }]
  it.each([...noReceipts, { productId: '..', purchaseToken: '..' }])(
    'is not asked for %j',
    async (receipt) => {
      const answers = (): FakeAnswer => ({ status: 200, body: {} })
      expect(await verify({ receipt, answers })).toMatchObject({ outcome: invalid })
      expect(server().requests).toEqual([])
    },
  )
}

function describeReadBack({ fixture, server, adapter, renew, verified, lookUps }: AdapterHarness): void {
  it('by its own reference is the same sale, for an adapter that never saw its receipt', async () => {
    const transaction = await verified()
    const raw: unknown = expect.any(String)
    renew()
    const states = await adapter().readSale(transaction.reference.details)
    expect(states).toContainEqual(
      expect.objectContaining({ kind: 'verified', transaction: { ...transaction, raw } }),
    )
  })

  it('has details that are JSON, and small enough to be kept', async () => {
    const { key, details } = (await verified()).reference
    expect(key).toMatch(/\S/)
    expect(JSON.parse(details)).toBeTypeOf('object')
    expect(Buffer.byteLength(details)).toBeLessThanOrEqual(8 * 1024)
  })

  const down: [string, FakeAnswer][] = [
    ['is down', { status: 503, body: fixture.errorBody(503) }],
    ['answers a page', { status: 404, body: page }],
    ['resets the connection', 'RESET'],
  ]
  it.each(down)(
    'from a store that %s is asked for again, then counts as unavailable',
    async (_title, fault) => {
      const { details } = (await verified()).reference
      const healthy = fixture.lookUp()
      server().handle((request) => (fixture.isLookUp(request) ? fault : healthy.answers(request)))
      const reading = adapter().readSale(details)
      await expect(reading).rejects.toMatchObject({ name: 'StoreUnavailable' })
      expect(lookUps()).toHaveLength(3)
    },
  )

  it.runIf(fixture.gone)('is nothing once the store knows it no longer', async () => {
    const { details } = (await verified()).reference
    if (fixture.gone) server().handle(fixture.gone())
    expect(await adapter().readSale(details)).toEqual([])
  })

  const actions = ['ACKNOWLEDGE', 'CONSUME'] as const
  it.runIf(fixture.pending).each(actions)('is acknowledged as often as wanted (%s)', async (action) => {
    const { reference, storeProductId, environment } = await verified()
    if (fixture.pending) server().handle(fixture.pending())
    const sale = { details: reference.details, storeProductId, environment, action }
    expect(await adapter().acknowledge(sale)).toEqual({ kind: 'done' })
    expect(await adapter().acknowledge(sale)).toEqual({ kind: 'done' })
  })
}

const page = '<html><body>Service maintenance</body></html>'

function describeFaults({ fixture, verifyWith, lookUps }: AdapterHarness): void {
  const faults: [string, FakeAnswer][] = [
    ['500', { status: 500, body: fixture.errorBody(500) }],
    ['503', { status: 503, body: fixture.errorBody(503) }],
    ['503 with a page', { status: 503, body: page }],
    ['a page instead of JSON', { status: 200, body: page }],
    ['404 with a page', { status: 404, body: page }],
    ['400 with a page', { status: 400, body: page }],
    ['410 with a page', { status: 410, body: page }],
    ['an empty object', { status: 200, body: {} }],
    ['an empty body', { status: 200 }],
    ['half a JSON text', { status: 200, body: '{"purchaseState":' }],
    ['a body that is cut off', { status: 200, body: { text: 'x'.repeat(1_000) }, cutAfter: 20 }],
    ['a refusal that is cut off', { status: 404, body: fixture.errorBody(404), cutAfter: 5 }],
    ['a redirect', { status: 302, headers: { location: 'http://127.0.0.1:9/' } }],
    ['a huge body', { status: 200, body: { text: 'x'.repeat(2_000_000) } }],
    ['a connection that is reset', 'RESET'],
  ]

  it.each(faults)('for %s is asked again, then counts as unavailable', async (_title, fault) => {
    expect(await verifyWith(fault)).toMatchObject({ error: { name: 'StoreUnavailable' } })
    expect(lookUps()).toHaveLength(3)
  })

  it('for 403 with a page decides nothing about the receipt', async () => {
    // Some stores refuse keys in plain text, so this may count as their word about the key.
    const result = await verifyWith({ status: 403, body: page })
    expect(['UNAVAILABLE', 'MISCONFIGURED']).toContain(toVerdict(result))
  })
}

function describeDelays({ fixture, verify, verifyWith, lookUps }: AdapterHarness): void {
  it('once, is all the same to the caller', async () => {
    const healthy = fixture.lookUp()
    let failed = false
    const result = await verify({
      ...healthy,
      answers: (request) => {
        if (failed || !fixture.isLookUp(request)) return healthy.answers(request)
        failed = true
        return 'RESET'
      },
    })
    expect(result).toMatchObject({ outcome: { kind: 'verified' } })
  })

  it('because it never answers is given up in time', async () => {
    const start = performance.now()
    expect(await verifyWith('HANG')).toMatchObject({ error: { name: 'StoreUnavailable' } })
    expect(lookUps().length).toBeLessThanOrEqual(2)
    expect(performance.now() - start).toBeLessThan(3 * fixture.timeoutMs)
  })

  it('slowly, but in time, is waited for', async () => {
    const healthy = fixture.lookUp()
    const result = await verify({
      ...healthy,
      answers: (request) => {
        const answer = healthy.answers(request)
        const isSlow = typeof answer !== 'string' && fixture.isLookUp(request)
        return isSlow ? { ...answer, delayMs: fixture.timeoutMs / 4 } : answer
      },
    })
    expect(result).toMatchObject({ outcome: { kind: 'verified' } })
  })

  it('because of its limits is left alone for as long as it says', async () => {
    const headers = { 'retry-after': '17' }
    const result = await verifyWith({ status: 429, body: fixture.errorBody(429), headers })
    expect(result).toMatchObject({ error: { name: 'StoreUnavailable', retryAfterMs: 17_000 } })
    expect(lookUps()).toHaveLength(1)
  })
}

function describeSecrets({ fixture, renew, adapter, server, verify, verifyWith }: AdapterHarness): void {
  // With it nothing is waited for and asked again.
  const headers = { 'retry-after': '17' }

  it.each([400, 401, 403, 404, 409, 410, 418, 429, 500])('when the store answers %i', async (status) => {
    const echo = fixture.secrets().join(' ')
    const echoing = { code: echo, message: echo, status: echo, errors: [{ reason: echo }] }
    for (const body of [echo, { error: echoing, errorCode: echo, errorMessage: echo }]) {
      renew()
      expectNoSecret(await verifyWith({ status, body, headers }), fixture.secrets())
    }
  })

  it('when the token endpoint, or all of the store, refuses or fails', async () => {
    const echo = fixture.secrets().join(' ')
    const { receipt } = fixture.lookUp()
    const bodies = [{ error: 'invalid_grant', error_description: echo }, { error: echo }, echo]
    for (const status of [400, 401, 403, 500]) {
      for (const body of bodies) {
        renew()
        const answers = (): FakeAnswer => ({ status, body, headers })
        expectNoSecret(await verify({ receipt, answers }), fixture.secrets())
        server().handle(answers)
        const tested = JSON.stringify(await adapter().testConnection())
        for (const secret of fixture.secrets()) expect(tested).not.toContain(secret)
      }
    }
  })
}

function describeCalls({ fixture, adapter, server, verify }: AdapterHarness): void {
  it('are no more than the store demands', async () => {
    const { first, next, of } = fixture.calls
    await verify(fixture.lookUp())
    expect(countBy(server().requests, of)).toEqual(first)
    await verify(fixture.lookUp())
    expect(countBy(server().requests, of)).toEqual(next)
  })

  it('are still possible after a test of the connection, which never throws', async () => {
    server().handle(() => 'RESET')
    expect(await adapter().testConnection()).toMatchObject({ ok: false })
    expect(await verify(fixture.lookUp())).toMatchObject({ outcome: { kind: 'verified' } })
  })
}
