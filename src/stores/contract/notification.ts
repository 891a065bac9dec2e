import type { NotifiedRefundReview } from './refund-review.ts'
import type { StoreEnvironment, SaleReference, StorePrice } from './sale.ts'

/** A request to `POST /notifications/…` as received. */
export type NotificationRequest = {
  /** Header names are in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: string
}

export type StoreNotification = {
  /** The store's id of the notification, the same in every repetition; at most 200 characters. */
  readonly storeNotificationId: string
  /** The store's name for the type, with its subtype; may be a type that is not known here. At most 100 characters. */
  readonly type: string
  /** The time that the store states; null if it states none. */
  readonly sentAt: Date | null
  readonly environment: StoreEnvironment | null
  /** The sales to read again; empty for test notifications and for those that do not concern a sale. */
  readonly sales: readonly NotifiedSale[]
  /** Subscriptions that the notification names; each is read again. */
  readonly subscriptions: readonly SaleReference[]
  /** The store's request for evidence before it decides on a refund or chargeback; null for all other notifications. */
  readonly refundReview: NotifiedRefundReview | null
}

/** A sale with the fields that only the notification contains; they are null when the store's API returns them. */
export type NotifiedSale = SaleReference & {
  /** The total for the quantity, in integer micros. */
  readonly price: StorePrice | null
  /** As in `StoreTransaction`. */
  readonly accountToken: string | null
}

export type NotificationOutcome =
  | { readonly kind: 'valid'; readonly notification: StoreNotification }
  /** Signed by the store, but for another app, environment or subscription. */
  | { readonly kind: 'wrong_recipient'; readonly reason: string }
  /** Without a valid signature of the store. */
  | { readonly kind: 'invalid_signature'; readonly reason: string }
  /** Not in the format of the store's notifications. */
  | { readonly kind: 'malformed'; readonly reason: string }

/** The HTTP status with which each outcome is reported to the store. It decides whether the store repeats the notification. */
export type NotificationStatusCodes = {
  /** Also for notifications with another recipient and for repetitions. */
  readonly accepted: number
  readonly invalidSignature: number
  readonly malformed: number
  /** The notification cannot be stored at the moment; the store has to repeat it. */
  readonly unavailable: number
}
