import { z } from 'zod'

/** Goes into a URL path, so it may not begin like a relative one. */
const transactionIdSchema = z.string().regex(/^[\w-][\w.-]{0,127}$/)

const milliseconds = z.number().nonnegative().max(8.64e15)

export const accountTokenSchema = z.guid()

/** What the store signed into the receipt that a buyer's device holds. */
export const receiptClaimsSchema = z.object({
  transactionId: transactionIdSchema,
  productId: z.string().min(1).max(255),
  appId: z.string(),
})

export const testPurchaseSchema = z.object({
  transactionId: transactionIdSchema,
  orderId: z.string().min(1).max(200),
  productId: z.string().min(1).max(255),
  state: z.enum(['PAID', 'PENDING', 'DECLINED', 'CANCELED', 'REFUNDED']),
  accountToken: z.string().nullish(),
  quantity: z.int32().positive(),
  /** For all of `quantity`. */
  priceMicros: z.string().regex(/^\d{1,18}$/),
  currency: z.string().regex(/^[A-Z]{3}$/),
  purchasedAt: milliseconds,
  refundedAt: milliseconds.nullish(),
  appId: z.string(),
})

export type TestPurchase = z.infer<typeof testPurchaseSchema>

/** How the store says that it has no such purchase; any other 404 means that the address is not its own. */
export const notFoundBodySchema = z.object({ error: z.object({ code: z.literal('PURCHASE_NOT_FOUND') }) })
