import type { KeyObject } from 'node:crypto'

import { isSignedByRsa } from '../../platform/rsa-signature.ts'
import type { RejectionCode } from '../contract/sale.ts'
import { originalJsonSchema, parseJson } from './api-types.ts'
import type { OriginalJson } from './api-types.ts'

export type SignedReceipt = {
  readonly originalJson: string
  readonly signature: string
  readonly productId: string
  readonly purchaseToken: string
}

export type OneStoreApp = { readonly clientId: string; readonly packageName: string | null }

export type SignedPurchaseResult =
  | { readonly ok: true; readonly data: OriginalJson }
  | { readonly ok: false; readonly code: RejectionCode; readonly reason: string }

/**
 * Checks what ONE store signed for the buyer's device (SHA512withRSA over the exact bytes of `originalJson`,
 * as in its own sample AppSecurity) against the rest of the receipt.
 */
export function verifySignedPurchase(
  receipt: SignedReceipt,
  key: KeyObject,
  app: OneStoreApp,
): SignedPurchaseResult {
  if (!isSignedByRsa('sha512', receipt.originalJson, receipt.signature, key)) {
    return invalid('The signature does not match originalJson.')
  }
  const parsed = originalJsonSchema.safeParse(parseJson(receipt.originalJson))
  if (!parsed.success) return invalid('originalJson cannot be parsed.')
  const { data } = parsed
  if (isMismatch(data.packageName, app.packageName) || isMismatch(data.clientId, app.clientId)) {
    return { ok: false, code: 'RECEIPT_APP_MISMATCH', reason: 'The receipt is not for this app.' }
  }
  if (data.purchaseToken !== receipt.purchaseToken) {
    return invalid('originalJson and purchaseToken name different purchases.')
  }
  if (data.productId !== receipt.productId) {
    const reason = 'originalJson and the receipt name different products.'
    return { ok: false, code: 'RECEIPT_ITEM_MISMATCH', reason }
  }
  return { ok: true, data }
}

/** Only what both sides name can differ. */
function isMismatch(stated: string | null | undefined, expected: string | null): boolean {
  return stated !== null && stated !== undefined && stated !== '' && expected !== null && stated !== expected
}

function invalid(reason: string): SignedPurchaseResult {
  return { ok: false, code: 'RECEIPT_INVALID', reason }
}
