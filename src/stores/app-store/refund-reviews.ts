import type { NotifiedRefundReview, RefundReviewResponse, RefundReviews } from '../contract/refund-review.ts'
import type { AppStoreClient } from './client.ts'
import { parseRefundRequest, toRefundRequest } from './sale-reference.ts'
import type { RefundRequest, RequestedTransaction } from './sale-reference.ts'

/** How long after a CONSUMPTION_REQUEST Apple accepts consumption information. */
const answerWithinMs = 12 * 60 * 60_000

export type ConsumptionRequestNotification = {
  readonly notificationUUID: string
  readonly reason: string | undefined
  readonly autoRenewable: boolean
}

/** A CONSUMPTION_REQUEST has no identity but that of its notification, which is the same in every attempt and in the history. */
export function toNotifiedRefundReview(
  identity: RequestedTransaction,
  { notificationUUID, reason, autoRenewable }: ConsumptionRequestNotification,
): NotifiedRefundReview {
  return {
    key: notificationUUID,
    request: toRefundRequest(identity, autoRenewable),
    storeOrderId: null,
    storeTransactionId: identity.transactionId,
    reason: reason?.slice(0, 100) ?? null,
    answerWithinMs,
    consentRequired: true,
  }
}

export function createAppStoreRefundReviews(client: AppStoreClient): RefundReviews {
  return {
    // The notification names the transaction, and Apple states no cost.
    readRequest: () => Promise.resolve({ sale: null, chargebackCost: null }),
    checkResponse: (request, response) => checkResponse(parseRefundRequest(request), response),
    answerRefundReview: async (request, response) => {
      const { toConsumptionRequest } = await import('./consumption-request.ts')
      const refundRequest = parseRefundRequest(request)
      return client.sendConsumptionInfo(refundRequest, toConsumptionRequest(refundRequest, response))
    },
  }
}

/** The rules by which Apple rejects consumption information. */
function checkResponse(
  { autoRenewable }: RefundRequest,
  { answer, delivered, consumptionMilliunits, customerConsented }: RefundReviewResponse,
): string | null {
  if (!customerConsented) return 'The App Store accepts no answer without the consent of the customer.'
  if (!delivered && (consumptionMilliunits ?? 0) > 0) {
    return 'For an item that was not delivered the App Store accepts only a consumption of 0.'
  }
  if (answer === 'GRANT_PRORATED' && !autoRenewable && (consumptionMilliunits ?? 0) === 0) {
    return 'For a prorated refund the App Store requires a consumption above 0.'
  }
  return null
}
