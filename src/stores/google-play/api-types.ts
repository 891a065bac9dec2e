import { z } from 'zod'

import { pathSegmentSchema } from '../shared/schemas.ts'

export const productIdSchema = pathSegmentSchema(255)
export const purchaseTokenSchema = pathSegmentSchema(2_000)

const time = z.iso.datetime({ offset: true })

/**
 * The fields of Google's responses that are used. In proto3 JSON zero, false and empty values may be left out, and 64-bit integers
 * are strings. A field is required only if a sale cannot be recorded without it.
 */
export const productPurchaseSchema = z.object({
  orderId: z.string().max(255).nullish(),
  /** Absent until the payment is complete. */
  purchaseCompletionTime: time.nullish(),
  purchaseStateContext: z.object({ purchaseState: z.enum(['PURCHASED', 'CANCELLED', 'PENDING']) }),
  acknowledgementState: z.string().nullish(),
  /** Present for purchases of license testers only. */
  testPurchaseContext: z.looseObject({}).nullish(),
  obfuscatedExternalAccountId: z.string().nullish(),
  productLineItem: z
    .array(
      z.object({
        productId: z.string().min(1).max(255),
        productOfferDetails: z
          .object({
            purchaseOptionId: z.string().max(200).nullish().catch(null),
            offerId: z.string().max(200).nullish().catch(null),
            rentOfferDetails: z.looseObject({}).nullish().catch(null),
            preorderOfferDetails: z.looseObject({}).nullish().catch(null),
            quantity: z.int32().positive().nullish(),
            refundableQuantity: z.int32().nonnegative().nullish(),
            consumptionState: z.string().nullish(),
          })
          .nullish(),
      }),
    )
    .min(1),
})

/** An unreadable amount must not prevent the recording of a verified sale, so it counts as absent. */
const money = z
  .object({
    currencyCode: z.string().regex(/^[A-Z]{3}$/),
    units: z
      .string()
      .regex(/^\d{1,12}$/)
      .nullish(),
    nanos: z.int32().nonnegative().max(999_999_999).nullish(),
  })
  .nullish()
  .catch(null)

const event = z.object({ eventTime: time.nullish() }).nullish()
const refundDetails = z.object({ total: money }).nullish().catch(null)
const refundEvent = z
  .object({
    eventTime: time.nullish(),
    /** OTHER or CHARGEBACK; Google may add values. */
    refundReason: z.string().max(100).nullish().catch(null),
    refundDetails,
  })
  .nullish()
const partialRefundEvent = z.object({
  createTime: time.nullish(),
  processTime: time.nullish(),
  /** PENDING or PROCESSED_SUCCESSFULLY; Google may add values. */
  state: z.string().nullish(),
  refundDetails,
})

export const orderSchema = z.object({
  orderId: z.string().nullish(),
  purchaseToken: z.string().nullish(),
  /** PENDING, PROCESSED, CANCELED, PENDING_REFUND, PARTIALLY_REFUNDED or REFUNDED; Google may add values. */
  state: z.string().nullish(),
  createTime: time.nullish(),
  lastEventTime: time.nullish(),
  orderHistory: z
    .object({
      processedEvent: event,
      cancellationEvent: event,
      refundEvent,
      partialRefundEvents: z.array(partialRefundEvent).nullish(),
    })
    .partial()
    .nullish(),
  total: money,
  lineItems: z.array(z.object({ productId: z.string().nullish(), total: money })).nullish(),
})

/** An entry that cannot be read becomes null, so that it does not hide the others. */
export const voidedPurchasesSchema = z.object({
  voidedPurchases: z
    .array(
      z
        .object({
          purchaseToken: purchaseTokenSchema,
          orderId: z.string().max(255).nullish(),
          /** Present when only a part of the quantity was refunded. */
          voidedQuantity: z.number().nullish(),
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
export type PartialRefundEvent = z.infer<typeof partialRefundEvent>
export type VoidedPurchases = z.infer<typeof voidedPurchasesSchema>
export type GoogleMoney = z.infer<typeof money>

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
