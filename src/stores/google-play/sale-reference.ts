import { z } from 'zod'

import { parseJson } from '../../platform/json.ts'
import type { SaleReference } from '../contract/sale.ts'
import { orderIdSchema, purchaseTokenSchema } from './api-types.ts'

const saleReferenceSchema = z.object({
  purchaseToken: purchaseTokenSchema,
  /** An order of a subscription that its reading includes besides the latest. */
  orderId: orderIdSchema.optional().catch(undefined),
})

export type SaleReferenceDetails = z.infer<typeof saleReferenceSchema>

/** The purchase token is enough to read a purchase with all of its lines. */
export function toSaleReference(purchaseToken: string): SaleReference {
  return { key: purchaseToken, details: JSON.stringify({ purchaseToken }) }
}

/** The purchase token names only the subscription: a notification about an older period adds its order. */
export function toSubscriptionReference(
  purchaseToken: string,
  orderId: string | null | undefined,
): SaleReference {
  return orderIdSchema.safeParse(orderId).success
    ? { key: purchaseToken, details: JSON.stringify({ purchaseToken, orderId }) }
    : toSaleReference(purchaseToken)
}

/** @throws Error when `toSaleReference` did not create the text */
export function parseSaleReference(details: string): SaleReferenceDetails {
  const parsed = saleReferenceSchema.safeParse(parseJson(details))
  if (parsed.success) return parsed.data
  throw new Error('The reference of a Google Play sale cannot be read')
}
