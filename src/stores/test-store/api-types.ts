import { z } from 'zod'

/** Goes into a URL path, so it may not begin like a relative one. */
const transactionIdSchema = z.string().regex(/^[\w-][\w.-]{0,127}$/)

const milliseconds = z.number().nonnegative().max(8.64e15)

export const accountTokenSchema = z.guid()

/** What the store signed into the receipt that a buyer's device holds. */
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
  /** For all of `quantity`. */
  priceMicros: z.string().regex(/^\d{1,18}$/),
  currency: z.string().regex(/^[A-Z]{3}$/),
  purchasedAt: milliseconds,
  refundedAt: milliseconds.nullish(),
  bundleId: z.string(),
  acknowledged: z.boolean().nullish(),
  consumed: z.boolean().nullish(),
})

export type TestPurchase = z.infer<typeof testPurchaseSchema>

/** Of a sale's reference. */
export const saleReferenceSchema = z.object({ transactionId: transactionIdSchema })

/** How the store says that it has no such purchase; any other 404 means that the address is not its own. */
export const notFoundBodySchema = z.object({ error: z.object({ code: z.literal('PURCHASE_NOT_FOUND') }) })

/** How the store says that it does not do what it was asked to; the purchase tells why, or that it was done. */
export const rejectionBodySchema = z.object({ error: z.object({ code: z.string() }) })

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
