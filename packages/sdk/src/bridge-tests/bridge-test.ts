import type { Bridge, Receipt, StoreTransaction } from '../bridges/bridge.ts'

/** How a payment sheet of the scripted store behaves. */
export type ScriptedSheet =
  /** Takes the money and reports the transaction, by the result of the sheet or by an event. */
  | 'PAY'
  /** Takes the money and reports the transaction by three events, and by the result if the store does that. */
  | 'PAY_REPEATEDLY'
  /** Takes the money and reports nothing, as when the app is killed. */
  | 'PAY_SILENTLY'
  /** The player pays later: `complete` takes the money, `drop` ends the sale. */
  | 'PAY_LATER'
  /** Takes the money for the second product, whichever was requested. */
  | 'PAY_OTHER'
  /** The player closes the sheet. */
  | 'CANCEL'
  | 'DECLINE'
  | 'ALREADY_OWNED'
  /** The store does not sell the product. */
  | 'UNAVAILABLE'
  /** The store cannot be reached from the device. */
  | 'OFFLINE'
  /** The player does nothing. */
  | 'STAY_OPEN'
  /** The program of the store fails in a way that it does not document. */
  | 'BREAK'

/** What the store behind the bridge can do. Tests about anything else are left out. */
export type BridgeAbility =
  | ScriptedSheet
  /** It reports transactions by events, at first those that it has queued. */
  | 'EVENTS'
  /**
   * Transactions are finished on the device, where the AppKey has `acknowledgeBy: CLIENT` or the store needs it always. Without this, the
   * bridge must leave them to the server.
   */
  | 'FINISH'
  /** It tells the app its prices. */
  | 'PRODUCTS'
  /** It sells without a sheet of the app, for example by an offer code. */
  | 'SELL'

/** What a receipt proves. */
export type ProvenSale = {
  /** The same for every receipt of the sale. */
  readonly id: string
  readonly productId: string
  readonly accountToken: string | null
  readonly state: 'PAID' | 'PENDING'
}

/** A scripted store behind the bridge, with one customer who has bought nothing yet. It outlives the starts of the app. */
export type ScriptedStore = {
  /** Starts the app: a new bridge to this store, as after the earlier app was killed. */
  readonly startApp: () => Bridge
  /** How the next payment sheets behave, in their order. */
  readonly script: (...sheets: readonly ScriptedSheet[]) => void
  /** What the receipt proves; null for one that this store did not sign. */
  readonly readReceipt: (receipt: Receipt) => ProvenSale | null | Promise<ProvenSale | null>
  /** Whether the device has finished or consumed the transaction. */
  readonly isFinished: (transaction: StoreTransaction) => boolean
  /** Makes a paid sale that no sheet began, for no account. Needed for the ability SELL. */
  readonly sell?: (productId: string) => Promise<void>
  /** Reports every unfinished transaction again. Needed for the ability EVENTS. */
  readonly replay?: () => void
  /** The pending sales are paid. Needed for the ability PAY_LATER. */
  readonly complete?: () => Promise<void> | void
  /** The pending sales end without a payment. Needed for the ability PAY_LATER. */
  readonly drop?: () => Promise<void> | void
}

/** A bridge to be tested, with the store that a test has scripted behind it. */
export type BridgeSubject = {
  readonly abilities: readonly BridgeAbility[]
  /** Two products that the store sells. It does not sell `no_such_product`. */
  readonly productIds: readonly [string, string]
  /** How long a test waits for what the bridge has to report, in milliseconds. Default 10,000. */
  readonly waitMs?: number
  /** A store for one test. */
  readonly createStore: () => ScriptedStore | Promise<ScriptedStore>
}

/** A test of a bridge. */
export type BridgeTest = {
  /** A sentence that says what the bridge does. */
  readonly name: string
  /** Rejects if the bridge does not. */
  readonly run: () => Promise<void>
}
