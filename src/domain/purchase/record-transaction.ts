import { isUniqueViolation } from '../../db/errors.ts'
import {
  findIdempotencyKey,
  insertIdempotencyKeyOnce,
  type IdempotencyClaim,
} from '../../db/queries/idempotency-keys.ts'
import { findItemOfProduct, type ItemRow } from '../../db/queries/items.ts'
import { refundPayment } from '../../db/queries/move-payment.ts'
import { findPaymentOfTransaction, type PaymentRow } from '../../db/queries/payments.ts'
import { findPurchase, findPurchaseByAccountToken, type PurchaseRow } from '../../db/queries/purchases.ts'
import { recordPayment, type PaymentRecord } from '../../db/queries/record-payment.ts'
import { newUuid } from '../../platform/ids.ts'
import type { StoreName, StoreTraits, StoreTransaction } from '../../stores/contract.ts'
import type { Context } from '../context.ts'
import { createProblem, type Outcome, type Problem } from '../problem.ts'
import type { Buyer } from './buyer.ts'
import { makePurchase } from './request-purchase.ts'
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
  const checked = checkTransaction(ctx.app, { ...proven, item, bound })
  if ('code' in checked) return { problem: checked }
  if (existing !== null) return answerExisting(ctx, proven, existing)
  if (transaction.revokedAt !== null) return { problem: refunded() }
  const record = makeRecord(ctx, proven, checked.item, choosePurchase(ctx, proven, checked.item, bound))
  try {
    const payment = await recordPayment(ctx.db, record)
    if (payment === null) return null
    const purchase = await findPurchase(ctx.db, appId, payment.purchaseId)
    return purchase === null ? null : { payment, purchase, replayed: false, problem: null }
  } catch (error) {
    if (isUniqueViolation(error)) return null
    throw error
  }
}

type CanceledSale = Pick<ProvenTransaction, 'buyer' | 'store'> & {
  readonly sale: Pick<StoreTransaction, 'environment' | 'storeTransactionId' | 'lineItem'>
}

/** A sale that the store calls canceled: if it is a payment already, it was taken back after; null if it is none. */
export async function recordCancellation(
  ctx: Context,
  { buyer, store, sale }: CanceledSale,
): Promise<Outcome<RecordResult> | null> {
  const existing = await findPaymentOfTransaction(ctx.db, ctx.app.appId, { store, ...sale })
  if (existing === null) return null
  return answerExisting(ctx, { buyer, claim: null, transaction: { revokedAt: ctx.clock() } }, existing)
}

type Resubmitted = Pick<ProvenTransaction, 'buyer' | 'claim'> & {
  readonly transaction: Pick<StoreTransaction, 'revokedAt'>
}

async function answerExisting(
  ctx: Context,
  { buyer, transaction, claim }: Resubmitted,
  existing: PaymentRow,
): Promise<Outcome<RecordResult> | null> {
  if (existing.userId !== buyer.user.id) {
    return {
      problem: createProblem('RECEIPT_OTHER_USER', 'Another user has taken this receipt.', ['receipt']),
    }
  }
  if (transaction.revokedAt !== null) await noteRefund(ctx, existing, transaction.revokedAt)
  const purchase = await findPurchase(ctx.db, ctx.app.appId, existing.purchaseId)
  if (purchase === null) throw new Error('a payment must have its purchase')
  if (transaction.revokedAt !== null || existing.status === 'REFUNDED')
    return { problem: refunded(), purchase }
  if (claim !== null && !(await keepClaim(ctx, claim, existing))) return null
  return { payment: existing, purchase, replayed: true, problem: null }
}

/** The key belongs to this payment from now on, though another call made it; false if another call has the key. */
async function keepClaim(ctx: Context, claim: IdempotencyClaim, payment: PaymentRow): Promise<boolean> {
  const { appId } = ctx.app
  const row = { appId, ...claim, subjectId: payment.id, createdAt: ctx.clock() }
  if (await insertIdempotencyKeyOnce(ctx.db, row)) return true
  return (await findIdempotencyKey(ctx.db, appId, claim))?.fingerprint === claim.fingerprint
}

/** The store told of a refund in passing. */
async function noteRefund(ctx: Context, payment: PaymentRow, refundedAt: Date): Promise<void> {
  const moved = await refundPayment(ctx.db, {
    appId: ctx.app.appId,
    paymentId: payment.id,
    refundedAt,
    reason: null,
    source: 'VERIFICATION',
    eventId: newUuid(),
    now: ctx.clock(),
  })
  if (moved !== null) ctx.feed.announce()
}

/** The store's account token says which reservation was paid; else the caller's word does; else one is made. */
function choosePurchase(
  ctx: Context,
  { buyer, store, transaction }: ProvenTransaction,
  item: ItemRow,
  bound: PurchaseRow | null,
): PaymentRecord['purchase'] {
  const named = bound ?? buyer.purchase
  if (named !== null && named.status !== 'VERIFIED' && named.itemId === item.id && named.store === store) {
    return { reservedId: named.id }
  }
  const made = makePurchase(ctx, {
    userId: buyer.user.id,
    itemId: item.id,
    store,
    storeProductId: transaction.storeProductId,
    developerPayload: null,
  })
  return { made }
}

function makeRecord(
  ctx: Context,
  { buyer, store, traits, transaction, claim }: ProvenTransaction,
  item: ItemRow,
  purchase: PaymentRecord['purchase'],
): PaymentRecord {
  const { environment, storeTransactionId, lineItem, storeOrderId, quantity, paidAt, price } = transaction
  return {
    payment: {
      appId: ctx.app.appId,
      id: newUuid(),
      userId: buyer.user.id,
      itemId: item.id,
      consumable: item.type === 'CONSUMABLE' || item.type === 'CONSUMABLE_AUTO_RENEWABLE',
      store,
      environment,
      storeTransactionId,
      lineItem,
      storeOrderId,
      priceMicros: price?.amountMicros ?? null,
      currencyCode: price?.currencyCode ?? null,
      quantity,
      paidAt,
      verifiedAt: ctx.clock(),
      settlementStatus: traits.needsSettlement ? 'WAITING' : 'NOT_NEEDED',
    },
    purchase,
    eventId: newUuid(),
    receipt: { id: newUuid(), raw: transaction.raw },
    claim,
  }
}

function refunded(): Problem {
  return createProblem('PAYMENT_REFUNDED', 'The store took the money back.', ['receipt'])
}
