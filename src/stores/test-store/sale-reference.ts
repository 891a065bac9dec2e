import { z } from 'zod'

import { parseJson } from '../../platform/json.ts'
import type { SaleReference } from '../contract/sale.ts'
import { transactionIdSchema } from './api-types.ts'
import type { TestPurchase } from './api-types.ts'

const saleReferenceSchema = z.object({ transactionId: transactionIdSchema })

export function toSaleReference({ transactionId }: Pick<TestPurchase, 'transactionId'>): SaleReference {
  return { key: transactionId, details: JSON.stringify({ transactionId }) }
}

/** @throws Error when `toSaleReference` did not create the text */
export function parseSaleReference(details: string): string {
  const parsed = saleReferenceSchema.safeParse(parseJson(details))
  if (parsed.success) return parsed.data.transactionId
  throw new Error('The reference of a Test store sale cannot be read')
}
