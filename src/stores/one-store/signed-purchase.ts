import type { KeyObject } from 'node:crypto'

import { z } from 'zod'

import { parseJson } from '../../platform/json.ts'
import { isSignedByRsa } from '../../platform/rsa-signature.ts'
import { rejectReceipt, type RejectedReceipt, type SignedReceipt } from '../shared/receipt.ts'
import { originalJsonSchema } from './api-types.ts'
import type { OriginalJson } from './api-types.ts'

export type OneStoreApp = { readonly clientId: string; readonly packageName: string | null }

const receiptSchema = z.object({ originalJson: z.string().nullish() })

/** The package name, or else the client id, that the signed text of a receipt claims. */
export function findSignedApp(receipt: unknown): string | null {
  const { originalJson } = receiptSchema.safeParse(receipt).data ?? {}
  if (!originalJson) return null
  const claims = originalJsonSchema.safeParse(parseJson(originalJson)).data
  return (claims?.packageName || claims?.clientId) ?? null
}

export type SignedPurchaseResult = { readonly kind: 'valid'; readonly data: OriginalJson } | RejectedReceipt

/**
 * Verifies ONE store's signature (SHA512withRSA over the exact bytes of `originalJson`, as in ONE store's sample AppSecurity) and
 * compares the signed text with the rest of the receipt.
 */
export function verifySignedPurchase(
  receipt: SignedReceipt,
  key: KeyObject,
  app: OneStoreApp,
): SignedPurchaseResult {
  if (!isSignedByRsa('sha512', receipt.originalJson, receipt.signature, key)) {
    return rejectReceipt('RECEIPT_INVALID', 'The signature does not match originalJson.')
  }
  const parsed = originalJsonSchema.safeParse(parseJson(receipt.originalJson))
  if (!parsed.success) return rejectReceipt('RECEIPT_INVALID', 'originalJson cannot be parsed.')
  const { data } = parsed
  if (isMismatch(data.packageName, app.packageName) || isMismatch(data.clientId, app.clientId)) {
    return rejectReceipt('RECEIPT_APP_MISMATCH', 'The receipt is not for this app.')
  }
  if (data.purchaseToken !== receipt.purchaseToken) {
    return rejectReceipt('RECEIPT_INVALID', 'originalJson and purchaseToken name different purchases.')
  }
  if (data.productId !== receipt.productId) {
    return rejectReceipt('RECEIPT_ITEM_MISMATCH', 'originalJson and the receipt name different products.')
  }
  return { kind: 'valid', data }
}

/** A value that is missing on one side is not a mismatch. */
function isMismatch(actual: string | null | undefined, expected: string | null): boolean {
  return Boolean(actual) && expected !== null && actual !== expected
}
