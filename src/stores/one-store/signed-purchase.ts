import type { KeyObject } from 'node:crypto'

import { isSignedByRsa } from '../../platform/rsa-signature.ts'
import type { RefusalCode } from '../sale-contract.ts'
import { purchaseDataSchema, readJson } from './api-types.ts'
import type { PurchaseData } from './api-types.ts'

export type SignedPurchaseClaim = {
  readonly originalJson: string
  readonly signature: string
  readonly productId: string
  readonly purchaseToken: string
}

export type OneStoreApp = { readonly clientId: string; readonly packageName: string | null }

export type SignedPurchase =
  | { readonly ok: true; readonly data: PurchaseData }
  | { readonly ok: false; readonly code: RefusalCode; readonly reason: string }

/**
 * Checks what ONE store signed for the buyer's device (SHA512withRSA over the exact bytes of `originalJson`,
 * as in its own sample AppSecurity) against the rest of the receipt.
 */
export function readSignedPurchase(
  claim: SignedPurchaseClaim,
  key: KeyObject,
  app: OneStoreApp,
): SignedPurchase {
  if (!isSignedByRsa('sha512', claim.originalJson, claim.signature, key)) {
    return invalid('The signature does not fit the purchase data.')
  }
  const parsed = purchaseDataSchema.safeParse(readJson(claim.originalJson))
  if (!parsed.success) return invalid('The purchase data cannot be read.')
  const { data } = parsed
  if (isOther(data.packageName, app.packageName) || isOther(data.clientId, app.clientId)) {
    return { ok: false, code: 'RECEIPT_APP_MISMATCH', reason: 'The receipt is not for this app.' }
  }
  if (data.purchaseToken !== claim.purchaseToken) {
    return invalid('The purchase data is of another purchase than the purchase token.')
  }
  if (data.productId !== claim.productId) {
    const reason = 'The purchase data is of another product than the receipt names.'
    return { ok: false, code: 'RECEIPT_ITEM_MISMATCH', reason }
  }
  return { ok: true, data }
}

/** Only what both sides name can differ. */
function isOther(told: string | null | undefined, own: string | null): boolean {
  return told !== null && told !== undefined && told !== '' && own !== null && told !== own
}

function invalid(reason: string): SignedPurchase {
  return { ok: false, code: 'RECEIPT_INVALID', reason }
}
