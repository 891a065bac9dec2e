/** What the game server knows of a player; the page shows it. */
export type PlayerState = {
  /** Negative after a refund of coins that were spent. */
  readonly coins: number
  readonly hasAurora: boolean
  /** The latest purchases, newest first. */
  readonly items: readonly PurchasedItem[]
}

/** An item that was delivered. */
export type PurchasedItem = {
  readonly paymentId: string
  readonly itemId: string
  readonly store: string
  readonly quantity: number
  readonly coins: number
  readonly isRefunded: boolean
}

/** What the page needs to sell. None of it is secret. */
export type Session = {
  readonly player: string
  readonly coinslot: { readonly url: string; readonly appKey: string }
  readonly emulatorUrl: string
  /** Whether the page itself consumes the payments. */
  readonly isBuiltIn: boolean
}
