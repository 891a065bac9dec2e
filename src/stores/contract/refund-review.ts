import type { SaleReference, StoreActionResult, StorePrice } from './sale.ts'

/** What the developer recommends to the store. `NEUTRAL` recommends nothing, and only reports what happened. */
export const refundReviewAnswers = ['DECLINE', 'GRANT', 'GRANT_PRORATED', 'NEUTRAL'] as const
export type RefundReviewAnswer = (typeof refundReviewAnswers)[number]

/** A request of the store for evidence before it decides on a refund or chargeback, as its notification states it. */
export type NotifiedRefundReview = {
  /** The store's identity of the request, the same in every repetition. Only its hash is stored. */
  readonly key: string
  /** What the adapter needs to answer (JSON, at most 8 KiB). It can contain secrets, so it is stored encrypted. */
  readonly request: string
  /** The order or the transaction under review, as in `StoreTransaction`; one of the two is null. */
  readonly storeOrderId: string | null
  readonly storeTransactionId: string | null
  /** The store's reason, for people; null when it states none. At most 100 characters. */
  readonly reason: string | null
  /** How long after the request the store accepts an answer. */
  readonly answerWithinMs: number
  /** The store accepts an answer only with the consent of the customer. */
  readonly consentRequired: boolean
}

export type RefundReviewDetails = {
  /** The sale under review; null when the store does not name it, or no longer has it. */
  readonly sale: SaleReference | null
  /** The developer's revenue that a chargeback takes, without fees of banks; null when the store does not state it. */
  readonly chargebackCost: StorePrice | null
}

export type RefundReviewResponse = {
  readonly answer: RefundReviewAnswer
  /** Whether the item was delivered. */
  readonly delivered: boolean
  /** The consumed share of the sale in thousandths of a percent, 0–100,000; null when it is unknown. */
  readonly consumptionMilliunits: number | null
  readonly customerConsented: boolean
  /** When the customer used the sale, at most 1,000 times. */
  readonly usage: readonly { readonly usedAt: Date; readonly description: string }[]
}

/** The reviews of a store. The calls throw as those of `StoreAdapter` do. */
export type RefundReviews = {
  /** Reads what the notification does not contain. */
  readRequest: (request: string) => Promise<RefundReviewDetails>
  /** Why the store does not accept such a response, for the caller; null when it does. */
  checkResponse: (request: string, response: RefundReviewResponse) => string | null
  /** Sends the response. The store counts the first one; a repetition is `done` too. */
  answerRefundReview: (request: string, response: RefundReviewResponse) => Promise<StoreActionResult>
}
