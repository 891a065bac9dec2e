import { DeliveryStatus, RefundPreference, type ConsumptionRequest } from '@apple/app-store-server-library'

import type { RefundReviewResponse } from '../contract/refund-review.ts'
import type { RefundRequest } from './sale-reference.ts'

const refundPreferences = {
  DECLINE: RefundPreference.DECLINE,
  GRANT: RefundPreference.GRANT_FULL,
  GRANT_PRORATED: RefundPreference.GRANT_PRORATED,
  NEUTRAL: null,
} as const

/** The answer in Apple's terms. */
export function toConsumptionRequest(
  { autoRenewable }: RefundRequest,
  { answer, delivered, consumptionMilliunits, customerConsented }: RefundReviewResponse,
): ConsumptionRequest {
  const { DELIVERED, UNDELIVERED_OTHER } = DeliveryStatus
  const refundPreference = refundPreferences[answer]
  // Apple requires 0 for an undelivered item, and calculates the percentage of auto-renewable subscriptions itself.
  const consumptionPercentage = delivered ? consumptionMilliunits : 0
  return {
    customerConsented,
    sampleContentProvided: false,
    deliveryStatus: delivered ? DELIVERED : UNDELIVERED_OTHER,
    ...(autoRenewable || consumptionPercentage === null ? {} : { consumptionPercentage }),
    ...(refundPreference === null ? {} : { refundPreference }),
  }
}
