import type { StoreTransaction } from '../bridges/bridge.ts'
import { toCoinslotError, type CoinslotError } from '../core/coinslot-error.ts'
import { readField } from '../core/read-response.ts'
import { verifyPurchaseDocument } from '../generated/client-operations.ts'
import { toPayment, type Payment } from './results.ts'
import type { Session } from './sessions.ts'

/** What the server says about a transaction. */
export type Verification =
  | { readonly kind: 'PAID'; readonly payment: Payment }
  | { readonly kind: 'PENDING'; readonly itemId: string | null; readonly purchaseId: string | null }
  /** The transaction gives this user nothing, now and later. */
  | { readonly kind: 'REJECTED'; readonly error: CoinslotError }
  /** The transaction belongs to another purchase than the named one. */
  | { readonly kind: 'MISMATCH'; readonly error: CoinslotError }
  /** Nothing is decided; the same call may succeed later. */
  | { readonly kind: 'UNDECIDED'; readonly error: CoinslotError }

/** A text compresses better than a list. */
const finalCodes =
  'INVALID_INPUT BAD_USER_INPUT RECEIPT_INVALID RECEIPT_APP_MISMATCH PURCHASE_CANCELED RECEIPT_USER_MISMATCH PAYMENT_REFUNDED'.split(
    ' ',
  )

/** Submits the receipt of a transaction. Submitting it again gives the same result. */
export async function verifyTransaction(
  session: Session,
  { receipt }: StoreTransaction,
  purchaseId: string | null,
): Promise<Verification> {
  try {
    const answer = await session.execute(verifyPurchaseDocument, {
      input: { purchaseId, receipt, userId: session.userIdInput },
    })
    if (answer.problem?.code === 'PURCHASE_PENDING') {
      const { purchase } = answer.data.result
      return {
        kind: 'PENDING',
        itemId: purchase?.item.itemId ?? null,
        purchaseId: purchase?.id ?? purchaseId,
      }
    }
    return { kind: 'PAID', payment: toPayment(readField(answer, 'payment')) }
  } catch (thrown) {
    const error = toCoinslotError(thrown)
    if (purchaseId !== null && ['RECEIPT_ITEM_MISMATCH', 'PURCHASE_NOT_FOUND'].includes(error.code)) {
      return { kind: 'MISMATCH', error }
    }
    return { kind: finalCodes.includes(error.code) ? 'REJECTED' : 'UNDECIDED', error }
  }
}
