import type { ConnectionCheckResult, MisconfigurationCode } from './connection-check.ts'
import type { StoreHistory } from './history.ts'
import type { NotificationOutcome, NotificationRequest, NotificationStatusCodes } from './notification.ts'
import type { RefundReviews } from './refund-review.ts'
import type { FindSales, PastedText, StoreTextMatch } from './sale-search.ts'
import type { SaleState, SaleToAcknowledge, SaleToRefund, StoreActionResult, VerifyOutcome } from './sale.ts'
import type { StoreSubscriptions } from './subscription.ts'

export const storeNames = ['APP_STORE', 'GOOGLE_PLAY', 'ONE_STORE', 'TEST_STORE'] as const
export type StoreName = (typeof storeNames)[number]

export type StoreTraits = {
  /** The store has no production: the AppKey's sandbox policy does not apply to it. */
  readonly sandboxOnly: boolean
  /** Sales must be acknowledged: some stores refund them otherwise, some block the next purchase. */
  readonly needsAcknowledgement: boolean
  /** Reading a sale says whether it is acknowledged. Where it does not, nobody can know what the app did on the device. */
  readonly reportsAcknowledgement: boolean
}

/**
 * One store for one app of an AppKey, created from its connection. It calls the store or verifies the store's signatures, and translates what the
 * store says to the types of the contract. It never accesses the database, never decides about users, and never reports an unavailable
 * store as an invalid receipt: it throws StoreUnavailableError.
 *
 * Adapters are created lazily and cached until the connection changes, so they may cache tokens, keys and certificate chains.
 */
export type StoreAdapter = {
  readonly traits: StoreTraits
  /**
   * Verifies a receipt with the store.
   * @param receipt the store's own branch of `ReceiptInput`; its size was checked, everything else is untrusted
   * @throws StoreUnavailableError when the store is unavailable; the call can be retried
   * @throws StoreMisconfiguredError when the store rejects the credentials; an operator has to act
   */
  verifyReceipt: (receipt: unknown) => Promise<VerifyOutcome>
  /**
   * Reads a sale by the `details` of its reference: one state per line of the purchase, none when the store no longer has it. Throws as
   * `verifyReceipt` does, like all calls below.
   */
  readSale: (details: string) => Promise<readonly SaleState[]>
  /**
   * Finds sales by an id that a customer or an operator has. It only reads. Null where the store has no such call, or the connection
   * cannot make it.
   */
  readonly findSales: FindSales | null
  /** Acknowledges or consumes the sale at the store. Idempotent; `done` also when the app itself did it before. */
  acknowledge: (sale: SaleToAcknowledge) => Promise<StoreActionResult>
  /** Refunds the sale in full, where the store allows developers to do so. */
  refund: (sale: SaleToRefund) => Promise<StoreActionResult>
  /**
   * Verifies that a notification comes from the store, and reads it. It only names what to read again; its content is not relied on.
   * @throws StoreUnavailableError when the store's keys cannot be loaded
   * @throws StoreMisconfiguredError when the connection lacks a setting that the verification requires
   */
  readNotification: (request: NotificationRequest) => Promise<NotificationOutcome>
  /** How the store's requests for evidence before a refund are answered. Null where the store never sends any, or the connection cannot answer. */
  readonly refundReviews: RefundReviews | null
  /** Calls about subscriptions. Null where the store has none, or the connection cannot make them. */
  readonly subscriptions: StoreSubscriptions | null
  readonly history: StoreHistory
  /** Makes real calls and describes for an operator what is missing, step by step. Never throws. */
  checkConnection: () => Promise<ConnectionCheckResult>
  /** Releases timers and sockets. */
  close: () => Promise<void>
}

/**
 * The input of a connect mutation: `settings` may be shown again, `credentials` never. Both are stored as JSON; `credentials` is null
 * where none were given. `storeBundleId` is the store's id of the app (bundle id, package name).
 */
export type StoreConnection = {
  readonly storeBundleId: string
  readonly settings: unknown
  readonly credentials: unknown
}

/** The interface of a store folder to the registry. */
export type StoreDefinition = {
  readonly name: StoreName
  readonly notificationStatusCodes: NotificationStatusCodes
  /**
   * Splits an operator's input into settings and credentials, or names every invalid field.
   */
  parseConnection: (
    input: unknown,
  ) =>
    | { readonly ok: true; readonly connection: StoreConnection }
    | { readonly ok: false; readonly issues: readonly { field: readonly string[]; message: string }[] }
  /** Whether an operator's input names the app of a stored connection. */
  isOfSameApp: (connection: StoreConnection, input: Readonly<Record<string, unknown>>) => boolean
  /** The input that makes a stored connection: fields that an operator leaves out keep these values. */
  toConnectionInput: (connection: StoreConnection) => Readonly<Record<string, unknown>>
  /**
   * The app (`storeBundleId`) that a receipt claims to be of; null when it does not say. The claim is not verified: it only selects the
   * connection that verifies the receipt.
   */
  findReceiptApp: (receipt: unknown) => string | null
  /** What a pasted text may be at this store, by its form; empty if it is nothing that the store issues. Pure. */
  recognizeText: (pasted: PastedText) => readonly StoreTextMatch[]
  /** @throws StoreMisconfiguredError when a stored connection does not match the configuration of this process */
  createAdapter: (connection: StoreConnection) => StoreAdapter
}

/** The store is down, slow, rate-limited or returns unreadable responses. The same call may be repeated. */
export class StoreUnavailableError extends Error {
  override readonly name: string = 'StoreUnavailableError'
  readonly retryAfterMs: number | null
  constructor(message: string, options: { retryAfterMs?: number; cause?: unknown } = {}) {
    super(message, { cause: options.cause })
    this.retryAfterMs = options.retryAfterMs ?? null
  }
}

/** The store rejects the credentials or settings: repeating does not help until an operator acts. */
export class StoreMisconfiguredError extends Error {
  override readonly name = 'StoreMisconfiguredError'
  readonly code: MisconfigurationCode
  constructor(message: string, options: { code?: MisconfigurationCode; cause?: unknown } = {}) {
    super(message, { cause: options.cause })
    this.code = options.code ?? 'MISCONFIGURED'
  }
}
