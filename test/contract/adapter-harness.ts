import { expect } from 'vitest'

import { StoreMisconfiguredError, StoreUnavailableError } from '../../src/stores/contract/store-adapter.ts'
import type { StoreAdapter } from '../../src/stores/contract/store-adapter.ts'
import type { StoreTransaction, VerifyOutcome } from '../../src/stores/contract/sale.ts'
import type { StoreScenarios, StoreScenario } from './store-scenarios.ts'
import { startFakeStoreServer } from '../support/fake-store-server.ts'
import type { FakeResponse, FakeRequest, FakeStoreServer } from '../support/fake-store-server.ts'

export type VerifyResult = { readonly outcome: VerifyOutcome } | { readonly error: Error }

/** An adapter and the fake store that it calls. */
export type AdapterHarness = {
  readonly scenarios: StoreScenarios
  /** The adapter under test; `reconnect` replaces it by one without cached data. */
  adapter: () => StoreAdapter
  reconnect: () => void
  server: () => FakeStoreServer
  verify: (scenario: StoreScenario) => Promise<VerifyResult>
  /** Verifies with this response to the look-up of the purchase. */
  verifyWith: (fault: FakeResponse) => Promise<VerifyResult>
  /** The transaction that `verifyReceipt` returns for a successful look-up. */
  getVerifiedTransaction: () => Promise<StoreTransaction>
  /** The requests for the purchase. */
  lookupRequests: () => readonly FakeRequest[]
  start: () => Promise<void>
  stop: () => Promise<void>
}

export function createAdapterHarness(scenarios: StoreScenarios): AdapterHarness {
  let started: FakeStoreServer | null = null
  let connected: StoreAdapter | null = null
  const server = (): FakeStoreServer => assertStarted(started)
  const adapter = (): StoreAdapter => assertStarted(connected)

  async function verify({ receipt, handler }: StoreScenario): Promise<VerifyResult> {
    server().handle(handler)
    try {
      return { outcome: await adapter().verifyReceipt(receipt) }
    } catch (error) {
      if (error instanceof Error) return { error }
      throw error
    }
  }

  return {
    scenarios,
    adapter,
    reconnect() {
      connected = scenarios.connect()
    },
    server,
    verify,
    async verifyWith(fault) {
      const healthy = scenarios.lookup()
      return await verify({
        ...healthy,
        handler: (request) => (scenarios.isLookup(request) ? fault : healthy.handler(request)),
      })
    },
    async getVerifiedTransaction() {
      const result = await verify(scenarios.lookup())
      if ('outcome' in result && result.outcome.kind === 'verified') return result.outcome.transaction
      throw new Error(`the sale is not verified: ${toVerdict(result)}`)
    },
    lookupRequests: () => server().requests.filter((request) => scenarios.isLookup(request)),
    async start() {
      started = await startFakeStoreServer()
      await scenarios.prepare(started)
    },
    stop: () => server().close(),
  }
}

export function toVerdict(result: VerifyResult): string {
  if ('outcome' in result) return result.outcome.kind === 'unknown' ? 'UNKNOWN' : result.outcome.kind
  if (result.error instanceof StoreUnavailableError) return 'UNAVAILABLE'
  return result.error instanceof StoreMisconfiguredError ? 'MISCONFIGURED' : result.error.message
}

/** Expects that the message for the caller or operator contains no secret. */
export function expectNoSecret(result: VerifyResult, secrets: readonly string[]): void {
  const text =
    'error' in result ? result.error.message : result.outcome.kind === 'rejected' ? result.outcome.reason : ''
  for (const secret of secrets) expect(text).not.toContain(secret)
}

export function countBy(
  requests: readonly FakeRequest[],
  of: (request: FakeRequest) => string,
): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const request of requests) counts[of(request)] = (counts[of(request)] ?? 0) + 1
  return counts
}

function assertStarted<T>(value: T | null): T {
  if (value === null) throw new Error('the harness is not started')
  return value
}
