import type {
  SaleReference,
  StoreAcknowledgement,
  StoreActionResult,
  StoreEnvironment,
  StoreOffer,
  StorePrice,
  StoreRefund,
} from './sale-parts.ts'

export type SubscriptionState =
  | 'PENDING'
  | 'ACTIVE'
  | 'IN_GRACE_PERIOD'
  | 'ON_HOLD'
  | 'PAUSED'
  | 'EXPIRED'
  /** The store took the access back before its end: a refund with revocation, or the end of Family Sharing. */
  | 'REVOKED'

/** How the current period, or a period in the past, was sold. */
export type SubscriptionPhase =
  | 'TRIAL'
  | 'INTRODUCTORY'
  | 'OFFER'
  | 'NORMAL'
  | 'PREPAID'
  | 'PRORATION'
  /** A phase that this version does not know, or that the store does not state. */
  | 'OTHER'

/** Why a subscription no longer renews, or ended. */
export type SubscriptionCancelReason =
  | 'USER'
  | 'DEVELOPER'
  /** The store itself ended it, for example after a refund. */
  | 'STORE'
  | 'BILLING'
  | 'PRICE_NOT_AGREED'
  | 'PRODUCT_UNAVAILABLE'
  /** Another subscription of the same customer took its place. */
  | 'REPLACED'
  | 'OTHER'

/** Where access ends: each product of a subscription has an end of its own. */
export type SubscriptionLine = {
  /** Distinguishes the lines of one subscription: the product's id, or `''` where a subscription has only one line that can change its product. */
  readonly lineKey: string
  readonly storeProductId: string
  readonly basePlanId: string | null
  readonly offer: StoreOffer | null
  /**
   * End of the access by this line, with grace, as the store states it. Null for a line that has not begun (a deferred replacement); it
   * gives no access.
   */
  readonly accessUntil: Date | null
  /** False while the store withholds the access although `accessUntil` is ahead: on hold, paused, pending or revoked. */
  readonly givesAccess: boolean
  readonly willRenew: boolean
  /** The list price of the next renewal, without taxes that the store does not state; null when unknown. */
  readonly renewalPrice: StorePrice | null
}

/** A charged or free period: one order or transaction of the store. It becomes one payment. */
export type SubscriptionPeriod = {
  /**
   * The store's identity of the period, unique within the store and environment: order id, transaction id, purchase id. It becomes the
   * payment's `storeTransactionId`.
   */
  readonly periodId: string
  /** `lineKey` of the line that the period belongs to. */
  readonly lineKey: string
  readonly storeOrderId: string | null
  readonly storeProductId: string
  readonly quantity: number
  /** What was charged, taxes included; zero for a free period; null when the store does not state it. */
  readonly price: StorePrice | null
  readonly paidAt: Date
  readonly startsAt: Date
  /** As the store stated it when it charged the period. It is for accounting: access comes from the line. */
  readonly endsAt: Date
  readonly phase: SubscriptionPhase
  readonly offer: StoreOffer | null
  /** Why the period exists. `UNKNOWN`: the domain derives it from the periods that it knows. */
  readonly kind: 'INITIAL' | 'RENEWAL' | 'RECOVERY' | 'CHANGE' | 'TOP_UP' | 'UNKNOWN'
  /** `periodId` of the period whose rest this one took over; null if the store names none. */
  readonly replaces: string | null
  readonly refund: StoreRefund | null
  /** The refund belongs to a replacement by a later period of the same subscription: it is no loss. */
  readonly isReplaced: boolean
}

export type SubscriptionPriceChange = {
  readonly status: 'OUTSTANDING' | 'CONFIRMED' | 'APPLIED' | 'CANCELED'
  readonly newPrice: StorePrice | null
  /** Whether the customer has to agree, or the change applies unless the customer cancels. */
  readonly needsConsent: boolean
  /** Until when the customer has to agree; null if there is no such time. */
  readonly consentBy: Date | null
}

