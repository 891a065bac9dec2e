import { z } from 'zod'
import { hourMs } from '../durations.ts'
import type { StoreNotification } from '../notifications/notification.ts'
import { answerRefundReview, isOpen } from '../purchases/refund-review.ts'
import type { Purchase, RefundReview } from '../purchases/purchase.ts'
import { randomDigits } from '../random-id.ts'
import type { RefundDecision } from '../store-emulator.ts'
import { googlePlayPackageName, isStoredPurchase } from './google-play-context.ts'
import type { GooglePlayContext, GooglePlayPurchase } from './google-play-context.ts'
import { GooglePlayError } from './google-play-error.ts'

const answerPeriodMs = 24 * hourMs
const chargebackReason = 7
const maxUsageEvents = 1000

const usageEventSchema = z.strictObject({
  consumptionTime: z.iso.datetime({ offset: true }).optional(),
  consumptionItemDescription: z.string().max(5000).optional(),
  ipAddress: z.string().optional(),
  location: z
    .strictObject({
      regionCode: z.string().optional(),
      administrativeArea: z.string().optional(),
      locality: z.string().optional(),
      sublocality: z.string().optional(),
    })
    .optional(),
  obfuscatedAccountId: z.string().optional(),
  obfuscatedProfileId: z.string().optional(),
})

const reviewBodySchema = z.strictObject({
  pendingRefundToken: z.string().min(1),
  sampleContentProvided: z.boolean(),
  refundPreference: z.enum(['APPROVE', 'DECLINE', 'NEUTRAL']),
  consumptionPercentageMilliunits: z.int().min(0).max(100_000).optional(),
  consumptionUsageEvents: z.array(usageEventSchema).max(maxUsageEvents).optional(),
})

export type OpenedRefundReview = {
  readonly review: RefundReview
  readonly notification: Pick<StoreNotification, 'type'> & { readonly part: object }
}

/** The customer's bank requests a chargeback of an order, and Google asks the developer for evidence. */
export function openRefundReview(now: number, purchase: Purchase): OpenedRefundReview | undefined {
  const { orderId, state, appId, accountToken } = purchase
  const isKnown = appId === googlePlayPackageName && isStoredPurchase(purchase)
  if (!isKnown || state !== 'PAID' || orderId === undefined) return undefined
  const token = `refund-review-${randomDigits(20)}`
  return {
    review: { requestedAt: now, deadlineAt: now + answerPeriodMs, token },
    notification: {
      type: 'pendingRefundReviewNotification',
      part: {
        pendingRefundReviewNotification: {
          version: '1.0',
          pendingRefundToken: token,
          orderId,
          refundReason: chargebackReason,
          ...(accountToken === undefined ? {} : { obfuscatedAccountId: accountToken }),
        },
      },
    },
  }
}

/** `orders.reviewrefund`: the first call counts, and later ones succeed without effect. */
export function reviewRefund(ctx: GooglePlayContext, order: GooglePlayPurchase, body: unknown): void {
  const parsed = reviewBodySchema.safeParse(body)
  if (!parsed.success) throw new GooglePlayError('invalid', parsed.error.issues[0]?.path.join('.'))
  const { pendingRefundToken, ...response } = parsed.data
  const { refundReview: review } = order
  if (review?.token !== pendingRefundToken) throw new GooglePlayError('invalid', 'pendingRefundToken')
  const isTooLate = !isOpen(review) || ctx.clock.now() >= review.deadlineAt
  if (isTooLate && review.response === undefined) throw new GooglePlayError('invalid', 'pendingRefundToken')
  answerRefundReview(ctx, order, response)
}

/** Without a recommendation to decline, the bank gets its money back. */
export function decideOnChargeback({ response }: RefundReview): RefundDecision {
  const percentage = response?.['refundPreference'] === 'DECLINE' ? 0 : 100
  return { percentage, by: 'STORE', reason: 'CHARGEBACK' }
}
