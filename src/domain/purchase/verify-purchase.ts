import type { IdempotencyRecord } from '../../db/queries/idempotency-keys.ts'
import { selectPayment, selectPaymentOfSale } from '../../db/queries/payments.ts'
import { selectPurchase } from '../../db/queries/purchases.ts'
import { sha256 } from '../../platform/crypto.ts'
import type { StoreTransaction, VerifyOutcome } from '../../stores/contract/sale.ts'
import type { StoreName } from '../../stores/contract/store-adapter.ts'
import type { Context } from '../context.ts'
import { findKeyUse } from '../idempotency/find-key-use.ts'
import { checkIdempotencyKey, createIdempotencyRecord } from '../idempotency/idempotency-record.ts'
import { createProblem, receiptProblem, type Outcome, type Problem } from '../problem.ts'
import { retryOnConflict } from '../retry-on-conflict.ts'
import { storeNotConnected } from '../store-connection/store-not-connected.ts'
import { toStoreProblem } from '../store-connection/to-store-problem.ts'
import { itemMismatch, type Buyer } from '../store-sync/check-transaction.ts'
import { toPaymentIdentity } from '../store-sync/sale-identity.ts'
import { checkPurchaseStore, findBuyer } from './find-buyer.ts'
import { measureVerification } from './measure-verification.ts'
import { findRecordedPayment, type Unknown } from './find-recorded-payment.ts'
import { assertReceiptRateLimit, countRejectedReceipt } from './receipt-rate-limit.ts'
import { resubmitPayment, type SubmittedPayment } from './resubmit-payment.ts'
import {
  submitReservedTransaction,
  submitTransaction,
  type StoreVerification,
  type Verified,
} from './submit-transaction.ts'
import { updateReservation } from './update-reservation.ts'
import { verifySubscription } from './verify-subscription.ts'

export type VerifyPurchaseInput = {
  readonly purchaseId: string | null
  readonly userId: string | null
  /** null if the server does not support the store. */
  readonly store: StoreName | null
  /** The part of the receipt that is specific to the store. */
  readonly receipt: unknown
  readonly idempotencyKey: string | null
}

export type VerifyPurchaseResult = SubmittedPayment & {
  /** Whether the receipt proves that its sender is the buyer, who may then see the purchase token. */
  readonly hasProofOfPurchase: boolean
}

type VerifyRequest = Pick<StoreVerification, 'buyer' | 'idempotencyRecord'>
type Canceled = Extract<VerifyOutcome, { kind: 'canceled' }>

/** The maximum length of a receipt, in characters of JSON. */
const maxReceiptLength = 1_792 * 1024

/** How often a verified receipt is evaluated because another call recorded the transaction or used the purchase meanwhile. */
const maxAttempts = 4

/**
 * Verifies a receipt at its store and records the payment. No lock and no transaction is held while the store is called; the
 * payment is recorded by one statement.
 */
export function verifyPurchase(
  ctx: Context,
  input: VerifyPurchaseInput,
): Promise<Outcome<VerifyPurchaseResult>> {
  return measureVerification(ctx, input.store, () => verify(ctx, input))
}

async function verify(ctx: Context, input: VerifyPurchaseInput): Promise<Outcome<VerifyPurchaseResult>> {
  const receiptText = JSON.stringify(input.receipt)
  const problem = checkIdempotencyKey(input.idempotencyKey) ?? checkReceiptLength(receiptText)
  if (problem !== null) return { problem }
  const buyer = await findBuyer(ctx, input)
  if ('problem' in buyer) return buyer
  const idempotencyRecord = createIdempotencyRecord(ctx.caller, {
    operation: 'verifyPurchase',
    key: input.idempotencyKey,
    userId: buyer.user.id,
    args: {
      purchaseId: input.purchaseId,
      userId: buyer.user.externalId,
      receipt: sha256(receiptText).toString('base64url'),
    },
  })
  const replayed = await findReplay(ctx, idempotencyRecord)
  if (replayed !== null) return replayed
  const mismatch = checkPurchaseStore(buyer.purchase, input.store)
  if (mismatch !== null) return { problem: mismatch }
  await assertReceiptRateLimit(ctx, buyer.user.id)
  return verifyWithStore(ctx, { buyer, idempotencyRecord }, input)
}

