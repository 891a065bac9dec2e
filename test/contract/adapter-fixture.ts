import type { StoreAdapter } from '../../src/stores/contract.ts'
import type { StoreTransaction } from '../../src/stores/sale-contract.ts'
import type { FakeHandler, FakeRequest, FakeStoreServer } from './fake-store-server.ts'

export type Scenario = {
  readonly receipt: unknown
  /** What the store answers to everything, its token endpoint included. */
  readonly answers: FakeHandler
}

/** A store that cannot show a case says why. */
export type Case = Scenario | { readonly why: string }

export type Verdict = 'REFUSED' | 'UNAVAILABLE' | 'MISCONFIGURED'

export type AdapterFixture = {
  /** Given to every adapter as its time limit for one request. */
  readonly timeoutMs: number
  /** Made once, before the tests. */
  prepare: (server: FakeStoreServer) => Promise<void>
  /** A new adapter, with nothing cached, on the server. */
  connect: () => StoreAdapter
  /** What no message may ever show: credentials, access tokens, the receipt's own secret. */
  secrets: () => readonly string[]
  /** A receipt for which the store has to be asked, and what a healthy store answers. */
  lookUp: () => Scenario
  /** Whether a request is that question, and not one for a token. */
  isLookUp: (request: FakeRequest) => boolean
  readonly expected: Partial<StoreTransaction>
  cases: () => {
    readonly pending: Case
    readonly canceled: Case
    readonly revoked: Case
    readonly unknown: Case
    readonly sandbox: Case
    readonly production: Case
    readonly otherApp: Case
    readonly otherProduct: Case
    readonly forged: Case
  }
  /** A store that knows the sale of `lookUp` no longer. Left out where that cannot happen. */
  readonly gone?: () => FakeHandler
  /** A store that can be told what became of the sale of `lookUp`, and remembers it. Left out where none is told. */
  readonly pending?: () => FakeHandler
  /** The store's own body for a status; pages are tried besides. */
  errorBody: (status: number) => unknown
  readonly verdicts: Readonly<Record<401 | 403 | 404 | 410, Verdict>>
  /** Requests to each kind of path, of the first verification and of the next. */
  readonly calls: {
    readonly of: (request: FakeRequest) => string
    readonly first: Record<string, number>
    readonly next: Record<string, number>
  }
}
