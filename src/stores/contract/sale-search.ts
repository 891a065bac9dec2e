import type { SaleState, StoreEnvironment } from './sale.ts'

/** A text that somebody pasted, prepared for recognition. Nothing in it is verified. */
export type PastedText = {
  /** The text without white space and without characters that are not visible. */
  readonly text: string
  /**
   * The members of each JSON object in the text that are texts or numbers. A signed text (JWS) counts as its payload, and an object in a
   * member as one of its own.
   */
  readonly objects: readonly PastedObject[]
}

export type PastedObject = Readonly<Record<string, string>>

export type StoreTextKind = 'TRANSACTION_ID' | 'ORDER_ID' | 'PURCHASE_TOKEN' | 'RECEIPT'

/** What a pasted text may be at a store, by its form alone. */
export type StoreTextMatch = {
  readonly kind: StoreTextKind
  /** The environment that the text itself names; null if it names none. */
  readonly environment: StoreEnvironment | null
  /** Under which of these the sale may be recorded; compared exactly. */
  readonly storeTransactionIds: readonly string[]
  readonly storeOrderIds: readonly string[]
  /** `SaleReference.key`. */
  readonly saleKeys: readonly string[]
  /** How the sale is found at the store; null if its API does not find sales by such a text. */
  readonly query: SaleQuery | null
}

/** What names a sale in a call to its store. */
export type SaleQuery =
  | { readonly by: 'TRANSACTION_ID'; readonly id: string }
  | { readonly by: 'ORDER_ID'; readonly id: string }
  | {
      readonly by: 'PURCHASE_TOKEN'
      readonly purchaseToken: string
      /** Products of which the sale may be. Some stores find a sale only by its token together with its product. */
      readonly productIds: readonly string[]
    }

/**
 * The sales that a query names, as the store reports them now: one state per line; none when the store has none for this app. Throws
 * as `verifyReceipt` does.
 */
export type FindSales = (query: SaleQuery) => Promise<readonly SaleState[]>
