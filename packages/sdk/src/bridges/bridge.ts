import type { ReceiptInput } from '../generated/client-operations.ts'
import type { ItemType, OrUnknown, Store } from '../core/known-values.ts'

/** The proof of a transaction, unchanged as the store gave it: the input `ReceiptInput` of the API. */
export type Receipt = ReceiptInput

/** A transaction that the store reports to the app. */
export type StoreTransaction = {
  /** The same for every report of this transaction. */
  readonly id: string
  readonly productId: string
  /** The account token with which the payment sheet was opened; null if the store does not return it. */
  readonly accountToken: string | null
  readonly state: 'PAID' | 'PENDING'
  readonly receipt: Receipt
}

/** What the payment sheet is opened with. */
export type SheetRequest = {
  readonly purchaseId: string
  /** The player who buys. */
  readonly userId: string
  readonly productId: string
  /** To be passed to the store: `appAccountToken`, `obfuscatedAccountId` or `developerPayload`. */
  readonly accountToken: string
  /** Aborts when nobody waits for the sheet any longer. */
  readonly signal: AbortSignal
}

/** Why the store could not sell. */
export type SheetFailure =
  'ALREADY_OWNED' | 'PAYMENT_DECLINED' | 'PAYMENTS_NOT_ALLOWED' | 'ITEM_UNAVAILABLE' | 'STORE_NETWORK_ERROR'

/** How the payment sheet ended. */
export type SheetResult =
  | { readonly kind: 'TRANSACTION'; readonly transaction: StoreTransaction }
  /** The store will charge the player later, and gave no transaction yet. */
  | { readonly kind: 'PENDING' }
  /** The player closed the sheet without buying. */
  | { readonly kind: 'CANCELED' }
  /** The store sold nothing. */
  | { readonly kind: 'FAILED'; readonly code: SheetFailure; readonly message: string }
  /** The sheet is closed, and the store reports the result by an event or not at all. */
  | { readonly kind: 'CLOSED' }

/** What the server decided about a transaction that may now be finished on the device. */
export type FinishOutcome = {
  /** `UNKNOWN` for a refunded payment. */
  readonly itemType: OrUnknown<ItemType>
  /** Null for a refunded payment. */
  readonly paymentId: string | null
  /** The player whose transaction it is. */
  readonly userId: string
  /** The AppKey has the device acknowledge or consume the sale at its store (`acknowledgeBy: CLIENT`). */
  readonly confirmAtStore: boolean
}

/** What a store shows to the player about a product. */
export type StoreProductDetails = {
  readonly productId: string
  /** The price as the store formats it. */
  readonly displayPrice: string
  readonly title: string | null
}

/** Connects the SDK to the payment sheet of one store. It keeps no state that must survive the app. */
export type Bridge = {
  readonly store: Store
  /** Begins to report transactions, at first those that the store has queued. It is called once. */
  readonly connect: (onTransaction: (transaction: StoreTransaction) => void) => Promise<void>
  /** The products with these ids, as far as the store sells them to the player. */
  readonly products: (productIds: readonly string[]) => Promise<readonly StoreProductDetails[]>
  /** Opens the payment sheet. The result or an event reports what was bought; both is fine. */
  readonly open: (request: SheetRequest) => Promise<SheetResult>
  /**
   * The transactions that are not finished: those of the customer who is logged in at the store. A store without customers, as the
   * emulator of the stores, finds them by the account tokens of the purchases that are open on this device.
   */
  readonly unfinished: (accountTokens: readonly string[]) => Promise<readonly StoreTransaction[]>
  /**
   * Finishes a transaction that the server has recorded; at Google Play and ONE store only if `confirmAtStore`, because otherwise the
   * server does. Finishing twice succeeds: a sale that is consumed already is no failure.
   */
  readonly finish: (transaction: StoreTransaction, outcome: FinishOutcome) => Promise<void>
}
