import { z } from 'zod'

/** Tokens and ids go into a URL path, where `.` and `..` would be steps. */
export const pathSegmentSchema = z
  .string()
  .regex(/^[\x21-\x7e]{1,2000}$/)
  .refine((text) => text !== '.' && text !== '..')

const time = z.iso.datetime({ offset: true })

/**
 * Answers as far as they are used, in proto3 JSON: what is zero, false or empty may be left out, 64-bit
 * integers are strings. Required is what a sale cannot be recorded without.
 */
export const productPurchaseSchema = z.object({
  orderId: z.string().max(255).nullish(),
  /** Absent until the payment is complete. */
  purchaseCompletionTime: time.nullish(),
  purchaseStateContext: z.object({ purchaseState: z.enum(['PURCHASED', 'CANCELLED', 'PENDING']) }),
  acknowledgementState: z.string().nullish(),
  /** Present for purchases of license sandboxTesterUserIds only. */
  testPurchaseContext: z.looseObject({}).nullish(),
  obfuscatedExternalAccountId: z.string().nullish(),
  productLineItem: z
    .array(
      z.object({
        productId: z.string().min(1).max(255),
        productOfferDetails: z
          .object({
            quantity: z.int32().positive().nullish(),
            refundableQuantity: z.int32().nonnegative().nullish(),
            consumptionState: z.string().nullish(),
          })
          .nullish(),
      }),
    )
    .min(1),
})

/** A sum that cannot be read must not stop a sale that is proven: it counts as not told. */
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
    /** OTHER, CHARGEBACK; others may come. */
    refundReason: z.string().max(100).nullish().catch(null),
    refundDetails,
  })
  .nullish()
const partialRefundEvent = z.object({
  createTime: time.nullish(),
  processTime: time.nullish(),
  /** PENDING, PROCESSED_SUCCESSFULLY; others may come. */
  state: z.string().nullish(),
  refundDetails,
})

export const orderSchema = z.object({
  orderId: z.string().nullish(),
  purchaseToken: z.string().nullish(),
  /** PENDING, PROCESSED, CANCELED, PENDING_REFUND, PARTIALLY_REFUNDED, REFUNDED; others may come. */
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

/** What cannot be read of one purchase must not hide the others. */
export const voidedPurchasesSchema = z.object({
  voidedPurchases: z
    .array(
      z
        .object({
          purchaseToken: pathSegmentSchema,
          orderId: z.string().max(255).nullish(),
          /** Present when some pieces of several were taken back. */
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

/** v3 errors name a `reason`; newer ones carry a `status` as well, or in place of it. */
export const errorBodySchema = z.object({
  error: z.object({
    code: z.number(),
    status: z.string().nullish(),
    errors: z.array(z.object({ reason: z.string().nullish() })).nullish(),
    details: z.array(z.object({ reason: z.string().nullish() })).nullish(),
  }),
})

export const tokenResponseSchema = z.object({
  access_token: z.string().regex(/^[\x21-\x7e]+$/),
  expires_in: z.number().positive(),
})

export const tokenErrorSchema = z.object({
  error: z.string().max(100),
  error_description: z.string().nullish(),
})

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
