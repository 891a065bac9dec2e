import { z } from 'zod'

import type { SaleReference } from '../contract/sale.ts'
import { purchaseKeySchema, parseJson } from './api-types.ts'
import { oneStoreMarkets } from './config.ts'

const saleReferenceSchema = z.object({
  ...purchaseKeySchema.shape,
  marketCode: z.enum(oneStoreMarkets),
  /** Of the host that knows the purchase. */
  environment: z.enum(['PRODUCTION', 'SANDBOX']),
  /** ONE store signed these two for the app, or in a message; its API leaves them out. */
  accountToken: z.string().nullable(),
  orderId: z.string().nullable(),
})

/** Where a purchase is asked about, and what is known of it besides. */
export type SaleReferenceDetails = z.infer<typeof saleReferenceSchema>

export function toSaleReference(sale: SaleReferenceDetails): SaleReference {
  const { productId, purchaseToken, marketCode, environment, accountToken, orderId } = sale
  const details = { productId, purchaseToken, marketCode, environment, accountToken, orderId }
  return { key: purchaseToken, details: JSON.stringify(details) }
}

/** @throws when the text is not what `toReference` made */
export function parseSaleReference(details: string): SaleReferenceDetails {
  const parsed = saleReferenceSchema.safeParse(parseJson(details))
  if (parsed.success) return parsed.data
  throw new Error('The reference of a ONE store sale cannot be read')
}
