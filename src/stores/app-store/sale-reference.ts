import { z } from 'zod'

import { parseJson } from '../../platform/json.ts'
import type { SaleReference } from '../contract/sale.ts'
import { storeEnvironmentSchema } from '../shared/schemas.ts'
import { storeEnvironments, transactionIdPattern } from './api-types.ts'
import type { AppleSaleIdentity, AppleTransaction } from './api-types.ts'

const saleReferenceSchema = z.object({
  transactionId: z.string().regex(transactionIdPattern),
  environment: storeEnvironmentSchema,
})

const refundRequestSchema = saleReferenceSchema.extend({ autoRenewable: z.boolean() })

/** What is needed to look a transaction up again. */
export type TransactionReference = z.infer<typeof saleReferenceSchema>

/** A transaction whose buyer requested a refund from Apple. */
export type RefundRequest = z.infer<typeof refundRequestSchema>

export type RequestedTransaction = Pick<AppleTransaction, 'transactionId' | 'environment'>

export function toSaleReference(transaction: AppleSaleIdentity & RequestedTransaction): SaleReference {
  const { transactionId, environment } = transaction
  const reference: TransactionReference = { transactionId, environment: storeEnvironments[environment] }
  return { key: toSaleId(transaction), details: JSON.stringify(reference) }
}

/**
 * The id that a sale keeps. A non-consumable that is restored on another device gets a new transaction id there, and keeps its
 * original one. Each period of a subscription, each consumable and each family member's share is a sale of its own.
 */
function toSaleId({
  transactionId,
  originalTransactionId,
  type,
  expiresDate,
  inAppOwnershipType,
}: AppleSaleIdentity): string {
  const isOwnSale =
    type === 'Consumable' ||
    type?.endsWith('Subscription') === true ||
    expiresDate !== undefined ||
    inAppOwnershipType === 'FAMILY_SHARED'
  return isOwnSale ? transactionId : (originalTransactionId ?? transactionId)
}

/** The reference of the subscription that the transaction is a period of. It keeps its original transaction. */
export function toSubscriptionReference({
  transactionId,
  originalTransactionId = transactionId,
  environment,
}: Pick<AppleSaleIdentity, 'originalTransactionId'> & RequestedTransaction): SaleReference {
  const reference: TransactionReference = {
    transactionId: originalTransactionId,
    environment: storeEnvironments[environment],
  }
  return { key: originalTransactionId, details: JSON.stringify(reference) }
}

export function toRefundRequest(
  { transactionId, environment }: RequestedTransaction,
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
