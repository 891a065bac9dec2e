import type { StoreAdapter } from '../../src/stores/contract/store-adapter.ts'
import type { SaleQuery } from '../../src/stores/contract/sale-search.ts'
import type { StoreTransaction } from '../../src/stores/contract/sale.ts'
import type { FakeHandler, FakeRequest, FakeStoreServer } from '../support/fake-store-server.ts'

export type StoreScenario = {
  readonly receipt: unknown
  /** Handles all requests to the store, including its token endpoint. */
  readonly handler: FakeHandler
}

/** The scenario, or the reason why the store does not have it. */
export type OptionalScenario = StoreScenario | { readonly why: string }

export type ErrorVerdict = 'UNKNOWN' | 'UNAVAILABLE' | 'MISCONFIGURED'

/** A query, a store that has the sale, and one that has none for the query. */
export type FindableSale = {
  readonly query: SaleQuery
  readonly handler: FakeHandler
  readonly isLookup: (request: FakeRequest) => boolean
  readonly notFound: FakeHandler
  /** A store whose response is of another sale or app; undefined where no response names the sale. */
  readonly lying?: FakeHandler
}

export type StoreScenarios = {
  /** The timeout of a request, for every adapter. */
  readonly timeoutMs: number
  /** Called once before the tests. */
  prepare: (server: FakeStoreServer) => Promise<void>
  /** Creates an adapter without cached data. */
  connect: () => StoreAdapter
  /** Values that no message may contain: credentials, access tokens, and the secret of the receipt. */
  secrets: () => readonly string[]
  /** A receipt that needs a call to the store, and the successful response. */
  lookup: () => StoreScenario
  /** Whether a request is that call, and not one for a token. */
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
  /** How the sale of `lookup` is found at the store, by each kind of query that the store supports. */
  findable: () => readonly FindableSale[]
  /** A store that no longer knows the sale of `lookup`; undefined where that cannot happen. */
  readonly notFoundHandler?: () => FakeHandler
  /** A store that stores acknowledgements of the sale of `lookup`; undefined where there are none. */
  readonly acknowledgingHandler?: () => FakeHandler
  /** The store's error body for a status. */
  errorBody: (status: number) => unknown
  readonly verdicts: Readonly<Record<401 | 403 | 404 | 410, ErrorVerdict>>
  /** Requests to each kind of path, of the first verification and of the next. */
  readonly requestCounts: {
    readonly keyOf: (request: FakeRequest) => string
    readonly first: Record<string, number>
    readonly repeated: Record<string, number>
  }
}
