import {
  selectIdempotencyKey,
  insertIdempotencyKey,
  type IdempotencyRecord,
} from '../../db/queries/idempotency-keys.ts'
import { selectItemOfProduct } from '../../db/queries/items.ts'
import {
  selectPayment,
  selectPaymentOfTransaction,
  updatePaymentSubmitted,
  type PaymentRow,
} from '../../db/queries/payments.ts'
import { selectPurchase, selectPurchaseByAccountToken, type PurchaseRow } from '../../db/queries/purchases.ts'
import {
  StoreMisconfiguredError,
  type StoreName,
  type StoreTraits,
} from '../../stores/contract/store-adapter.ts'
import type { SaleReference, StoreRefund, StoreTransaction } from '../../stores/contract/sale.ts'
import type { Context } from '../context.ts'
import { createProblem, type Outcome, type Problem } from '../problem.ts'
import { applyRefund } from '../store-sync/apply-refund.ts'
import { planRefund } from '../store-sync/plan-refund.ts'
import { hashSaleKey } from '../store-sync/sale-reference.ts'
import { syncSale } from '../store-sync/sync-sale.ts'
import type { Buyer } from './find-buyer.ts'
import { recordPayment } from '../store-sync/record-payment.ts'
import { checkTransaction } from '../store-sync/check-transaction.ts'

export type VerifiedReceipt = {
  readonly buyer: Buyer
  readonly store: StoreName
  readonly traits: StoreTraits
  readonly transaction: StoreTransaction
  readonly proves: 'POSSESSION' | 'NOTHING'
  readonly idempotencyRecord: IdempotencyRecord | null
}

export type RecordedPurchase = {
  readonly payment: PaymentRow
  readonly purchase: PurchaseRow
  readonly replayed: boolean
}

/** Others may record the same transaction, or take the same reservation, while we decide: then we look again. */
const maxAttempts = 4

/** I1: a store transaction becomes at most one payment, whoever submits it, however often and at once. */
export async function recordTransaction(
  ctx: Context,
  receipt: VerifiedReceipt,
): Promise<Outcome<RecordedPurchase>> {
  for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
    const outcome = await tryRecordTransaction(ctx, receipt)
    if (outcome !== null) return outcome
  }
  return { problem: createProblem('BUSY', 'Another request is processing this purchase.', [], 100) }
}

async function tryRecordTransaction(
  ctx: Context,
  receipt: VerifiedReceipt,
): Promise<Outcome<RecordedPurchase> | null> {
  const { transaction, store } = receipt
  const { appId } = ctx.app
  const [item, reservedPurchase, existing] = await Promise.all([
    selectItemOfProduct(ctx.db, appId, store, transaction.storeProductId),
    transaction.accountToken === null
      ? null
      : selectPurchaseByAccountToken(ctx.db, appId, transaction.accountToken),
    selectPaymentOfTransaction(ctx.db, appId, { store, ...transaction }),
  ])
  const isOwnedByBuyer = existing?.userId === receipt.buyer.user.id
  const checked = checkTransaction(ctx.app, { ...receipt, item, reservedPurchase, isOwnedByBuyer })
  if ('code' in checked) return { problem: checked }
  if (existing !== null) return resolveExistingPayment(ctx, receipt, existing)
  if (transaction.refund?.full === true) return { problem: paymentRefunded() }
  const recorded = await recordPayment(ctx, {
    ...receipt,
    item: checked.item,
    reservedPurchase,
    isSubmitted: true,
    readVersion: null,
  })
  if (recorded === null) return null
  const payment = recorded.saleWasRead
    ? await rereadSale(ctx, receipt, recorded.payment)
    : await syncRefundIfChanged(ctx, receipt, recorded.payment)
  return { payment, purchase: recorded.purchase, replayed: false, problem: null }
}

type CanceledReceipt = Pick<VerifiedReceipt, 'buyer' | 'store'> & {
  readonly sale: Pick<StoreTransaction, 'environment' | 'storeTransactionId' | 'lineItem'>
  readonly reference: SaleReference
}

