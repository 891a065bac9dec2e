import { z } from 'zod'

import type { SaleReference } from '../contract/sale.ts'
import { storeEnvironments, transactionIdPattern } from './api-types.ts'
import type { AppleTransaction } from './api-types.ts'

const referenceSchema = z.object({
  transactionId: z.string().regex(transactionIdPattern),
  environment: z.enum(['PRODUCTION', 'SANDBOX']),
})

const refundRequestSchema = referenceSchema.extend({ autoRenewable: z.boolean() })

/** All that it takes to ask the App Store about a transaction again. */
export type TransactionReference = z.infer<typeof referenceSchema>

/** A transaction whose buyer asked Apple for a refund. */
export type RefundRequest = z.infer<typeof refundRequestSchema>

type TransactionIdentity = Pick<AppleTransaction, 'transactionId' | 'environment'>

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
  return parseStored(referenceSchema, details)
}

export function parseRefundRequest(request: string): RefundRequest {
  return parseStored(refundRequestSchema, request)
}

/** What comes back was written by the two functions above, so a failure is a mistake of ours. */
function parseStored<T>(schema: z.ZodType<T>, text: string): T {
  try {
    return schema.parse(JSON.parse(text))
  } catch (error) {
    throw new Error('The stored reference of an App Store transaction cannot be read', { cause: error })
  }
}
