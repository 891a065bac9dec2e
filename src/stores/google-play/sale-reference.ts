import { z } from 'zod'

import type { SaleReference } from '../contract/sale.ts'
import { pathSegmentSchema, parseJson } from './api-types.ts'

const detailsSchema = z.object({ purchaseToken: pathSegmentSchema })

/** The token is enough to ask about a purchase with all of its lines. */
export function toSaleReference(purchaseToken: string): SaleReference {
  return { key: purchaseToken, details: JSON.stringify({ purchaseToken }) }
}

/** @throws Error when these are not details of ours */
export function parseSaleReference(details: string): z.infer<typeof detailsSchema> {
  const parsed = detailsSchema.safeParse(parseJson(details))
  if (parsed.success) return parsed.data
  throw new Error('the details of a Google Play sale cannot be read')
}
