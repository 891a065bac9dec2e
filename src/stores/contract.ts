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

/** How a sale is asked about again, long after its receipt is gone. */
export type SaleReference = {
  /** What the store knows the sale by, unique within the store (and its environments). Only its hash is stored. */
  readonly key: string
  /** What `readSale` needs, in the adapter's own words (JSON, at most 8 KiB). May hold secrets: it is stored sealed. */
  readonly details: string
}

/** All that the store has taken back so far, not only the last time. */
export type StoreRefund = {
  /** The whole sale; otherwise a part of it, and the rest stands. */
  readonly full: boolean
  readonly refundedAt: Date
  /** Pieces taken back: all of them when `full`; 0 where the store gave money back without taking pieces. */
  readonly quantity: number
  /** Money given back, in integer micros of the price's currency; null where the store does not tell. */
  readonly amountMicros: bigint | null
  /** The store's word for why, for people; null where it gives none. */
  readonly reason: string | null
}

export type StoreSettlement = {
  readonly acknowledged: boolean
  /** Used up at the store, so that the product can be bought again. Implies `acknowledged`. */
  readonly consumed: boolean
  /** When the store takes the sale back unless it is told; null where it never does, or was told. */
  readonly deadline: Date | null
}

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
  /** What the store has taken back of it by now; null while nothing is. */
  readonly refund: StoreRefund | null
  /** What the store was told by now, by the app itself for example. */
  readonly settlement: StoreSettlement
  readonly reference: SaleReference
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
      readonly reference: SaleReference
    }
  /** The store says that no money will come: declined, or canceled while it was pending. */
  | {
      readonly kind: 'canceled'
      readonly storeProductId: string
      readonly accountToken: string | null
      readonly environment: Environment
      readonly reference: SaleReference
      /** The store's word for why, shown to the caller. */
      readonly reason: string
      /** Which sale it was, where the store has one word for what was never paid and what was taken back. */
      readonly sale?: Pick<StoreTransaction, 'storeTransactionId' | 'lineItem'>
    }
  /** `reason` is shown to the caller: it says what is wrong with the receipt and leaks nothing internal. */
  | { readonly kind: 'refused'; readonly code: RefusalCode; readonly reason: string }

/** What the store says of a sale now. */
export type SaleState = Exclude<VerifyOutcome, { readonly kind: 'refused' }>

export type SaleToSettle = {
  /** Of the sale's reference. */
  readonly details: string
  readonly storeProductId: string
  readonly environment: Environment
  /** `CONSUME` implies `ACKNOWLEDGE`. A store with one word for both hears that word. */
  readonly action: 'ACKNOWLEDGE' | 'CONSUME'
}

/** `impossible`: the store will not do it, however often it is asked. `reason` is a sentence for an operator. */
export type StoreActOutcome =
  { readonly kind: 'done' } | { readonly kind: 'impossible'; readonly reason: string }

export type SaleToRefund = Pick<SaleToSettle, 'details' | 'storeProductId' | 'environment'> & {
  readonly storeOrderId: string | null
}

/** What came in at `POST /notifications/…`, as it came. */
export type NotificationRequest = {
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: string
}

export type StoreNotification = {
  /** The store's own identity of the message, the same each time it is sent; at most 200 characters. */
  readonly messageId: string
  /** The store's word for what it tells, with its subtype; unknown words included. At most 100 characters. */
  readonly type: string
  /** When the store says it happened. */
  readonly sentAt: Date | null
  readonly environment: Environment | null
  /** The sales to read back; none for test messages and for what is not about a sale. */
  readonly sales: readonly NotifiedSale[]
  /** Set when the store asks, before it decides on a refund, what became of the item: what `answerRefundRequest` needs. */
  readonly refundRequest: string | null
}

/** What only the signed message tells, where the store's API leaves it out; null where the API tells it. */
export type NotifiedSale = SaleReference & {
  /** Integer micros, for all of the quantity. */
  readonly price: StorePrice | null
  /** As in a transaction. */
  readonly accountToken: string | null
}

export type NotificationOutcome =
  | { readonly kind: 'authentic'; readonly notification: StoreNotification }
  /** Signed by the store, but meant for another app, environment or subscription. */
  | { readonly kind: 'foreign'; readonly reason: string }
  /** Not proven to come from the store. */
  | { readonly kind: 'forged'; readonly reason: string }
  /** Not shaped like the store's messages. */
  | { readonly kind: 'malformed'; readonly reason: string }

/** The HTTP status that makes the store do the right thing: send again, or be content. */
export type NotificationAnswers = {
  /** Also for foreign messages, and for repeated ones. */
  readonly accepted: number
  readonly forged: number
  readonly malformed: number
  /** We cannot take it now: the store has to send it again. */
  readonly unavailable: number
}

export type TimeWindow = { readonly from: Date; readonly to: Date }

/** `next` goes into the next call, with the same window; null after the last page. */
export type StorePage<T> = { readonly entries: readonly T[]; readonly next: string | null }

/** A sale that a store's list names as taken back. */
export type RefundedSale = {
  /** Of the sale's reference. */
  readonly key: string
  /** Null where the list does not say enough to ask again; then the reference that was stored has to serve. */
  readonly details: string | null
  readonly storeTransactionId: string | null
  readonly full: boolean
}

/** A message that the store says it pushed, as it would have come in. */
export type PushedMessage = { readonly body: string; readonly notification: StoreNotification }

/** The lists by which a store lets its messages be checked; a store has any of them. Windows are cut to `lookbackMs` by the caller. */
export type StoreLists = {
  readonly lookbackMs: number
  /** All that was taken back in a window. */
  readonly refunds?: (window: TimeWindow, page: string | null) => Promise<StorePage<RefundedSale>>
  /** All that was pushed, or should have been, in a window. */
  readonly messages?: (window: TimeWindow, page: string | null) => Promise<StorePage<PushedMessage>>
  /** All that was ever taken back from the buyer of a sale, by the details of its reference. */
  readonly refundsOfBuyer?: (details: string, page: string | null) => Promise<StorePage<RefundedSale>>
}

export type TestOutcome = { readonly ok: true } | { readonly ok: false; readonly problem: string }

export type StoreTraits = {
  /** The store has no production: the AppKey's sandbox policy does not apply to it. */
  readonly sandboxOnly: boolean
  /** The store has to be told when the item was given: some take the sale back otherwise, some block the next one. */
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
  /**
   * Asks the store about a sale that is known by its reference: one state per line of it, none when the store knows
   * it no longer. Throws as `verifyReceipt` does, as do all calls below that may.
   */
  readSale: (details: string) => Promise<readonly SaleState[]>
  /** Tells the store that the item was given. Repeating it is harmless, and done is done, whoever did it. */
  settle: (sale: SaleToSettle) => Promise<StoreActOutcome>
  /** Gives all of the money back, where the store lets developers do that. */
  refund: (sale: SaleToRefund) => Promise<StoreActOutcome>
  /**
   * Checks that a message comes from the store and reads it. Nothing in it is believed beyond that.
   * @throws StoreUnavailable when the store's keys cannot be had
   * @throws StoreMisconfigured when the connection lacks what the check needs
   */
  readNotification: (request: NotificationRequest) => Promise<NotificationOutcome>
  /** Tells the store what became of the item, for its decision on a refund. Null where the store never asks. */
  answerRefundRequest: ((request: string, delivery: { readonly delivered: boolean }) => Promise<void>) | null
  readonly lists: StoreLists
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
  readonly notificationAnswers: NotificationAnswers
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
