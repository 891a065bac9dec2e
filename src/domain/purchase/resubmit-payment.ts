import type { IdempotencyRecord } from '../../db/queries/idempotency-keys.ts'
import { updatePaymentSubmitted } from '../../db/queries/payments.ts'
import { selectPurchase } from '../../db/queries/purchases.ts'
import type { StoreTransaction } from '../../stores/contract/sale.ts'
import type { Context } from '../context.ts'
import { saveKey } from '../idempotency/save-key.ts'
import type { PaymentRow, PurchaseRow } from '../models.ts'
import { receiptProblem, type Outcome, type Problem } from '../problem.ts'
import type { Buyer } from '../store-sync/check-transaction.ts'
import { fillMissingFields } from '../store-sync/fill-missing-fields.ts'
import { refreshIfRefundChanged, type ReportedSale } from '../store-sync/refresh-reported-sale.ts'

/** The payment of a submitted receipt. `replayed`: an earlier call submitted it. */
export type SubmittedPayment = {
  readonly payment: PaymentRow
  readonly purchase: PurchaseRow
  readonly replayed: boolean
}

type SubmittedSale = ReportedSale & Partial<Pick<StoreTransaction, 'price' | 'storeOrderId'>>

type Submission = {
  readonly buyer: Buyer
  readonly idempotencyRecord: IdempotencyRecord | null
  /** What the store reports now; null if it does not know the sale any more. */
  readonly reported: SubmittedSale | null
}

/** Submits the receipt of a payment that is already recorded; null if another call used the idempotency key in the meantime. */
export async function resubmitPayment(
  ctx: Context,
  { buyer, idempotencyRecord, reported }: Submission,
  existing: PaymentRow,
): Promise<Outcome<SubmittedPayment> | null> {
  if (existing.userId !== buyer.user.id) {
    return {
      problem: receiptProblem('RECEIPT_USER_MISMATCH', 'The receipt is already used by another user.'),
    }
  }
  const payment = reported === null ? existing : await updateFromReport(ctx, existing, reported)
  const purchase = await selectPurchase(ctx.db, ctx.app.appId, payment.purchaseId)
  if (purchase === null) throw new Error('a payment must have its purchase')
  if (payment.status === 'REFUNDED') return { problem: paymentRefunded(), purchase }
  if (idempotencyRecord !== null && !(await saveKey(ctx, idempotencyRecord, payment.id))) return null
  return { payment, purchase, replayed: !(await isFirstSubmission(ctx, payment)), problem: null }
}

async function updateFromReport(
  ctx: Context,
  existing: PaymentRow,
  reported: SubmittedSale,
): Promise<PaymentRow> {
  const { price = null, storeOrderId = null } = reported
  const payment = await fillMissingFields(ctx, existing, { price, storeOrderId })
  return refreshIfRefundChanged(ctx, payment, reported)
}

export function paymentRefunded(): Problem {
  return receiptProblem('PAYMENT_REFUNDED', 'The store refunded this payment.')
}

/** A payment that was recorded from a notification of the store is not submitted yet. */
async function isFirstSubmission(ctx: Context, { id, submittedAt }: PaymentRow): Promise<boolean> {
  return submittedAt === null && updatePaymentSubmitted(ctx.db, ctx.app.appId, id, ctx.clock())
}
