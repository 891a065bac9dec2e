import {
  findIdempotencyKey,
  insertIdempotencyKeyOnce,
  type IdempotencyClaim,
} from '../../db/queries/idempotency-keys.ts'
import { findItemOfProduct } from '../../db/queries/items.ts'
import {
  findPayment,
  findPaymentOfTransaction,
  markSubmitted,
  type PaymentRow,
} from '../../db/queries/payments.ts'
import { findPurchase, findPurchaseByAccountToken, type PurchaseRow } from '../../db/queries/purchases.ts'
import { StoreMisconfigured, type StoreName, type StoreTraits } from '../../stores/contract.ts'
import type { SaleReference, StoreRefund, StoreTransaction } from '../../stores/sale-contract.ts'
import type { Context } from '../context.ts'
import { createProblem, type Outcome, type Problem } from '../problem.ts'
import { applyRefund } from '../refund/apply-refund.ts'
import { planRefund } from '../refund/plan-refund.ts'
import { hashSaleKey } from '../sale/sale-reference.ts'
import { syncSale } from '../sale/sync-sale.ts'
import type { Buyer } from './buyer.ts'
import { recordPayment } from './record-payment.ts'
import { checkTransaction } from './transaction-rules.ts'

export type ProvenTransaction = {
  readonly buyer: Buyer
  readonly store: StoreName
  readonly traits: StoreTraits
  readonly transaction: StoreTransaction
  readonly proves: 'POSSESSION' | 'NOTHING'
  readonly claim: IdempotencyClaim | null
}

export type RecordResult = {
  readonly payment: PaymentRow
  readonly purchase: PurchaseRow
  readonly replayed: boolean
}

/** Others may record the same transaction, or take the same reservation, while we decide: then we look again. */
const attempts = 4

/** I1: a store transaction becomes at most one payment, whoever submits it, however often and at once. */
export async function recordTransaction(
  ctx: Context,
  proven: ProvenTransaction,
): Promise<Outcome<RecordResult>> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const outcome = await tryRecord(ctx, proven)
    if (outcome !== null) return outcome
  }
  return { problem: createProblem('BUSY', 'The purchase is being worked on by another call.', [], 100) }
}

async function tryRecord(ctx: Context, proven: ProvenTransaction): Promise<Outcome<RecordResult> | null> {
  const { transaction, store } = proven
  const { appId } = ctx.app
  const [item, bound, existing] = await Promise.all([
    findItemOfProduct(ctx.db, appId, store, transaction.storeProductId),
    transaction.accountToken === null
      ? null
      : findPurchaseByAccountToken(ctx.db, appId, transaction.accountToken),
    findPaymentOfTransaction(ctx.db, appId, { store, ...transaction }),
  ])
  const isTheirs = existing?.userId === proven.buyer.user.id
  const checked = checkTransaction(ctx.app, { ...proven, item, bound, isTheirs })
  if ('code' in checked) return { problem: checked }
  if (existing !== null) return answerExisting(ctx, proven, existing)
  if (transaction.refund?.full === true) return { problem: refunded() }
  const recorded = await recordPayment(ctx, {
    ...proven,
    item: checked.item,
    bound,
    isSubmitted: true,
    read: null,
  })
  if (recorded === null) return null
  const payment = recorded.saleWasRead
    ? await readAgain(ctx, proven, recorded.payment)
    : await followStore(ctx, proven, recorded.payment)
  return { payment, purchase: recorded.purchase, replayed: false, problem: null }
}

type CanceledSale = Pick<ProvenTransaction, 'buyer' | 'store'> & {
  readonly sale: Pick<StoreTransaction, 'environment' | 'storeTransactionId' | 'lineItem'>
  readonly reference: SaleReference
}

/** A sale that the store calls canceled: if it is a payment already, it was taken back after; null if it is none. */
export async function recordCancellation(
  ctx: Context,
  { buyer, store, sale, reference }: CanceledSale,
): Promise<Outcome<RecordResult> | null> {
  const existing = await findPaymentOfTransaction(ctx.db, ctx.app.appId, { store, ...sale })
  if (existing === null) return null
  const refund = {
    full: true,
    refundedAt: ctx.clock(),
    quantity: existing.quantity,
    amountMicros: null,
    reason: null,
  }
  return answerExisting(ctx, { buyer, store, claim: null, transaction: { refund, reference } }, existing)
}

type Resubmitted = Pick<ProvenTransaction, 'buyer' | 'store' | 'claim'> & { readonly transaction: ToldSale }
type ToldSale = { readonly refund: StoreRefund | null; readonly reference: SaleReference }

async function answerExisting(
  ctx: Context,
  resubmitted: Resubmitted,
  existing: PaymentRow,
): Promise<Outcome<RecordResult> | null> {
  const { buyer, claim } = resubmitted
  if (existing.userId !== buyer.user.id) {
    return {
      problem: createProblem('RECEIPT_USER_MISMATCH', 'Another user has taken this receipt.', ['receipt']),
    }
  }
  const payment = await followStore(ctx, resubmitted, existing)
  const purchase = await findPurchase(ctx.db, ctx.app.appId, payment.purchaseId)
  if (purchase === null) throw new Error('a payment must have its purchase')
  if (payment.status === 'REFUNDED') return { problem: refunded(), purchase }
  if (claim !== null && !(await keepClaim(ctx, claim, payment))) return null
  return { payment, purchase, replayed: !(await isFirstSubmission(ctx, payment)), problem: null }
}

/** The store's own message may have recorded it before the app came. */
async function isFirstSubmission(ctx: Context, { id, submittedAt }: PaymentRow): Promise<boolean> {
  return submittedAt === null && markSubmitted(ctx.db, ctx.app.appId, id, ctx.clock())
}

type ToldBy = { readonly store: StoreName; readonly transaction: ToldSale }

/** The store told of a refund, or of one that was reversed, in passing. */
function followStore(ctx: Context, told: ToldBy, payment: PaymentRow): Promise<PaymentRow> | PaymentRow {
  return planRefund(payment, told.transaction.refund) === null ? payment : readAgain(ctx, told, payment)
}

/**
 * What the store told in passing may be older than what a notification has brought in the meantime, so the sale is read once
 * more, in turn with everybody else.
 */
async function readAgain(
  ctx: Context,
  { store, transaction }: ToldBy,
  payment: PaymentRow,
): Promise<PaymentRow> {
  const { key, details } = transaction.reference
  try {
    await syncSale(ctx, { store, key: hashSaleKey(key), details, source: 'VERIFICATION' })
  } catch (error) {
    // A connection that cannot ask has what the store signed, and nothing that could be newer.
    if (!(error instanceof StoreMisconfigured)) throw error
    const news = { refund: transaction.refund, source: 'VERIFICATION', read: null } as const
    return (await applyRefund(ctx, payment, news)).payment
  }
  return (await findPayment(ctx.db, ctx.app.appId, payment.id)) ?? payment
}

/** The key belongs to this payment from now on, though another call made it; false if another call has the key. */
async function keepClaim(ctx: Context, claim: IdempotencyClaim, payment: PaymentRow): Promise<boolean> {
  const { appId } = ctx.app
  const row = { appId, ...claim, subjectId: payment.id, createdAt: ctx.clock() }
  if (await insertIdempotencyKeyOnce(ctx.db, row)) return true
  return (await findIdempotencyKey(ctx.db, appId, claim))?.fingerprint === claim.fingerprint
}

function refunded(): Problem {
  return createProblem('PAYMENT_REFUNDED', 'The store took the money back.', ['receipt'])
}
