export type StoreEnvironment = 'PRODUCTION' | 'SANDBOX'

/** An amount in integer micros (1.99 USD is 1_990_000n) and its ISO 4217 currency code. */
export type StorePrice = { readonly amountMicros: bigint; readonly currencyCode: string }

/** Identifies a sale so that it can be read again without its receipt. */
export type SaleReference = {
  /**
   * The store's key of the sale, unique within the store. It must be the same for as long as the sale exists, because it identifies
   * the payment. Only its hash is stored.
   */
  readonly key: string
  /** What the adapter needs to read the sale (JSON, at most 8 KiB). It can contain secrets, so it is stored encrypted. */
  readonly details: string
}

/** The total of all refunds of a sale so far. */
export type StoreRefund = {
  /** Whether the whole sale is refunded; otherwise the rest of it remains valid. */
  readonly full: boolean
  readonly refundedAt: Date
  /** The refunded quantity: the quantity of the sale when `full`; 0 when the store refunded money without revoking any quantity. */
  readonly quantity: number
  /** The refunded amount in integer micros of the price's currency; null when the store does not state it. */
  readonly amountMicros: bigint | null
  /** The store's reason, for people; null when it states none. */
  readonly reason: string | null
}

export type StoreAcknowledgement = {
  readonly acknowledged: boolean
  /** Consumed at the store, so that the product can be bought again. Implies `acknowledged`. */
  readonly consumed: boolean
  /** The time at which the store cancels the sale unless it is acknowledged; null when it is acknowledged or has no such deadline. */
  readonly deadlineAt: Date | null
}

export type StoreOfferKind =
  | 'STANDARD'
  | 'DISCOUNT'
  | 'RENTAL'
  | 'PREORDER'
  | 'INTRODUCTORY'
  | 'PROMOTIONAL'
  | 'OFFER_CODE'
  | 'WIN_BACK'
  /** A kind that this version does not know. */
  | 'OTHER'

/** How a product was offered, as the store states it. */
export type StoreOffer = {
  readonly kind: StoreOfferKind
  /** The purchase option of the product; null where the store has none. */
  readonly purchaseOptionId: string | null
  /** The store's id of the offer; null if there was none, or if it has no id. */
  readonly offerId: string | null
}

/** `rejected`: the store does not do it, and a repetition does not help. `reason` is a sentence for an operator. */
export type StoreActionResult =
  { readonly kind: 'done' } | { readonly kind: 'rejected'; readonly reason: string }
