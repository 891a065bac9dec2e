import type { StoreNotification } from './notification.ts'

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
export type HistoricalNotification = { readonly body: string; readonly notification: StoreNotification }

/** The lists by which a store lets its messages be checked; a store has any of them. Windows are cut to `lookbackMs` by the caller. */
export type StoreHistory = {
  readonly lookbackMs: number
  /** All that was taken back in a window. */
  readonly listRefunds?: (window: TimeWindow, page: string | null) => Promise<StorePage<RefundedSale>>
  /** All that was pushed, or should have been, in a window. */
  readonly listNotifications?: (
    window: TimeWindow,
    page: string | null,
  ) => Promise<StorePage<HistoricalNotification>>
  /** All that was ever taken back from the buyer of a sale, by the details of its reference. */
  readonly listCustomerRefunds?: (details: string, page: string | null) => Promise<StorePage<RefundedSale>>
}
