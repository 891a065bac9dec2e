import type {
  SaleReference,
  StoreAcknowledgement,
  StoreEnvironment,
  StoreOffer,
  StorePrice,
  StoreRefund,
} from './sale-parts.ts'
import type { SubscriptionSnapshot } from './subscription.ts'

export type {
  SaleReference,
  StoreAcknowledgement,
  StoreActionResult,
  StoreEnvironment,
  StoreOffer,
  StoreOfferKind,
  StorePrice,
  StoreRefund,
} from './sale-parts.ts'

/** A verified sale. Every field comes from the store's response or from a payload that the store signed. */
export type StoreTransaction = {
  readonly environment: StoreEnvironment
  /** The store's id of this charge when it was read, for people. The key of `reference` identifies the sale. */
  readonly storeTransactionId: string
  /** Distinguishes the products of one sale; `''` where a sale has only one. */
  readonly lineItem: string
  /** The order number on the customer's bill; null where the store has none. */
  readonly storeOrderId: string | null
  readonly storeProductId: string
  readonly quantity: number
  /** The total for `quantity`; null when the store does not state it (some promo codes). */
  readonly price: StorePrice | null
  readonly paidAt: Date
  /** ISO 3166-1 alpha-2 code of the country of the customer's store account; null or absent if the store states none. */
  readonly countryCode?: string | null
  /** The account token (a UUID in lower case) that the app passed to the store; null if it passed none. */
  readonly accountToken: string | null
  /** The store's id of the customer in this app, the same for all of their purchases; null or absent where it states none. */
  readonly storeAccountId?: string | null
  /** Null or absent if the store states none. */
  readonly offer?: StoreOffer | null
  /** The refunds so far; null if there is none. */
  readonly refund: StoreRefund | null
  /** The current acknowledgement, which the app itself may have sent. */
  readonly acknowledgement: StoreAcknowledgement
  readonly reference: SaleReference
  /**
   * `SHARED` for an item that a family member bought and shares. It has no account token, because the token is its buyer's, and no
   * price other than zero.
   */
  readonly ownership: 'BOUGHT' | 'SHARED'
  /** Present for a subscription, which the domain rejects. */
  readonly isSubscription?: true
  /** The store's response as received; stored for disputes. */
  readonly raw: string
}

/** A sale that is not paid; its fields are those of `StoreTransaction`. */
export type UnpaidSale = Pick<
  StoreTransaction,
  'storeProductId' | 'accountToken' | 'environment' | 'reference' | 'lineItem'
> & {
  /** Null where the store assigns the id with the payment. */
  readonly storeTransactionId: string | null
}

/** Why a receipt is rejected permanently: verifying it again has the same outcome. */
export type RejectionCode =
  | 'RECEIPT_INVALID'
  | 'RECEIPT_APP_MISMATCH'
  | 'RECEIPT_ITEM_MISMATCH'
  | 'RECEIPT_ENVIRONMENT_REFUSED'
  | 'SUBSCRIPTIONS_NOT_SUPPORTED'

export type VerifyOutcome =
  | {
      readonly kind: 'verified'
      readonly transaction: StoreTransaction
      /**
       * What submitting this receipt proves: `POSSESSION` when only the buyer's device can have it, `NOTHING` when it could be guessed
       * (a bare id). For `NOTHING` the account token must match.
       */
      readonly proves: 'POSSESSION' | 'NOTHING'
    }
  /** Not paid yet (cash, Ask to Buy). */
  | (UnpaidSale & { readonly kind: 'pending' })
  /** Will not be paid: declined, or canceled while it was pending. Stores that do not distinguish them report refunded sales too. */
  | (UnpaidSale & {
      readonly kind: 'canceled'
      /** The reason, which is shown to the caller. */
      readonly reason: string
      /** The store's response as received; stored if the sale was paid before. */
      readonly raw: string
    })
  /**
   * The store does not know the sale now: it is too new, or too old, or never existed. A payment that is recorded for it stays valid.
   * `reason` is shown to the caller when there is none.
   */
  | {
      readonly kind: 'unknown'
      /** The `key` of the sale's reference. */
      readonly key: string
      readonly lineItem: string
      /** The product that the receipt names; null if it names none. */
      readonly storeProductId: string | null
      readonly proves: 'POSSESSION' | 'NOTHING'
      readonly reason: string
    }
  /** A receipt of a subscription: the caller reads it by `subscriptions.readSubscription`. */
  | {
      readonly kind: 'subscription'
      readonly reference: SaleReference
      readonly environment: StoreEnvironment | null
      readonly storeProductId: string
      readonly proves: 'POSSESSION' | 'NOTHING'
      /** What the receipt itself proves, where it contains everything; null if the store has to be read. */
      readonly snapshot: SubscriptionSnapshot | null
    }
  /** `reason` is shown to the caller: it says what is wrong with the receipt and contains nothing internal. */
  | { readonly kind: 'rejected'; readonly code: RejectionCode; readonly reason: string }

/** The current state of a sale at its store. */
export type SaleState = Exclude<VerifyOutcome, { readonly kind: 'rejected' | 'unknown' | 'subscription' }>

export type SaleToAcknowledge = {
  /** The `details` of the sale's reference. */
  readonly details: string
  readonly storeProductId: string
  readonly environment: StoreEnvironment
  /** `CONSUME` implies `ACKNOWLEDGE`. Some stores do not distinguish them. */
  readonly action: 'ACKNOWLEDGE' | 'CONSUME'
}

export type SaleToRefund = Pick<SaleToAcknowledge, 'details' | 'storeProductId' | 'environment'> & {
  readonly storeOrderId: string | null
}
