import { z } from 'zod'

import { instantTextSchema, storeTextSchema } from '../shared/schemas.ts'
import { moneySchema, productIdSchema, purchaseTokenSchema } from './api-types.ts'

const time = instantTextSchema.nullish().catch(null)
const text = (maxLength: number) => storeTextSchema(maxLength).nullish().catch(null)
const count = z.int32().nonnegative().nullish().catch(null)
/** A member without fields that are used: only whether it is present counts. */
const mark = z.looseObject({}).nullish().catch(null)
const optional = <Shape extends z.ZodRawShape>(shape: Shape) => z.object(shape).nullish().catch(null)

const accountIdentifiers = optional({ obfuscatedExternalAccountId: text(1_000) })

const autoRenewingPlan = optional({
  /** Absent when false. */
  autoRenewEnabled: z.boolean().nullish().catch(null),
  recurringPrice: moneySchema,
  priceChangeDetails: optional({
    newPrice: moneySchema,
    priceChangeMode: text(100),
    priceChangeState: text(100),
    expectedNewPriceChargeTime: time,
  }),
  priceStepUpConsentDetails: optional({ consentDeadlineTime: time, newPrice: moneySchema, state: text(100) }),
  installmentDetails: optional({
    initialCommittedPaymentsCount: count,
    remainingCommittedPaymentsCount: count,
    subsequentCommittedPaymentsCount: count,
    pendingCancellation: mark,
  }),
})

const lineItemSchema = z.object({
  productId: productIdSchema,
  expiryTime: time,
  latestSuccessfulOrderId: text(255),
  autoRenewingPlan,
  prepaidPlan: optional({ allowExtendAfterTime: time }),
  offerDetails: optional({ basePlanId: text(200), offerId: text(200) }),
  offerPhase: optional({ basePrice: mark, freeTrial: mark, introductoryPrice: mark, prorationPeriod: mark }),
  itemReplacement: optional({ productId: text(255), replacementMode: text(100) }),
  deferredItemReplacement: optional({ productId: text(255) }),
  deferredItemRemoval: mark,
  signupPromotion: mark,
})

/** More lines than a subscription can have at Google Play. */
const maxLines = 100

/**
 * `SubscriptionPurchaseV2`. As in `productPurchaseSchema`, a field is required only if a subscription cannot be recorded without it, and
 * values that Google adds are read as texts. A line that cannot be read is left out.
 */
export const subscriptionPurchaseSchema = z.object({
  subscriptionState: text(100),
  acknowledgementState: text(100),
  /** Absent until the first payment. */
  startTime: time,
  /** ISO 3166-1 alpha-2 code. */
  regionCode: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .nullish()
    .catch(null),
  etag: text(1_000),
  linkedPurchaseToken: purchaseTokenSchema.nullish().catch(null),
  /** Present for purchases of license testers only. */
  testPurchase: z.unknown().optional(),
  externalAccountIdentifiers: accountIdentifiers,
  outOfAppPurchaseContext: optional({
    expiredPurchaseToken: purchaseTokenSchema.nullish().catch(null),
    expiredExternalAccountIdentifiers: accountIdentifiers,
  }),
  pausedStateContext: optional({ autoResumeTime: time }),
  canceledStateContext: optional({
    userInitiatedCancellation: optional({ cancelTime: time }),
    systemInitiatedCancellation: mark,
    developerInitiatedCancellation: mark,
    replacementCancellation: mark,
  }),
  lineItems: z
    .array(lineItemSchema.nullable().catch(null))
    .transform((lines) => lines.filter((line) => line !== null).slice(0, maxLines))
    .refine((lines) => lines.length > 0),
})

export type SubscriptionPurchase = z.infer<typeof subscriptionPurchaseSchema>
export type SubscriptionItem = SubscriptionPurchase['lineItems'][number]
export type AutoRenewingPlan = NonNullable<SubscriptionItem['autoRenewingPlan']>
