/** A sale as its store tells it, and what the store is told of it. */

export type StoreEnvironment = 'PRODUCTION' | 'SANDBOX'

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

export type StoreAcknowledgement = {
  readonly acknowledged: boolean
  /** Used up at the store, so that the product can be bought again. Implies `acknowledged`. */
  readonly consumed: boolean
  /** When the store takes the sale back unless it is told; null where it never does, or was told. */
  readonly deadlineAt: Date | null
}

/** A sale that the store proved. Every field comes from the store's answer or a payload the store signed. */
export type StoreTransaction = {
  readonly environment: StoreEnvironment
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
  readonly acknowledgement: StoreAcknowledgement
  readonly reference: SaleReference
  /** Lets the rules refuse what cannot be delivered once: a copy that a family member shares, for example. */
  readonly ownership: 'BOUGHT' | 'SHARED'
  /** What the store said, as it said it: kept for disputes. */
  readonly raw: string
}

/** Why a receipt is refused for good. Asking again with the same receipt gets the same answer. */
export type RejectionCode = 'RECEIPT_INVALID' | 'RECEIPT_APP_MISMATCH' | 'RECEIPT_ITEM_MISMATCH'

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
      readonly environment: StoreEnvironment
      readonly reference: SaleReference
    }
  /** The store says that no money will come: declined, or canceled while it was pending. */
  | {
      readonly kind: 'canceled'
      readonly storeProductId: string
      readonly accountToken: string | null
      readonly environment: StoreEnvironment
      readonly reference: SaleReference
      /** The store's word for why, shown to the caller. */
      readonly reason: string
      /** Which sale it was, where the store has one word for what was never paid and what was taken back. */
      readonly sale?: Pick<StoreTransaction, 'storeTransactionId' | 'lineItem'>
    }
  /** `reason` is shown to the caller: it says what is wrong with the receipt and leaks nothing internal. */
  | { readonly kind: 'rejected'; readonly code: RejectionCode; readonly reason: string }

/** What the store says of a sale now. */
export type SaleState = Exclude<VerifyOutcome, { readonly kind: 'rejected' }>

export type SaleToAcknowledge = {
  /** Of the sale's reference. */
  readonly details: string
  readonly storeProductId: string
  readonly environment: StoreEnvironment
  /** `CONSUME` implies `ACKNOWLEDGE`. A store with one word for both hears that word. */
  readonly action: 'ACKNOWLEDGE' | 'CONSUME'
}

/** `impossible`: the store will not do it, however often it is asked. `reason` is a sentence for an operator. */
export type StoreActionResult =
  { readonly kind: 'done' } | { readonly kind: 'rejected'; readonly reason: string }

export type SaleToRefund = Pick<SaleToAcknowledge, 'details' | 'storeProductId' | 'environment'> & {
  readonly storeOrderId: string | null
}
