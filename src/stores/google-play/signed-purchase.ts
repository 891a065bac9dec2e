import type { KeyObject } from 'node:crypto'

import { z } from 'zod'

import { isSignedByRsa } from '../../platform/rsa-signature.ts'
import type { RefusalCode } from '../sale-contract.ts'
import { readJson } from './api-types.ts'

export type SignedPurchaseClaim = {
  readonly originalJson: string
  readonly signature: string
  readonly productId: string
  readonly purchaseToken: string
}

export type Objection = { readonly code: RefusalCode; readonly reason: string }

/** `INAPP_PURCHASE_DATA`: older libraries write `productId`, newer ones may write `productIds`. */
const purchaseDataSchema = z.object({
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
  claim: SignedPurchaseClaim,
  key: KeyObject,
  packageName: string,
): Objection | null {
  if (!isSignedByRsa('sha1', claim.originalJson, claim.signature, key)) {
    return invalid('The signature does not fit the purchase data.')
  }
  const parsed = purchaseDataSchema.safeParse(readJson(claim.originalJson))
  if (!parsed.success) return invalid('The purchase data cannot be read.')
  const data = parsed.data
  if (data.packageName !== packageName) {
    return {
      code: 'RECEIPT_APP_MISMATCH',
      reason: 'The receipt is not for this app (its packageName differs).',
    }
  }
  if (data.purchaseToken !== claim.purchaseToken) {
    return invalid('The purchase data is of another purchase than the purchase token.')
  }
  const productIds = [...(data.productIds ?? []), ...(data.productId === undefined ? [] : [data.productId])]
  if (productIds.length > 0 && !productIds.includes(claim.productId)) {
    return {
      code: 'RECEIPT_ITEM_MISMATCH',
      reason: 'The purchase data is of another product than the receipt names.',
    }
  }
  return null
}

function invalid(reason: string): Objection {
  return { code: 'RECEIPT_INVALID', reason }
}