/** What a store says about one subscription in one reading. Everything comes from the store; nothing is derived from our clock. */
export type SubscriptionSnapshot = {
  readonly environment: StoreEnvironment
  /**
   * Names the subscription at the store, as for a sale: the purchase token (Google Play, ONE store), or the original transaction (App
   * Store). Where a token is replaced, the subscription gets another reference, and `replaces` names the former.
   */
  readonly reference: SaleReference
  /** Keys (`SaleReference.key`) of what this one continues: the linked token, the previous original transaction. Newest first, at most 10. */
  readonly replaces: readonly string[]
  /** A store without a link names the former subscription of a customer who bought again outside the app. It says whose the new one is. */
  readonly former: { readonly key: string | null; readonly accountToken: string | null } | null
  /** The later subscription that took the place of this one, as the store says. Its own reading tells the rest. */
  readonly isReplaced: boolean
  readonly state: SubscriptionState
  /** The latest `accessUntil` of its lines; null while nothing was paid. */
  readonly accessUntil: Date | null
  readonly willRenew: boolean
  readonly renewsAt: Date | null
  readonly gracePeriodEndsAt: Date | null
  readonly resumesAt: Date | null
  readonly canceledAt: Date | null
  readonly cancelReason: SubscriptionCancelReason | null
  readonly startedAt: Date
  readonly phase: SubscriptionPhase
  readonly ownership: 'BOUGHT' | 'SHARED'
  readonly lines: readonly SubscriptionLine[]
  /** What the line changes to, and when; null if nothing is pending. */
  readonly pendingChange: {
    readonly storeProductId: string
    readonly basePlanId: string | null
    readonly at: Date | null
  } | null
  readonly priceChange: SubscriptionPriceChange | null
  /** The payments that the customer has committed to; null without a commitment. */
  readonly commitment: { readonly paid: number; readonly total: number; readonly endsAt: Date | null } | null
  /**
   * The periods that this reading returned, oldest first. A store may return only the latest. A period that is missing here still exists.
   */
  readonly periods: readonly SubscriptionPeriod[]
  /** As in `StoreTransaction`; it is that of the purchase which began the chain. */
  readonly accountToken: string | null
  readonly storeAccountId: string | null
  readonly countryCode: string | null
  /** The store's group of exchangeable subscriptions; null where it has none. */
  readonly groupId: string | null
  /** Of the first payment of this reference. Renewals are never acknowledged. */
  readonly acknowledgement: StoreAcknowledgement
  /**
   * When the store made this statement, where it says so (the signed date of the App Store): a later reading with an earlier one is older.
   * Null where it does not; the time at which the reading began then decides.
   */
  readonly statedAt: Date | null
  /** A store cannot tell a hold from a pause, or a fact is missing: what the server assumed. Null if nothing was assumed. */
  readonly assumption: 'HOLD_OR_PAUSE' | null
  /** The store's responses as received; stored for disputes. At most 256 KiB. */
  readonly raw: string
}

export type SubscriptionReadOutcome =
  | { readonly kind: 'found'; readonly snapshot: SubscriptionSnapshot }
  /** The store has no such subscription for this app, or no longer. */
  | {
      readonly kind: 'unknown'
      readonly reason: string
      /** What the store still says about periods that it has charged; absent if it says nothing. */
      readonly remains?: RemainingPeriods
    }

/** Some stores keep the orders of a subscription longer than the subscription itself: they tell refunds, and nothing about the access. */
export type RemainingPeriods = Pick<SubscriptionSnapshot, 'periods' | 'raw'>

/** What an act needs of a subscription. */
export type SubscriptionTarget = {
  /** The `details` of its reference. */
  readonly details: string
  readonly environment: StoreEnvironment
  /** Product of the current period. */
  readonly storeProductId: string
}

/** Calls of a store about subscriptions. They throw as those of `StoreAdapter` do. An act that the store does not have is null. */
export type StoreSubscriptions = {
  /**
   * @param options.knownPeriodIds periods of this reference that are recorded: with it the adapter looks for those that are missing, where
   * the store can tell. Without it only the latest are read.
   */
  readSubscription: (
    details: string,
    options?: { readonly knownPeriodIds: readonly string[] },
  ) => Promise<SubscriptionReadOutcome>
  /**
   * Acknowledges the first payment of this reference; `accountToken` is passed along where the store keeps it. Idempotent.
   */
  acknowledgeSubscription: (
    target: SubscriptionTarget & { readonly accountToken: string | null },
  ) => Promise<StoreActionResult>
  /** Ends the renewal; the access lasts until its end. `byDeveloper` stops the payments instead of canceling for the customer. */
  readonly cancelSubscription:
    ((target: SubscriptionTarget & { readonly byDeveloper: boolean }) => Promise<StoreActionResult>) | null
  /** Moves the end of the current period, without a charge. `by` in milliseconds. */
  readonly extendSubscription:
    | ((
        target: SubscriptionTarget & {
          readonly byMs: number
          readonly accessUntil: Date
          /** Makes a repetition the same request at stores that take such an id. At most 128 characters. */
          readonly requestId: string
        },
      ) => Promise<StoreActionResult>)
    | null
  /** Ends the access now. */
  readonly revokeSubscription:
    | ((
        target: SubscriptionTarget & {
          readonly refund: SubscriptionRefundKind
          /** Product whose line is revoked; null for the whole subscription. */
          readonly itemProductId: string | null
        },
      ) => Promise<StoreActionResult>)
    | null
  /** Writes the account token of a chain that its holder claimed to the store. */
  readonly setAccountToken:
    ((target: SubscriptionTarget & { readonly accountToken: string }) => Promise<StoreActionResult>) | null
  /**
   * Where the customer manages the subscription; null where the store has no such page.
   * @param details of its reference, which says which app it belongs to
   */
  readonly managementUrl: (storeProductId: string, details: string) => string | null
  /**
   * The reference of a subscription that another server knew by its purchase token or original transaction; null if the text cannot be
   * one. Absent where such a subscription cannot be read.
   */
  readonly toReference?: (known: {
    readonly key: string
    readonly storeProductId: string | null
    readonly environment: StoreEnvironment
  }) => SaleReference | null
  /** How long after its end the store still answers for a subscription. The schedule of readings ends with it. */
  readonly answersAfterEndMs: number
  /**
   * How long a subscription that gives access stays unread, where the store has no list of what it took back: a lost notification is found
   * after at most this time. Null where the store has such a list, which reconciliation reads.
   */
  readonly maxUnreadMs: number | null
  /**
   * While the store retries a charge, the subscription can look as if it was active with an end that is later by at most this: a grace period
   * that the store does not state, or a day that it does not announce.
   */
  readonly hiddenRetryMs: number
}

export type SubscriptionRefundKind = 'FULL' | 'PRORATED' | 'NONE'
