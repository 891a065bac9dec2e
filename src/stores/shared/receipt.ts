import { z } from 'zod'
import type { RejectionCode, StoreEnvironment, VerifyOutcome } from '../contract/sale.ts'

export type RejectedReceipt = Extract<VerifyOutcome, { readonly kind: 'rejected' }>

export function rejectReceipt(code: RejectionCode, reason: string): RejectedReceipt {
  return { kind: 'rejected', code, reason }
}

/** Rejects a sale of an environment that the connection does not include. */
export function rejectEnvironment(
  environment: StoreEnvironment,
  connected: readonly StoreEnvironment[],
): RejectedReceipt | null {
  if (connected.includes(environment)) return null
  const reason = `The receipt is from ${environment}, which the connection to the store does not include.`
  return rejectReceipt('RECEIPT_ENVIRONMENT_REFUSED', reason)
}

/** Names the fields that the schema rejected, each once. */
export function describeInvalidFields(error: z.ZodError): string {
  return [...new Set(error.issues.map(({ path }) => path.join('.')))].join(', ')
}

/** What the buyer's device received from the store: `originalJson` with the store's signature of its exact text. */
export const signatureShape = {
  originalJson: z
    .string()
    .max(64 * 1024)
    .optional(),
  signature: z.string().max(4_096).optional(),
}

/** A receipt of a store that signs its purchases. */
export type SignedReceipt = {
  readonly originalJson: string
  readonly signature: string
  readonly productId: string
  readonly purchaseToken: string
}

type SignableReceipt = Pick<SignedReceipt, 'productId' | 'purchaseToken'> & {
  readonly originalJson?: string | undefined
  readonly signature?: string | undefined
}

/** @returns null for a receipt without a signature, a rejection for one that contains only half of the two fields */
export function toSignedReceipt(receipt: SignableReceipt): SignedReceipt | RejectedReceipt | null {
  const { originalJson, signature, productId, purchaseToken } = receipt
  if (originalJson === undefined && signature === undefined) return null
  if (originalJson === undefined || signature === undefined) {
    return rejectReceipt('RECEIPT_INVALID', 'originalJson and signature belong together.')
  }
  return { originalJson, signature, productId, purchaseToken }
}
