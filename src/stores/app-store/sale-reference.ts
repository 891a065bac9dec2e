import { z } from 'zod'

import { parseJson } from '../../platform/json.ts'
import type { SaleReference } from '../contract/sale.ts'
import { storeEnvironmentSchema } from '../shared/schemas.ts'
import { storeEnvironments, transactionIdPattern } from './api-types.ts'
import type { AppleTransaction } from './api-types.ts'

const saleReferenceSchema = z.object({
  transactionId: z.string().regex(transactionIdPattern),
  environment: storeEnvironmentSchema,
})

const refundRequestSchema = saleReferenceSchema.extend({ autoRenewable: z.boolean() })

/** What is needed to look a transaction up again. */
export type TransactionReference = z.infer<typeof saleReferenceSchema>

/** A transaction whose buyer requested a refund from Apple. */
export type RefundRequest = z.infer<typeof refundRequestSchema>

export type TransactionIdentity = Pick<AppleTransaction, 'transactionId' | 'environment'>

export function toSaleReference({ transactionId, environment }: TransactionIdentity): SaleReference {
  const reference: TransactionReference = { transactionId, environment: storeEnvironments[environment] }
  return { key: transactionId, details: JSON.stringify(reference) }
}

export function toRefundRequest(
  { transactionId, environment }: TransactionIdentity,
  autoRenewable: boolean,
): string {
  const request: RefundRequest = {
    transactionId,
    environment: storeEnvironments[environment],
    autoRenewable,
  }
  return JSON.stringify(request)
}

export function parseSaleReference(details: string): TransactionReference {
  return parseStored(saleReferenceSchema, details)
}

export function parseRefundRequest(request: string): RefundRequest {
  return parseStored(refundRequestSchema, request)
}

/** `toSaleReference` and `toRefundRequest` created the text, so a failure is a bug. */
function parseStored<T>(schema: z.ZodType<T>, text: string): T {
  const parsed = schema.safeParse(parseJson(text))
  if (parsed.success) return parsed.data
  throw new Error('The reference of an App Store sale cannot be read', { cause: parsed.error })
}
