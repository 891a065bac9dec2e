import type { StoreHistory } from './history.ts'
import type { NotificationRequest, NotificationOutcome, NotificationStatusCodes } from './notification.ts'
import type { VerifyOutcome, SaleState, SaleToAcknowledge, StoreActionResult, SaleToRefund } from './sale.ts'

/**
 * What the rules need from a store, in our words only. An adapter asks its store (or checks the store's
 * signature) and answers with one of the outcomes of `sale-contract.ts`. It never touches the database, never decides about
 * users, and never turns "I could not ask" into "invalid": that is thrown as StoreUnavailable.
 */

export const storeNames = ['APP_STORE', 'GOOGLE_PLAY', 'ONE_STORE', 'TEST_STORE'] as const
export type StoreName = (typeof storeNames)[number]

export type ConnectionCheckResult = { readonly ok: true } | { readonly ok: false; readonly error: string }

export type StoreTraits = {
  /** The store has no production: the AppKey's sandbox policy does not apply to it. */
  readonly sandboxOnly: boolean
  /** The store has to be told when the item was given: some take the sale back otherwise, some block the next one. */
  readonly needsAcknowledgement: boolean
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
  /**
   * Asks the store about a sale that is known by its reference: one state per line of it, none when the store knows
   * it no longer. Throws as `verifyReceipt` does, as do all calls below that may.
   */
  readSale: (details: string) => Promise<readonly SaleState[]>
  /** Tells the store that the item was given. Repeating it is harmless, and done is done, whoever did it. */
  acknowledge: (sale: SaleToAcknowledge) => Promise<StoreActionResult>
  /** Gives all of the money back, where the store lets developers do that. */
  refund: (sale: SaleToRefund) => Promise<StoreActionResult>
  /**
   * Checks that a message comes from the store and reads it. Nothing in it is believed beyond that.
   * @throws StoreUnavailable when the store's keys cannot be had
   * @throws StoreMisconfigured when the connection lacks what the check needs
   */
  readNotification: (request: NotificationRequest) => Promise<NotificationOutcome>
  /** Tells the store what became of the item, for its decision on a refund. Null where the store never asks. */
  sendConsumptionInfo: ((request: string, delivery: { readonly delivered: boolean }) => Promise<void>) | null
  readonly history: StoreHistory
  /** Makes one real call and says what is missing, in words for an operator. Never throws. */
  checkConnection: () => Promise<ConnectionCheckResult>
  /** Releases what the adapter holds (timers, sockets). */
  close: () => Promise<void>
}

/**
 * What `connectStore` was given: `settings` may be shown again, `credentials` never. Both are stored as JSON;
 * `credentials` is null where none were given. `storeBundleId` is how the store names the app (bundle id, package name).
 */
export type StoreConnection = {
  readonly storeBundleId: string
  readonly settings: unknown
  readonly credentials: unknown
}

/** How a store folder presents itself to the registry. */
export type StoreDefinition = {
  readonly name: StoreName
  readonly notificationStatusCodes: NotificationStatusCodes
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
export class StoreUnavailableError extends Error {
  override readonly name: string = 'StoreUnavailableError'
  readonly retryAfterMs: number | null
  constructor(message: string, options: { retryAfterMs?: number; cause?: unknown } = {}) {
    super(message, { cause: options.cause })
    this.retryAfterMs = options.retryAfterMs ?? null
  }
}

/** The store refuses our credentials or settings: repeating does not help until an operator acts. */
export class StoreMisconfiguredError extends Error {
  override readonly name = 'StoreMisconfiguredError'
  constructor(message: string, options: { cause?: unknown } = {}) {
    super(message, { cause: options.cause })
  }
}
