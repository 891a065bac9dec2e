/**
 * What the rules need from a store, in our words only. An adapter asks its store (or checks the store's
 * signature) and answers with one of the outcomes below. It never touches the database, never decides about
 * users, and never turns "I could not ask" into "invalid": that is thrown as StoreUnavailable.
 */

export const storeNames = ['APP_STORE', 'GOOGLE_PLAY', 'ONE_STORE', 'TEST_STORE'] as const
export type StoreName = (typeof storeNames)[number]

export type Environment = 'PRODUCTION' | 'SANDBOX'

/** Money as the store proved it: integer micros (1.99 USD is 1_990_000n) and an ISO 4217 code. */
export type StorePrice = { readonly amountMicros: bigint; readonly currencyCode: string }

/** A sale that the store proved. Every field comes from the store's answer or a payload the store signed. */
export type StoreTransaction = {
  readonly environment: Environment
  /** The store's own identity of this one charge; with `lineItem`, unique per store and environment. */
  readonly storeTransactionId: string
  /** Tells apart several products of one charge; `''` where a charge has one. */
  readonly lineItem: string
  /** The order number that a customer sees on the store's bill, where the store has one. */
  readonly storeOrderId: string | null
  readonly storeProductId: string
  readonly quantity: number
  /** For all of `quantity`; null where the store does not tell (some promo codes). */
  readonly price: StorePrice | null
  readonly paidAt: Date
  /** The account token (a UUID, lower case) that the app handed to the store, or null if it handed none. */
  readonly accountToken: string | null
  /** Set when the store has taken the whole sale back. */
  readonly revokedAt: Date | null
  /** Lets the rules refuse what cannot be delivered once: a copy that a family member shares, for example. */
  readonly ownership: 'BOUGHT' | 'SHARED'
  /** What the store said, as it said it: kept for disputes. */
  readonly raw: string
}

/** Why a receipt is refused for good. Asking again with the same receipt gets the same answer. */
export type RefusalCode = 'RECEIPT_INVALID' | 'RECEIPT_OTHER_APP' | 'RECEIPT_OTHER_ITEM'

export type VerifyOutcome =
  | {
      readonly kind: 'verified'
      readonly transaction: StoreTransaction
      /**
       * What submitting this receipt proves: `POSSESSION` when only the buyer's device can hold it,
       * `NOTHING` when it could be guessed or forged (a bare id); then the account token must match.
       */
      readonly proves: 'POSSESSION' | 'NOTHING'
    }
  /** Bought but not paid yet (cash, Ask to Buy). `storeProductId` and `accountToken` as in a transaction. */
  | {
      readonly kind: 'pending'
      readonly storeProductId: string
      readonly accountToken: string | null
      readonly environment: Environment
    }
  /** The store says that no money will come: declined, or canceled while it was pending. */
  | {
      readonly kind: 'canceled'
      readonly storeProductId: string
      readonly accountToken: string | null
      readonly environment: Environment
      /** The store's word for why, shown to the caller. */
      readonly reason: string
      /** Which sale it was, where the store has one word for what was never paid and what was taken back. */
      readonly sale?: Pick<StoreTransaction, 'storeTransactionId' | 'lineItem'>
    }
  /** `reason` is shown to the caller: it says what is wrong with the receipt and leaks nothing internal. */
  | { readonly kind: 'refused'; readonly code: RefusalCode; readonly reason: string }

export type TestOutcome = { readonly ok: true } | { readonly ok: false; readonly problem: string }

export type StoreTraits = {
  /** The store has no production: the AppKey's sandbox policy does not apply to it. */
  readonly sandboxOnly: boolean
  /** The store takes a sale back unless it is told in time that the item was given. */
  readonly needsSettlement: boolean
}

/**
 * One store for one AppKey, made from its connection. Adapters are created lazily and cached until the
 * connection changes, so they may keep tokens, key objects and checked certificate chains.
 */
export type StoreAdapter = {
  readonly traits: StoreTraits
  /**
   * Asks the store about a receipt.
   * @param receipt the store's own branch of `ReceiptInput`, already size-checked, not yet trusted in any way
   * @throws StoreUnavailable when the store could not be asked (retryable)
   * @throws StoreMisconfigured when the store refuses our credentials (an operator's matter)
   */
  verifyReceipt: (receipt: unknown) => Promise<VerifyOutcome>
  /** Makes one real call and says what is missing, in words for an operator. Never throws. */
  testConnection: () => Promise<TestOutcome>
  /** Releases what the adapter holds (timers, sockets). */
  close: () => Promise<void>
}

/**
 * What `connectStore` was given: `settings` may be shown again, `credentials` never. Both are stored as JSON;
 * `credentials` is null where none were given. `storeAppId` is how the store names the app (bundle id, package name).
 */
export type StoreConnection = {
  readonly storeAppId: string
  readonly settings: unknown
  readonly credentials: unknown
}

/** How a store folder presents itself to the registry. */
export type StoreDefinition = {
  readonly name: StoreName
  /**
   * Splits what the operator typed into the part that may be shown and the secret part, or names every
   * field that is wrong.
   */
  parseConnection: (
    input: unknown,
  ) =>
    | { readonly ok: true; readonly connection: StoreConnection }
    | { readonly ok: false; readonly issues: readonly { field: readonly string[]; message: string }[] }
  /** @throws StoreMisconfigured when a stored connection does not fit this process's configuration */
  createAdapter: (connection: StoreConnection) => StoreAdapter
}

/** The store could not be asked: down, slow, rate-limited, or answering nonsense. The same call may be repeated. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable'
  readonly retryAfterMs: number | null
  constructor(message: string, options: { retryAfterMs?: number; cause?: unknown } = {}) {
    super(message, { cause: options.cause })
    this.retryAfterMs = options.retryAfterMs ?? null
  }
}

/** The store refuses our credentials or settings: repeating does not help until an operator acts. */
export class StoreMisconfigured extends Error {
  override readonly name = 'StoreMisconfigured'
  constructor(message: string, options: { cause?: unknown } = {}) {
    super(message, { cause: options.cause })
  }
}