/** A store that cannot be called has not rejected the receipt: the result is then a problem of the store, which says so. */
async function verifyWithStore(
  ctx: Context,
  request: VerifyRequest,
  { store, receipt }: VerifyPurchaseInput,
): Promise<Outcome<VerifyPurchaseResult>> {
  const { purchase } = request.buyer
  const known = purchase === null ? {} : { purchase }
  if (store === null) return { problem: storeNotConnected('this store', ['receipt']), ...known }
  try {
    const adapter = await ctx.stores.find(ctx.app.appId, store)
    if (adapter === null) return { problem: storeNotConnected(store, ['receipt']), ...known }
    const outcome = await adapter.verifyReceipt(receipt)
    return await applyOutcome(ctx, { ...request, store, traits: adapter.traits }, outcome)
  } catch (error) {
    return { problem: toStoreProblem(ctx, store, error), ...known }
  }
}

async function applyOutcome(
  ctx: Context,
  verification: StoreVerification,
  outcome: VerifyOutcome,
): Promise<Outcome<VerifyPurchaseResult>> {
  switch (outcome.kind) {
    case 'rejected':
      return countIfRejected(ctx, verification, { problem: receiptProblem(outcome.code, outcome.reason) })
    case 'pending':
      return updateReservation(ctx, verification.buyer, outcome)
    case 'canceled':
      return applyCanceled(ctx, verification, outcome)
    case 'unknown':
      return applyUnknown(ctx, verification, outcome)
    case 'subscription':
      return applySubscription(ctx, verification, outcome)
    case 'verified':
      return applyVerified(ctx, verification, outcome)
  }
}

/** A canceled sale that already is a payment was refunded after it was paid; any other cancels its purchase. */
async function applyCanceled(
  ctx: Context,
  verification: StoreVerification,
  outcome: Canceled,
): Promise<Outcome<VerifyPurchaseResult>> {
  const { buyer, store } = verification
  const payment = await selectPaymentOfSale(ctx.db, ctx.app.appId, toPaymentIdentity(store, outcome))
  if (payment === null) return updateReservation(ctx, buyer, outcome)
  const { quantity } = payment
  const refund = { full: true, refundedAt: ctx.clock(), quantity, amountMicros: null, reason: null }
  const reported = { store, refund, reference: outcome.reference, raw: outcome.raw }
  const submitted = await resubmitPayment(ctx, { buyer, idempotencyRecord: null, reported }, payment)
  // Without an idempotency key there is no conflict that would give null.
  if (submitted === null) return updateReservation(ctx, buyer, outcome)
  if (submitted.problem !== null) return countIfRejected(ctx, verification, submitted)
  return { ...submitted, hasProofOfPurchase: false }
}

/** A store forgets sales. What is recorded stays valid: it was verified when the store knew the sale. */
async function applyUnknown(
  ctx: Context,
  verification: StoreVerification,
  outcome: Unknown,
): Promise<Outcome<VerifyPurchaseResult>> {
  const { buyer, store, idempotencyRecord } = verification
  const payment = await findRecordedPayment(ctx, store, outcome)
  const submission = { buyer, idempotencyRecord, reported: null }
  const submitted = payment === null ? null : await resubmitPayment(ctx, submission, payment)
  if (submitted === null) {
    const problem = receiptProblem('RECEIPT_INVALID', outcome.reason)
    return (await findReplay(ctx, idempotencyRecord)) ?? countIfRejected(ctx, verification, { problem })
  }
  if (submitted.problem !== null) return countIfRejected(ctx, verification, submitted)
  if (buyer.purchase !== null && buyer.purchase.itemId !== submitted.payment.itemId) {
    return countIfRejected(ctx, verification, { problem: itemMismatch() })
  }
  return { ...submitted, hasProofOfPurchase: outcome.proves === 'POSSESSION' }
}