/** A sale that the store calls canceled: if it is a payment already, it was taken back after; null if it is none. */
export async function resolveCanceledSale(
  ctx: Context,
  { buyer, store, sale, reference }: CanceledReceipt,
): Promise<Outcome<RecordedPurchase> | null> {
  const existing = await selectPaymentOfTransaction(ctx.db, ctx.app.appId, { store, ...sale })
  if (existing === null) return null
  const refund = {
    full: true,
    refundedAt: ctx.clock(),
    quantity: existing.quantity,
    amountMicros: null,
    reason: null,
  }
  return resolveExistingPayment(
    ctx,
    { buyer, store, idempotencyRecord: null, transaction: { refund, reference } },
    existing,
  )
}

type Resubmission = Pick<VerifiedReceipt, 'buyer' | 'store' | 'idempotencyRecord'> & {
  readonly transaction: StoreReportedSale
}
type StoreReportedSale = { readonly refund: StoreRefund | null; readonly reference: SaleReference }

async function resolveExistingPayment(
  ctx: Context,
  resubmission: Resubmission,
  existing: PaymentRow,
): Promise<Outcome<RecordedPurchase> | null> {
  const { buyer, idempotencyRecord } = resubmission
  if (existing.userId !== buyer.user.id) {
    return {
      problem: createProblem('RECEIPT_USER_MISMATCH', 'The receipt is already used by another user.', [
        'receipt',
      ]),
    }
  }
  const payment = await syncRefundIfChanged(ctx, resubmission, existing)
  const purchase = await selectPurchase(ctx.db, ctx.app.appId, payment.purchaseId)
  if (purchase === null) throw new Error('a payment must have its purchase')
  if (payment.status === 'REFUNDED') return { problem: paymentRefunded(), purchase }
  if (idempotencyRecord !== null && !(await saveIdempotencyKey(ctx, idempotencyRecord, payment))) return null
  return { payment, purchase, replayed: !(await isFirstSubmission(ctx, payment)), problem: null }
}

/** The store's own message may have recorded it before the app came. */
async function isFirstSubmission(ctx: Context, { id, submittedAt }: PaymentRow): Promise<boolean> {
  return submittedAt === null && updatePaymentSubmitted(ctx.db, ctx.app.appId, id, ctx.clock())
}

type StoreReport = { readonly store: StoreName; readonly transaction: StoreReportedSale }

/** The store told of a refund, or of one that was reversed, in passing. */
function syncRefundIfChanged(
  ctx: Context,
  report: StoreReport,
  payment: PaymentRow,
): Promise<PaymentRow> | PaymentRow {
  return planRefund(payment, report.transaction.refund) === null ? payment : rereadSale(ctx, report, payment)
}

/**
 * What the store told in passing may be older than what a notification has brought in the meantime, so the sale is read once
 * more, in turn with everybody else.
 */
async function rereadSale(
  ctx: Context,
  { store, transaction }: StoreReport,
  payment: PaymentRow,
): Promise<PaymentRow> {
  const { key, details } = transaction.reference
  try {
    await syncSale(ctx, { store, key: hashSaleKey(key), details, source: 'VERIFICATION' })
  } catch (error) {
    // A connection that cannot ask has what the store signed, and nothing that could be newer.
    if (!(error instanceof StoreMisconfiguredError)) throw error
    const update = { refund: transaction.refund, source: 'VERIFICATION', saleRead: null } as const
    return (await applyRefund(ctx, payment, update)).payment
  }
  return (await selectPayment(ctx.db, ctx.app.appId, payment.id)) ?? payment
}

/** The key belongs to this payment from now on, though another call made it; false if another call has the key. */
async function saveIdempotencyKey(
  ctx: Context,
  idempotencyRecord: IdempotencyRecord,
  payment: PaymentRow,
): Promise<boolean> {
  const { appId } = ctx.app
  const row = { appId, ...idempotencyRecord, resourceId: payment.id, createdAt: ctx.clock() }
  if (await insertIdempotencyKey(ctx.db, row)) return true
  return (
    (await selectIdempotencyKey(ctx.db, appId, idempotencyRecord))?.requestHash ===
    idempotencyRecord.requestHash
  )
}

function paymentRefunded(): Problem {
  return createProblem('PAYMENT_REFUNDED', 'The store refunded this payment.', ['receipt'])
}
