import { z } from 'zod'

import { parseJson } from '../../platform/json.ts'
import type { NotifiedSale, StoreNotification } from '../contract/notification.ts'
import type { SaleReference } from '../contract/sale.ts'
import { storeTextSchema, unixMillisSchema } from '../shared/schemas.ts'
import { purchaseTokenSchema } from './api-types.ts'
import { parseRefundReview } from './refund-reviews.ts'
import { toSaleReference, toSubscriptionReference } from './sale-reference.ts'

const envelopeSchema = z.object({
  message: z
    .object({
      data: z.base64().min(1),
      messageId: storeTextSchema(1_000).optional(),
      message_id: storeTextSchema(1_000).optional(),
    })
    .transform(({ data, messageId, message_id }) => ({ data, id: messageId ?? message_id }))
    .refine(({ id }) => id !== undefined),
  subscription: z.string(),
})

/** Google documents a number and sends a string. */
const timeMillis = z
  .union([z.number(), z.string().regex(/^\d+$/).transform(Number)])
  .refine((time) => unixMillisSchema.safeParse(time).success)
  .transform((time) => new Date(time))
  .nullish()
  .catch(null)

const typeNumberSchema = z.int()

/** A message contains one of the nullish members; Google may add kinds that are not listed here. */
const developerNotificationSchema = z.object({
  packageName: z.string(),
  eventTimeMillis: timeMillis,
  oneTimeProductNotification: z
    .object({ notificationType: typeNumberSchema, purchaseToken: purchaseTokenSchema })
    .nullish(),
  subscriptionNotification: z
    .object({
      notificationType: typeNumberSchema,
      purchaseToken: purchaseTokenSchema.nullish().catch(null),
    })
    .nullish(),
  voidedPurchaseNotification: z
    .object({
      purchaseToken: purchaseTokenSchema,
      orderId: z.string().nullish().catch(null),
      productType: typeNumberSchema.nullish().catch(null),
    })
    .nullish(),
  pendingRefundReviewNotification: z.looseObject({}).nullish(),
  testNotification: z.looseObject({}).nullish(),
})

type DeveloperNotification = z.infer<typeof developerNotificationSchema>

const oneTimeTypes: Readonly<Record<number, string>> = { 1: 'PURCHASED', 2: 'CANCELED' }

const subscriptionTypes: Readonly<Record<number, string>> = {
  1: 'RECOVERED',
  2: 'RENEWED',
  3: 'CANCELED',
  4: 'PURCHASED',
  5: 'ON_HOLD',
  6: 'IN_GRACE_PERIOD',
  7: 'RESTARTED',
  8: 'PRICE_CHANGE_CONFIRMED',
  9: 'DEFERRED',
  10: 'PAUSED',
  11: 'PAUSE_SCHEDULE_CHANGED',
  12: 'REVOKED',
  13: 'EXPIRED',
  17: 'ITEMS_CHANGED',
  18: 'CANCELLATION_SCHEDULED',
  19: 'PRICE_CHANGE_UPDATED',
  20: 'PENDING_PURCHASE_CANCELED',
  22: 'PRICE_STEP_UP_CONSENT_UPDATED',
}

const voidedSubscription = 1
const maxNotificationIdLength = 200

export type PubSubPush = {
  readonly subscription: string
  readonly packageName: string
  readonly notification: StoreNotification
}

/** @returns null when the body is not a push of Google Play */
export function parsePush(body: string): PubSubPush | null {
  const envelope = envelopeSchema.safeParse(parseJson(body))
  if (!envelope.success) return null
  const { message, subscription } = envelope.data
  const parsed = developerNotificationSchema.safeParse(
    parseJson(Buffer.from(message.data, 'base64').toString('utf8')),
  )
  if (!parsed.success) return null
  const { packageName, eventTimeMillis, pendingRefundReviewNotification: review } = parsed.data
  const notification = {
    storeNotificationId: (message.id ?? '').slice(0, maxNotificationIdLength),
    type: toType(parsed.data),
    sentAt: eventTimeMillis ?? null,
    // The message does not state it; the purchase does when it is read.
    environment: null,
    sales: toSales(parsed.data),
    subscriptions: toSubscriptions(parsed.data),
    refundReview: parseRefundReview(review),
  }
  return { subscription, packageName, notification }
}

function toType(message: DeveloperNotification): string {
  const { oneTimeProductNotification: oneTime, subscriptionNotification: subscription } = message
  if (oneTime) return `ONE_TIME_PRODUCT_${toTypeName(oneTimeTypes, oneTime.notificationType)}`
  if (subscription) return `SUBSCRIPTION_${toTypeName(subscriptionTypes, subscription.notificationType)}`
  if (message.voidedPurchaseNotification) return 'VOIDED_PURCHASE'
  if (message.pendingRefundReviewNotification) return 'PENDING_REFUND_REVIEW'
  return message.testNotification ? 'TEST' : 'UNKNOWN'
}

function toTypeName(names: Readonly<Record<number, string>>, number: number): string {
  return names[number] ?? String(number)
}

/** A message about a refund under review contains no purchase token: its order is read later. */
function toSales({
  oneTimeProductNotification,
  voidedPurchaseNotification,
}: DeveloperNotification): NotifiedSale[] {
  const isSubscription = voidedPurchaseNotification?.productType === voidedSubscription
  const named = oneTimeProductNotification ?? (isSubscription ? null : voidedPurchaseNotification)
  return named ? [{ ...toSaleReference(named.purchaseToken), price: null, accountToken: null }] : []
}

/** Whatever the type: what it says about the subscription is read. The refunded order may be that of a period in the past. */
function toSubscriptions({
  subscriptionNotification,
  voidedPurchaseNotification: voided,
}: DeveloperNotification): SaleReference[] {
  const token = subscriptionNotification?.purchaseToken
  if (token) return [toSaleReference(token)]
  return voided?.productType === voidedSubscription
    ? [toSubscriptionReference(voided.purchaseToken, voided.orderId)]
    : []
}
