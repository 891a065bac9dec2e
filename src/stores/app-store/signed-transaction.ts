import type { RejectionCode } from '../contract/sale.ts'
import { describeInvalidFields } from '../shared/receipt.ts'
import { appleTransactionSchema } from './api-types.ts'
import type { AppleTransaction } from './api-types.ts'
import type { SignedDataVerifier, SignedPayload } from './signed-data.ts'

export type SignedTransactionResult =
  | { readonly ok: true; readonly transaction: AppleTransaction }
  | { readonly ok: false; readonly code: RejectionCode; readonly reason: string }

/**
 * Verifies the signature and reads the transaction.
 * @throws StoreUnavailableError as the verifier does
 */
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
 * Reads the transaction of a payload with a valid signature. The order is that of Apple's verifier: the app first, then the
 * environment. Anybody can sign for the environments `Xcode` and `LocalTesting`.
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
  const fields = describeInvalidFields(parsed.error)
  return invalid(`The receipt is invalid: missing or malformed in its transaction: ${fields}.`)
}

function invalid(reason: string): SignedTransactionResult {
  return { ok: false, code: 'RECEIPT_INVALID', reason }
}
