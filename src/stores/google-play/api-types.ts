import { z } from 'zod'

import {
  currencyCodeSchema,
  instantTextSchema,
  pathSegmentSchema,
  quantitySchema,
  storeTextSchema,
} from '../shared/schemas.ts'

export const productIdSchema = pathSegmentSchema(255)
/** Renewals of a subscription append their number: `GPA.…..0`. */
export const orderIdPattern = /^GPA\.\d{4}-\d{4}-\d{4}-\d{5}(?:\.\.\d{1,4})?$/

/** The part of the form that matters where the id becomes a part of a URL. */
export const orderIdSchema = pathSegmentSchema(255)

export const purchaseTokenSchema = pathSegmentSchema(2_000)

const time = instantTextSchema.nullish().catch(null)
const text = (maxLength: number) => storeTextSchema(maxLength).nullish().catch(null)

/**
 * The fields of Google's responses that are used. In proto3 JSON zero, false and empty values may be left out, and 64-bit integers
 * are strings. A field is required only if a sale cannot be recorded without it; every other one counts as absent when it cannot be
 * read.
 */
export const productPurchaseSchema = z.object({
  orderId: text(255),
  /** Absent until the payment is complete. */
  purchaseCompletionTime: time,
  purchaseStateContext: z.object({ purchaseState: z.enum(['PURCHASED', 'CANCELLED', 'PENDING']) }),
  acknowledgementState: text(100),
  /** ISO 3166-1 alpha-2 code. */
  regionCode: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .nullish()
    .catch(null),
  /** Present for purchases of license testers only. */
  testPurchaseContext: z.unknown().optional(),
  obfuscatedExternalAccountId: text(1_000),
  productLineItem: z
    .array(
      z.object({
        productId: productIdSchema,
        productOfferDetails: z
          .object({
            purchaseOptionId: text(200),
            offerId: text(200),
            rentOfferDetails: z.looseObject({}).nullish().catch(null),
            preorderOfferDetails: z.looseObject({}).nullish().catch(null),
            quantity: quantitySchema.nullish().catch(null),
            refundableQuantity: z.int32().nonnegative().nullish().catch(null),
            consumptionState: text(100),
          })
          .nullish()
          .catch(null),
      }),
    )
    .min(1),
})

/** An unreadable amount must not prevent the recording of a verified sale, so it counts as absent. */
export const moneySchema = z
  .object({
    currencyCode: currencyCodeSchema,
    units: z
      .string()
      .regex(/^\d{1,12}$/)
      .nullish(),
    nanos: z.int32().nonnegative().max(999_999_999).nullish(),
  })
  .nullish()
  .catch(null)

const event = z.object({ eventTime: time }).nullish().catch(null)
const refundDetails = z.object({ total: moneySchema }).nullish().catch(null)
const refundEvent = z
  .object({
    eventTime: time,
    /** OTHER or CHARGEBACK; Google may add values. */
    refundReason: text(100),
    refundDetails,
  })
  .nullish()
  .catch(null)
const mark = z.looseObject({}).nullish().catch(null)
/** The period that an order of a subscription paid for, as Google stated it at the charge. */
const subscriptionDetails = z
  .object({
    basePlanId: text(200),
    offerId: text(200),
    /** Deprecated: BASE, INTRODUCTORY or FREE_TRIAL. */
    offerPhase: text(100),
    offerPhaseDetails: z
      .object({
        baseDetails: mark,
        freeTrialDetails: mark,
        introductoryPriceDetails: mark,
        prorationPeriodDetails: mark,
      })
      .partial()
      .nullish()
      .catch(null),
    servicePeriodStartTime: time,
    servicePeriodEndTime: time,
  })
  .nullish()
  .catch(null)
const partialRefundEvent = z.object({
  createTime: time,
  processTime: time,
  /** PENDING or PROCESSED_SUCCESSFULLY; Google may add values. */
  state: text(100),
  refundDetails,
})

export const orderSchema = z.object({
  orderId: text(255),
  purchaseToken: text(2_000),
  /** PENDING, PROCESSED, CANCELED, PENDING_REFUND, PARTIALLY_REFUNDED or REFUNDED; Google may add values. */
  state: text(100),
  createTime: time,
  lastEventTime: time,
  orderHistory: z
    .object({
      processedEvent: event,
      cancellationEvent: event,
      refundEvent,
      partialRefundEvents: z.array(partialRefundEvent).nullish().catch(null),
    })
    .partial()
    .nullish()
    .catch(null),
  total: moneySchema,
  /** After taxes and Google's fees. */
  developerRevenueInBuyerCurrency: moneySchema,
  lineItems: z
    .array(z.object({ productId: text(255), total: moneySchema, subscriptionDetails }))
    .nullish()
    .catch(null),
})

/** An entry that cannot be read becomes null, so that it does not hide the others. */
export const voidedPurchasesSchema = z.object({
  voidedPurchases: z
    .array(
      z
        .object({
          purchaseToken: purchaseTokenSchema,
          orderId: text(255),
          /** Present when only a part of the quantity was refunded. */
          voidedQuantity: z.number().nullish().catch(null),
        })
        .nullable()
        .catch(null),
    )
    .nullish(),
  tokenPagination: z.object({ nextPageToken: z.string().nullish() }).nullish(),
})

export type ProductPurchase = z.infer<typeof productPurchaseSchema>
export type ProductLine = ProductPurchase['productLineItem'][number]
export type Order = z.infer<typeof orderSchema>
export type OrderLine = NonNullable<Order['lineItems']>[number]
export type PartialRefundEvent = z.infer<typeof partialRefundEvent>
export type VoidedPurchases = z.infer<typeof voidedPurchasesSchema>
export type GoogleMoney = z.infer<typeof moneySchema>

/** A response as parsed and as received. */
export type ParsedResponse<T> = { readonly value: T; readonly body: string }

export type PurchaseWithOrder = {
  readonly purchase: ParsedResponse<ProductPurchase>
  readonly order: ParsedResponse<Order> | null
}

/** v3 errors contain a `reason`; newer ones contain a `status` in addition or instead. */
export const errorBodySchema = z.object({
  error: z.object({
    code: z.number(),
    status: z.string().nullish(),
    errors: z.array(z.object({ reason: z.string().nullish() })).nullish(),
    details: z.array(z.object({ reason: z.string().nullish() })).nullish(),
  }),
})
