import { z } from 'zod'

import { parseJson } from '../../platform/json.ts'
import type { SaleReference } from '../contract/sale.ts'
import { purchaseTokenSchema } from './api-types.ts'

const saleReferenceSchema = z.object({ purchaseToken: purchaseTokenSchema })

export type SaleReferenceDetails = z.infer<typeof saleReferenceSchema>

/** The purchase token is enough to read a purchase with all of its lines. */
export function toSaleReference(purchaseToken: string): SaleReference {
  return { key: purchaseToken, details: JSON.stringify({ purchaseToken }) }
}

/** @throws Error when `toSaleReference` did not create the text */
export function parseSaleReference(details: string): SaleReferenceDetails {
  const parsed = saleReferenceSchema.safeParse(parseJson(details))
  if (parsed.success) return parsed.data
  throw new Error('The reference of a Google Play sale cannot be read')
}
