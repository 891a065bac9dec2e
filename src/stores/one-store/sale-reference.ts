import { z } from 'zod'

import { parseJson } from '../../platform/json.ts'
import type { SaleReference } from '../contract/sale.ts'
import { storeEnvironmentSchema } from '../shared/schemas.ts'
import { purchaseKeySchema } from './api-types.ts'
import { oneStoreMarkets } from './config.ts'

const saleReferenceSchema = z.object({
  ...purchaseKeySchema.shape,
  marketCode: z.enum(oneStoreMarkets),
  /** The environment whose host has the purchase. */
  environment: storeEnvironmentSchema,
  /** These two come from a text that ONE store signed, in a receipt or a notification; its API does not return them. */
  accountToken: z.string().nullable(),
  orderId: z.string().nullable(),
})

/** What is needed to read a purchase again, and what its API does not return. */
export type SaleReferenceDetails = z.infer<typeof saleReferenceSchema>

export function toSaleReference(sale: SaleReferenceDetails): SaleReference {
  const { productId, purchaseToken, marketCode, environment, accountToken, orderId } = sale
  const details = { productId, purchaseToken, marketCode, environment, accountToken, orderId }
  return { key: purchaseToken, details: JSON.stringify(details) }
}

/** The market belongs to the key: the same token is unknown in another one. Renewals keep the token. */
export function toSubscriptionReference(sale: SaleReferenceDetails): SaleReference {
  return { ...toSaleReference(sale), key: toSubscriptionKey(sale) }
}

export function toSubscriptionKey({
  marketCode,
  purchaseToken,
}: Pick<SaleReferenceDetails, 'marketCode' | 'purchaseToken'>): string {
  return `${marketCode}:${purchaseToken}`
}

/** @throws Error when `toSaleReference` did not create the text */
export function parseSaleReference(details: string): SaleReferenceDetails {
  const parsed = saleReferenceSchema.safeParse(parseJson(details))
  if (parsed.success) return parsed.data
  throw new Error('The reference of a ONE store sale cannot be read')
}
