import type { KeyObject } from 'node:crypto'

import { z } from 'zod'

import { parseJson } from '../../platform/json.ts'
import { isSignedByRsa } from '../../platform/rsa-signature.ts'
import { rejectReceipt, type RejectedReceipt, type SignedReceipt } from '../shared/receipt.ts'

/** `INAPP_PURCHASE_DATA`: older libraries write `productId`, newer ones may write `productIds`. */
const originalJsonSchema = z.object({
  packageName: z.string(),
  purchaseToken: z.string(),
  productId: z.string().optional().catch(undefined),
  productIds: z.array(z.string()).optional().catch(undefined),
})

const receiptSchema = z.object({
  packageName: z.string().nullish(),
  originalJson: z.string().nullish(),
})

/** The package name that a receipt claims, by itself or in the signed text. */
export function findPackageName(receipt: unknown): string | null {
  const { packageName, originalJson } = receiptSchema.safeParse(receipt).data ?? {}
  if (packageName) return packageName
  return originalJson
    ? (originalJsonSchema.safeParse(parseJson(originalJson)).data?.packageName ?? null)
    : null
}

/**
 * Verifies Google's signature and compares the signed text with the rest of the receipt. A valid signature proves where the text
 * comes from, not that the purchase is still valid: only Google's API says that.
 * @returns null when the receipt passes
 */
export function verifySignedPurchase(
  receipt: SignedReceipt,
  key: KeyObject,
  packageName: string,
): RejectedReceipt | null {
  if (!isSignedByRsa('sha1', receipt.originalJson, receipt.signature, key)) {
    return rejectReceipt('RECEIPT_INVALID', 'The signature does not match originalJson.')
  }
  const parsed = originalJsonSchema.safeParse(parseJson(receipt.originalJson))
  if (!parsed.success) return rejectReceipt('RECEIPT_INVALID', 'originalJson cannot be parsed.')
  const { data } = parsed
  if (data.packageName !== packageName) {
    const reason = 'The receipt is not for this app (its packageName differs).'
    return rejectReceipt('RECEIPT_APP_MISMATCH', reason)
  }
  if (data.purchaseToken !== receipt.purchaseToken) {
    return rejectReceipt('RECEIPT_INVALID', 'originalJson and purchaseToken name different purchases.')
  }
  const productIds = [...(data.productIds ?? []), ...(data.productId === undefined ? [] : [data.productId])]
  if (productIds.length > 0 && !productIds.includes(receipt.productId)) {
    return rejectReceipt('RECEIPT_ITEM_MISMATCH', 'originalJson and the receipt name different products.')
  }
  return null
}
