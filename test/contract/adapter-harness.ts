import { expect } from 'vitest'

import { StoreMisconfigured, StoreUnavailable } from '../../src/stores/contract.ts'
import type { StoreAdapter } from '../../src/stores/contract.ts'
import type { StoreTransaction, VerifyOutcome } from '../../src/stores/sale-contract.ts'
import type { AdapterFixture, Scenario } from './adapter-fixture.ts'
import { startFakeStoreServer } from './fake-store-server.ts'
import type { FakeAnswer, FakeRequest, FakeStoreServer } from './fake-store-server.ts'

export type Result = { readonly outcome: VerifyOutcome } | { readonly error: Error }

/** One adapter on one fake store. */
export type AdapterHarness = {
  readonly fixture: AdapterFixture
  /** Of the adapter under test, which `renew` replaces by one that has nothing cached. */
  adapter: () => StoreAdapter
  renew: () => void
  server: () => FakeStoreServer
  verify: (scenario: Scenario) => Promise<Result>
  /** Verifies while the look-up, and only it, goes wrong. */
  verifyWith: (fault: FakeAnswer) => Promise<Result>
  /** The transaction of a healthy look-up, as `verifyReceipt` tells it. */
  verified: () => Promise<StoreTransaction>
  /** The requests that asked about the purchase. */
  lookUps: () => readonly FakeRequest[]
  start: () => Promise<void>
  stop: () => Promise<void>
}

export function createAdapterHarness(fixture: AdapterFixture): AdapterHarness {
  let started: FakeStoreServer | null = null
  let connected: StoreAdapter | null = null
  const server = (): FakeStoreServer => orThrow(started)
  const adapter = (): StoreAdapter => orThrow(connected)

  async function verify({ receipt, answers }: Scenario): Promise<Result> {
    server().handle(answers)
    try {
      return { outcome: await adapter().verifyReceipt(receipt) }
    } catch (error) {
      if (error instanceof Error) return { error }
      throw error
    }
  }

  return {
    fixture,
    adapter,
    renew() {
      connected = fixture.connect()
    },
    server,
    verify,
    async verifyWith(fault) {
      const healthy = fixture.lookUp()
      return await verify({
        ...healthy,
        answers: (request) => (fixture.isLookUp(request) ? fault : healthy.answers(request)),
      })
    },
    async verified() {
      const result = await verify(fixture.lookUp())
      if ('outcome' in result && result.outcome.kind === 'verified') return result.outcome.transaction
      throw new Error(`the sale is not verified: ${toVerdict(result)}`)
    },
    lookUps: () => server().requests.filter((request) => fixture.isLookUp(request)),
    async start() {
      started = await startFakeStoreServer()
      await fixture.prepare(started)
    },
    stop: () => server().close(),
  }
}

export function toVerdict(result: Result): string {
  if ('outcome' in result) return result.outcome.kind === 'refused' ? 'REFUSED' : result.outcome.kind
  if (result.error instanceof StoreUnavailable) return 'UNAVAILABLE'
  return result.error instanceof StoreMisconfigured ? 'MISCONFIGURED' : result.error.message
}

/** What a caller or an operator gets to read. */
export function expectNoSecret(result: Result, secrets: readonly string[]): void {
  const shown =
    'error' in result ? result.error.message : result.outcome.kind === 'refused' ? result.outcome.reason : ''
  for (const secret of secrets) expect(shown).not.toContain(secret)
}

export function countBy(
  requests: readonly FakeRequest[],
  of: (request: FakeRequest) => string,
): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const request of requests) counts[of(request)] = (counts[of(request)] ?? 0) + 1
  return counts
}

function orThrow<T>(value: T | null): T {
  if (value === null) throw new Error('the harness is not started')
  return value
}
