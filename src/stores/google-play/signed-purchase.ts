import type { KeyObject } from 'node:crypto'

import { z } from 'zod'

import { isSignedByRsa } from '../../platform/rsa-signature.ts'
import type { RejectionCode } from '../contract/sale.ts'
import { parseJson } from './api-types.ts'

export type SignedReceipt = {
  readonly originalJson: string
  readonly signature: string
  readonly productId: string
  readonly purchaseToken: string
}

export type ReceiptRejection = { readonly code: RejectionCode; readonly reason: string }

/** `INAPP_PURCHASE_DATA`: older libraries write `productId`, newer ones may write `productIds`. */
const originalJsonSchema = z.object({
  packageName: z.string(),
  purchaseToken: z.string(),
  productId: z.string().optional(),
  productIds: z.array(z.string()).optional(),
})

/**
 * Checks what Google signed on the buyer's device against the rest of the receipt. A good signature tells
 * where the data came from, not that the purchase still stands: that only Google's API does.
 * @returns what is wrong, or null
 */
export function checkSignedPurchase(
  receipt: SignedReceipt,
  key: KeyObject,
  packageName: string,
): ReceiptRejection | null {
  if (!isSignedByRsa('sha1', receipt.originalJson, receipt.signature, key)) {
    return invalid('The signature does not match originalJson.')
  }
  const parsed = originalJsonSchema.safeParse(parseJson(receipt.originalJson))
  if (!parsed.success) return invalid('originalJson cannot be parsed.')
  const data = parsed.data
  if (data.packageName !== packageName) {
    return {
      code: 'RECEIPT_APP_MISMATCH',
      reason: 'The receipt is not for this app (its packageName differs).',
    }
  }
  if (data.purchaseToken !== receipt.purchaseToken) {
    return invalid('originalJson and purchaseToken name different purchases.')
  }
  const productIds = [...(data.productIds ?? []), ...(data.productId === undefined ? [] : [data.productId])]
  if (productIds.length > 0 && !productIds.includes(receipt.productId)) {
    return {
      code: 'RECEIPT_ITEM_MISMATCH',
      reason: 'originalJson and the receipt name different products.',
    }
  }
  return null
}

function invalid(reason: string): ReceiptRejection {
  return { code: 'RECEIPT_INVALID', reason }
}
