import { selectPurchase, selectPurchaseByAccountToken } from '../../db/queries/purchases.ts'
import type { Context } from '../context.ts'
import type { PurchaseRow } from '../models.ts'
import { createProblem, receiptProblem, type Problem } from '../problem.ts'
import type { Buyer } from '../store-sync/check-transaction.ts'
import { moveUnpaidPurchase, type UnpaidState } from '../store-sync/move-unpaid-purchase.ts'

/**
 * Sets the purchase of a receipt that is not paid to PENDING or CANCELED: the one with the receipt's account token, else the one
 * that the caller names. The result is always a problem, because there is no payment.
 */
export async function updateReservation(
  ctx: Context,
  buyer: Buyer,
  state: UnpaidState,
): Promise<{ readonly problem: Problem; readonly purchase?: PurchaseRow }> {
  const reserved =
    state.accountToken === null
      ? null
      : await selectPurchaseByAccountToken(ctx.db, ctx.app.appId, state.accountToken)
  const mayBeUnknown = state.accountToken === null || ctx.app.row.accountTokenPolicy === 'ALLOW_UNKNOWN'
  const purchase = reserved ?? (mayBeUnknown ? buyer.purchase : null)
  if (reserved === null ? !mayBeUnknown : reserved.userId !== buyer.user.id) {
    const message = "The receipt is bound to another user's purchase."
    return { problem: receiptProblem('RECEIPT_USER_MISMATCH', message) }
  }
  if (purchase !== null && purchase.storeProductId !== state.storeProductId) {
    const message = 'The receipt is for another item than the purchase.'
    return { problem: receiptProblem('RECEIPT_ITEM_MISMATCH', message) }
  }
  const problem = toUnpaidProblem(state)
  if (purchase === null) return { problem }
  const moved = await moveUnpaidPurchase(ctx, purchase, state)
  return {
    problem,
    purchase: moved ?? (await selectPurchase(ctx.db, ctx.app.appId, purchase.id)) ?? purchase,
  }
}

function toUnpaidProblem(state: UnpaidState): Problem {
  return state.kind === 'pending'
    ? createProblem('PURCHASE_PENDING', 'The store has not charged the customer yet.', [], 60_000)
    : receiptProblem('PURCHASE_CANCELED', state.reason)
}
