import type { StoreEnvironment, SaleReference, StorePrice } from './sale.ts'

/** What came in at `POST /notifications/…`, as it came. */
export type NotificationRequest = {
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: string
}

export type StoreNotification = {
  /** The store's own identity of the message, the same each time it is sent; at most 200 characters. */
  readonly storeNotificationId: string
  /** The store's word for what it tells, with its subtype; unknown words included. At most 100 characters. */
  readonly type: string
  /** When the store says it happened. */
  readonly sentAt: Date | null
  readonly environment: StoreEnvironment | null
  /** The sales to read back; none for test messages and for what is not about a sale. */
  readonly sales: readonly NotifiedSale[]
  /** Set when the store asks, before it decides on a refund, what became of the item: what `answerRefundRequest` needs. */
  readonly refundRequest: string | null
}

/** What only the signed message tells, where the store's API leaves it out; null where the API tells it. */
export type NotifiedSale = SaleReference & {
  /** Integer micros, for all of the quantity. */
  readonly price: StorePrice | null
  /** As in a transaction. */
  readonly accountToken: string | null
}

export type NotificationOutcome =
  | { readonly kind: 'valid'; readonly notification: StoreNotification }
  /** Signed by the store, but meant for another app, environment or subscription. */
  | { readonly kind: 'wrong_recipient'; readonly reason: string }
  /** Not proven to come from the store. */
  | { readonly kind: 'invalid_signature'; readonly reason: string }
  /** Not shaped like the store's messages. */
  | { readonly kind: 'malformed'; readonly reason: string }

/** The HTTP status that makes the store do the right thing: send again, or be content. */
export type NotificationStatusCodes = {
  /** Also for foreign messages, and for repeated ones. */
  readonly accepted: number
  readonly invalidSignature: number
  readonly malformed: number
  /** We cannot take it now: the store has to send it again. */
  readonly unavailable: number
}
