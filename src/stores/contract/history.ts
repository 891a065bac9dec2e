import type { StoreNotification } from './notification.ts'

export type TimeWindow = { readonly from: Date; readonly to: Date }

/** `next` is the `page` argument of the next call, with the same window; null after the last page. */
export type StorePage<T> = { readonly entries: readonly T[]; readonly next: string | null }

/** An entry of a store's list of refunded sales. */
export type RefundedSale = {
  /** The `key` of the sale's reference. */
  readonly key: string
  /** The `details` of the sale's reference; null when the list contains too little to read the sale without a stored reference. */
  readonly details: string | null
  readonly storeTransactionId: string | null
  readonly full: boolean
}

/** A notification of the store's history, in the form in which it would have been pushed. */
export type HistoricalNotification = { readonly body: string; readonly notification: StoreNotification }

/** The lists of a store that serve to find lost notifications; each is optional. The caller limits windows to `lookbackMs`. */
export type StoreHistory = {
  readonly lookbackMs: number
  /** The sales that were refunded in a window. */
  readonly listRefunds?: (window: TimeWindow, page: string | null) => Promise<StorePage<RefundedSale>>
  /**
   * The subscriptions with a period that was refunded in a window. A store that does not distinguish them returns other sales too; reading
   * such an entry as a subscription has the outcome `unknown`.
   */
  readonly listSubscriptionRefunds?: (
    window: TimeWindow,
    page: string | null,
  ) => Promise<StorePage<RefundedSale>>
  /** The notifications of a window, delivered or not. */
  readonly listNotifications?: (
    window: TimeWindow,
    page: string | null,
  ) => Promise<StorePage<HistoricalNotification>>
  /** All refunded sales of the buyer of a sale, which is given by the `details` of its reference. */
  readonly listCustomerRefunds?: (details: string, page: string | null) => Promise<StorePage<RefundedSale>>
}
