import { z } from 'zod'

import { unixMillisSchema } from '../shared/schemas.ts'

/** Becomes a segment of a URL path, so it must not start with a dot. */
export const transactionIdSchema = z.string().regex(/^[\w-][\w.-]{0,127}$/)

/** The content of a receipt, which the store signed. */
export const receiptClaimsSchema = z.object({
  transactionId: transactionIdSchema,
  productId: z.string().min(1).max(255),
  bundleId: z.string(),
})

export const testPurchaseSchema = z.object({
  transactionId: transactionIdSchema,
  orderId: z.string().min(1).max(200),
  productId: z.string().min(1).max(255),
  state: z.enum(['PAID', 'PENDING', 'DECLINED', 'CANCELED', 'REFUNDED']),
  accountToken: z.string().nullish(),
  quantity: z.int32().positive(),
  /** The total for `quantity`. */
  priceMicros: z.string().regex(/^\d{1,18}$/),
  currency: z.string().regex(/^[A-Z]{3}$/),
  purchasedAt: unixMillisSchema,
  refundedAt: unixMillisSchema.nullish(),
  bundleId: z.string(),
  acknowledged: z.boolean().nullish(),
  consumed: z.boolean().nullish(),
})

export type TestPurchase = z.infer<typeof testPurchaseSchema>

/** The body of a 404 for a missing purchase. Any other 404 means that the base URL is wrong. */
export const notFoundBodySchema = z.object({ error: z.object({ code: z.literal('PURCHASE_NOT_FOUND') }) })

/** The body of a 409: the state of the purchase does not allow the action, or the action was done before. */
export const rejectionBodySchema = z.object({ error: z.object({ code: z.string() }) })
