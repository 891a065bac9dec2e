import type { RejectionCode } from '../contract/sale.ts'
import { appleTransactionSchema } from './api-types.ts'
import type { AppleTransaction } from './api-types.ts'
import type { SignedDataVerifier, SignedPayload } from './signed-data.ts'

export type SignedTransactionResult =
  | { readonly ok: true; readonly transaction: AppleTransaction }
  | { readonly ok: false; readonly code: RejectionCode; readonly reason: string }

/** Checks the signature, then reads. @throws StoreUnavailable as the verifier does */
export async function verifySignedTransaction(
  verifier: SignedDataVerifier,
  jws: string,
  bundleId: string,
): Promise<SignedTransactionResult> {
  const signed = await verifier.verify(jws)
  return signed.ok
    ? readSignedTransaction(signed.payload, bundleId)
    : invalid(`The receipt is invalid: ${signed.reason}.`)
}

/**
 * Takes a transaction out of a payload whose signature holds. Same order as Apple's verifier: first whose
 * app it is, then which environment. `Xcode` and `LocalTesting` are environments that anybody can sign for.
 */
export function readSignedTransaction(payload: SignedPayload, bundleId: string): SignedTransactionResult {
  if (payload['bundleId'] !== bundleId) {
    return {
      ok: false,
      code: 'RECEIPT_APP_MISMATCH',
      reason: 'The receipt is not for this app (its bundleId differs).',
    }
  }
  const { environment } = payload
  if (environment !== 'Production' && environment !== 'Sandbox') {
    return invalid('The receipt is invalid: it is not from the production or sandbox App Store.')
  }
  if (payload['transactionId'] === undefined) {
    return invalid('The receipt is invalid: it names no transaction (transactionId is missing).')
  }
  const parsed = appleTransactionSchema.safeParse(payload)
  if (parsed.success) return { ok: true, transaction: parsed.data }
  const fields = [...new Set(parsed.error.issues.map((issue) => issue.path.join('.')))]
  return invalid(`The receipt is invalid: missing or malformed in its transaction: ${fields.join(', ')}.`)
}

function invalid(reason: string): SignedTransactionResult {
  return { ok: false, code: 'RECEIPT_INVALID', reason }
}
