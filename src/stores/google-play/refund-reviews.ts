import { z } from 'zod'

import { parseJson } from '../../platform/json.ts'
import type {
  NotifiedRefundReview,
  RefundReviewDetails,
  RefundReviewResponse,
  RefundReviews,
} from '../contract/refund-review.ts'
import { pathSegmentSchema } from '../shared/schemas.ts'
import { purchaseTokenSchema } from './api-types.ts'
import type { GooglePlayClient } from './client.ts'
import { toMicros } from './money.ts'
import { toSaleReference } from './sale-reference.ts'

/** How long after the notification Google waits for an answer. */
const answerWithinMs = 24 * 60 * 60_000
const chargebackReason = 7
const maxUsageEvents = 1_000
const maxDescriptionLength = 5_000

const pendingRefundReviewSchema = z.object({
  pendingRefundToken: z.string().min(1).max(4_000),
  orderId: pathSegmentSchema(255),
  refundReason: z.int().nullish().catch(null),
})

const requestSchema = pendingRefundReviewSchema.pick({ pendingRefundToken: true, orderId: true })

/** What `orders.reviewrefund` needs. */
type RefundReviewRequest = z.infer<typeof requestSchema>

/** @returns null when the notification lacks what an answer needs */
export function parseRefundReview(notification: unknown): NotifiedRefundReview | null {
  const parsed = pendingRefundReviewSchema.safeParse(notification)
  if (!parsed.success) return null
  const { pendingRefundToken, orderId, refundReason } = parsed.data
  const request: RefundReviewRequest = { pendingRefundToken, orderId }
  return {
    key: pendingRefundToken,
    request: JSON.stringify(request),
    storeOrderId: orderId,
    storeTransactionId: null,
    reason: toReason(refundReason),
    answerWithinMs,
    consentRequired: false,
  }
}

/** Google documents one value so far. */
function toReason(reason: number | null | undefined): string | null {
  if (reason === null || reason === undefined) return null
  return reason === chargebackReason ? 'CHARGEBACK' : String(reason)
}

export function createGooglePlayRefundReviews(client: GooglePlayClient): RefundReviews {
  return {
    readRequest: (request) => readOrder(client, parseRequest(request)),
    checkResponse: (_request, { answer }) =>
      answer === 'GRANT_PRORATED' ? 'Google Play accepts no recommendation of a prorated refund.' : null,
    answerRefundReview: (request, response) => {
      const { orderId, pendingRefundToken } = parseRequest(request)
      return client.reviewRefund(orderId, { pendingRefundToken, ...toReviewBody(response) })
    },
  }
}

/** The notification names only the order, which names the purchase and, before a refund, the revenue. */
async function readOrder(
  client: GooglePlayClient,
  { orderId }: RefundReviewRequest,
): Promise<RefundReviewDetails> {
  const order = await client.findOrder(orderId)
  if (order === null) return { sale: null, chargebackCost: null }
  const { purchaseToken, developerRevenueInBuyerCurrency: revenue } = order.value
  const token = purchaseTokenSchema.safeParse(purchaseToken)
  return {
    sale: token.success ? toSaleReference(token.data) : null,
    chargebackCost: revenue ? toMicros(revenue) : null,
  }
}

const refundPreferences = {
  DECLINE: 'DECLINE',
  GRANT: 'APPROVE',
  GRANT_PRORATED: 'NEUTRAL',
  NEUTRAL: 'NEUTRAL',
} as const

function toReviewBody({ answer, consumptionMilliunits, usage }: RefundReviewResponse) {
  return {
    sampleContentProvided: false,
    refundPreference: refundPreferences[answer],
    ...(consumptionMilliunits === null ? {} : { consumptionPercentageMilliunits: consumptionMilliunits }),
    ...(usage.length === 0
      ? {}
      : {
          consumptionUsageEvents: usage.slice(0, maxUsageEvents).map(({ usedAt, description }) => ({
            consumptionTime: usedAt.toISOString(),
            consumptionItemDescription: description.slice(0, maxDescriptionLength),
          })),
        }),
  }
}

/** `parseRefundReview` created the text, so a failure is a bug. */
function parseRequest(request: string): RefundReviewRequest {
  const parsed = requestSchema.safeParse(parseJson(request))
  if (parsed.success) return parsed.data
  throw new Error('The request of a Google Play refund review cannot be read')
}