/** I1: a store transaction becomes at most one payment, whoever submits it, however often and however concurrently. */
async function applyVerified(
  ctx: Context,
  verification: StoreVerification,
  outcome: Verified,
): Promise<Outcome<VerifyPurchaseResult>> {
  const { buyer, idempotencyRecord } = verification
  const submitted =
    (await submitReservedTransaction(ctx, verification, outcome)) ??
    (await retryOnConflict(maxAttempts, () => submitTransaction(ctx, verification, outcome)))
  if (submitted === null) {
    // The conflict may be the key itself, used by a concurrent call with the same arguments.
    const problem = createProblem('BUSY', 'Another request is processing this purchase.', [], 100)
    return (await findReplay(ctx, idempotencyRecord)) ?? { problem }
  }
  if (submitted.problem !== null) return countIfRejected(ctx, verification, submitted)
  ctx.events.notifyCommitted(ctx.app.appId)
  const hasProofOfPurchase =
    outcome.proves === 'POSSESSION' || (!submitted.replayed && isReservedByCaller(buyer, outcome.transaction))
  return { ...submitted, hasProofOfPurchase }
}

/** The store is read by the reader of subscriptions, which records all periods. */
async function applySubscription(
  ctx: Context,
  verification: StoreVerification,
  outcome: Extract<VerifyOutcome, { kind: 'subscription' }>,
): Promise<Outcome<VerifyPurchaseResult>> {
  const { buyer, idempotencyRecord } = verification
  const submitted = await verifySubscription(ctx, verification, outcome)
  if (submitted === null) {
    const problem = createProblem('BUSY', 'Another request is processing this purchase.', [], 100)
    return (await findReplay(ctx, idempotencyRecord)) ?? { problem }
  }
  if (submitted.problem !== null) return countIfRejected(ctx, verification, submitted)
  ctx.events.notifyCommitted(ctx.app.appId)
  const isOwnPurchase = !submitted.replayed && buyer.purchase?.id === submitted.purchase.id
  return { ...submitted, hasProofOfPurchase: outcome.proves === 'POSSESSION' || isOwnPurchase }
}

/**
 * A bare transaction id proves nothing. But the first caller that submits it together with the open purchase which it pays for
 * is the one that requested the purchase, because nobody else knows both ids yet. A later caller may have read them in a list.
 */
function isReservedByCaller({ purchase }: Buyer, { accountToken }: StoreTransaction): boolean {
  return purchase !== null && purchase.status !== 'VERIFIED' && purchase.accountToken === accountToken
}

/** The result of an earlier call with the same idempotency key; null if there was none. */
async function findReplay(
  ctx: Context,
  idempotencyRecord: IdempotencyRecord | null,
): Promise<Outcome<VerifyPurchaseResult> | null> {
  const use = await findKeyUse(ctx, idempotencyRecord)
  if (use === null || use.problem !== null) return use
  // A client without a user token gets the purchase token for its receipt only, so the store has to verify that again.
  if (ctx.caller.kind === 'CLIENT' && ctx.caller.userId === null) return null
  const payment = await selectPayment(ctx.db, ctx.app.appId, use.resourceId)
  const purchase = payment === null ? null : await selectPurchase(ctx.db, ctx.app.appId, payment.purchaseId)
  if (payment === null || purchase === null) return null
  return { payment, purchase, replayed: true, hasProofOfPurchase: false, problem: null }
}

async function countIfRejected<Result extends { readonly problem: Problem }>(
  ctx: Context,
  { buyer }: VerifyRequest,
  result: Result,
): Promise<Result> {
  if (result.problem.code.startsWith('RECEIPT_')) await countRejectedReceipt(ctx, buyer.user.id)
  return result
}

function checkReceiptLength(receiptText: string): Problem | null {
  if (receiptText.length <= maxReceiptLength) return null
  return receiptProblem('RECEIPT_INVALID', 'The receipt is too long.')
}
