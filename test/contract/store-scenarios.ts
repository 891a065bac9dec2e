import type { StoreAdapter } from '../../src/stores/contract/store-adapter.ts'
import type { StoreTransaction } from '../../src/stores/contract/sale.ts'
import type { FakeHandler, FakeRequest, FakeStoreServer } from '../support/fake-store-server.ts'

export type StoreScenario = {
  readonly receipt: unknown
  /** What the store answers to everything, its token endpoint included. */
  readonly handler: FakeHandler
}

/** A store that cannot show a case says why. */
export type OptionalScenario = StoreScenario | { readonly why: string }

export type ErrorVerdict = 'REFUSED' | 'UNAVAILABLE' | 'MISCONFIGURED'

export type StoreScenarios = {
  /** Given to every adapter as its time limit for one request. */
  readonly timeoutMs: number
  /** Made once, before the tests. */
  prepare: (server: FakeStoreServer) => Promise<void>
  /** A new adapter, with nothing cached, on the server. */
  connect: () => StoreAdapter
  /** What no message may ever show: credentials, access tokens, the receipt's own secret. */
  secrets: () => readonly string[]
  /** A receipt for which the store has to be asked, and what a healthy store answers. */
  lookup: () => StoreScenario
  /** Whether a request is that question, and not one for a token. */
  isLookup: (request: FakeRequest) => boolean
  readonly expected: Partial<StoreTransaction>
  cases: () => {
    readonly pending: OptionalScenario
    readonly canceled: OptionalScenario
    readonly revoked: OptionalScenario
    readonly unknown: OptionalScenario
    readonly sandbox: OptionalScenario
    readonly production: OptionalScenario
    readonly otherApp: OptionalScenario
    readonly otherProduct: OptionalScenario
    readonly forged: OptionalScenario
  }
  /** A store that knows the sale of `lookUp` no longer. Left out where that cannot happen. */
  readonly notFoundHandler?: () => FakeHandler
  /** A store that can be told what became of the sale of `lookUp`, and remembers it. Left out where none is told. */
  readonly acknowledgingHandler?: () => FakeHandler
  /** The store's own body for a status; pages are tried besides. */
  errorBody: (status: number) => unknown
  readonly verdicts: Readonly<Record<401 | 403 | 404 | 410, ErrorVerdict>>
  /** Requests to each kind of path, of the first verification and of the next. */
  readonly requestCounts: {
    readonly keyOf: (request: FakeRequest) => string
    readonly first: Record<string, number>
    readonly repeated: Record<string, number>
  }
}
