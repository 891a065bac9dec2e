import type { IdempotencyRecord } from '../../db/queries/idempotency-keys.ts'
import { selectItemOfProduct } from '../../db/queries/items.ts'
import { selectPayment, selectPaymentOfTransaction } from '../../db/queries/payments.ts'
import { selectPurchase, selectPurchaseByAccountToken } from '../../db/queries/purchases.ts'
import { sha256 } from '../../platform/crypto.ts'
import type { StoreTransaction, VerifyOutcome } from '../../stores/contract/sale.ts'
import type { StoreName, StoreTraits } from '../../stores/contract/store-adapter.ts'
import type { Context } from '../context.ts'
import { findKeyUse } from '../idempotency/find-key-use.ts'
import { checkIdempotencyKey, createIdempotencyRecord } from '../idempotency/idempotency-record.ts'
import { createProblem, receiptProblem, type Outcome, type Problem } from '../problem.ts'
import { retryOnConflict } from '../retry-on-conflict.ts'
import { storeNotConnected } from '../store-connection/store-not-connected.ts'
import { toStoreProblem } from '../store-connection/to-store-problem.ts'
import { checkTransaction, type Buyer } from '../store-sync/check-transaction.ts'
import { recordPayment } from '../store-sync/record-payment.ts'
import { refreshIfRefundChanged, refreshReportedSale } from '../store-sync/refresh-reported-sale.ts'
import { checkPurchaseStore, findBuyer } from './find-buyer.ts'
import { assertReceiptRateLimit, countRejectedReceipt } from './receipt-rate-limit.ts'
import { paymentRefunded, resubmitPayment, type SubmittedPayment } from './resubmit-payment.ts'
import { updateReservation } from './update-reservation.ts'

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

type VerifyRequest = { readonly buyer: Buyer; readonly idempotencyRecord: IdempotencyRecord | null }
type StoreVerification = VerifyRequest & { readonly store: StoreName; readonly traits: StoreTraits }
type Verified = Extract<VerifyOutcome, { kind: 'verified' }>
type Canceled = Extract<VerifyOutcome, { kind: 'canceled' }>

/** The maximum length of a receipt, in characters of JSON. */
const maxReceiptLength = 384 * 1024

/** How often a verified receipt is evaluated because another call recorded the transaction or used the purchase meanwhile. */
const maxAttempts = 4

/**
 * Verifies a receipt at its store and records the payment. No lock and no transaction is held while the store is called; the
 * payment is recorded by one statement.
 */
export async function verifyPurchase(
  ctx: Context,
  input: VerifyPurchaseInput,
): Promise<Outcome<VerifyPurchaseResult>> {
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
  const { sale, environment, reference } = outcome
  const payment =
    sale === undefined
      ? null
      : await selectPaymentOfTransaction(ctx.db, ctx.app.appId, { store, environment, ...sale })
  if (payment === null) return updateReservation(ctx, buyer, outcome)
  const { quantity } = payment
  const refund = { full: true, refundedAt: ctx.clock(), quantity, amountMicros: null, reason: null }
  const submission = { buyer, idempotencyRecord: null, reported: { store, refund, reference } }
  const submitted = await resubmitPayment(ctx, submission, payment)
  // Without an idempotency key there is no conflict that would give null.
  if (submitted === null) return updateReservation(ctx, buyer, outcome)
  if (submitted.problem !== null) return countIfRejected(ctx, verification, submitted)
  return { ...submitted, hasProofOfPurchase: false }
}

/** I1: a store transaction becomes at most one payment, whoever submits it, however often and however concurrently. */
async function applyVerified(
  ctx: Context,
  verification: StoreVerification,
  outcome: Verified,
): Promise<Outcome<VerifyPurchaseResult>> {
  const { buyer, idempotencyRecord } = verification
  const submitted = await retryOnConflict(maxAttempts, () => submitTransaction(ctx, verification, outcome))
  if (submitted === null) {
    // The conflict may be the key itself, used by a concurrent call with the same arguments.
    const problem = createProblem('BUSY', 'Another request is processing this purchase.', [], 100)
    return (await findReplay(ctx, idempotencyRecord)) ?? { problem }
  }
  if (submitted.problem !== null) return countIfRejected(ctx, verification, submitted)
  ctx.events.notifyCommitted()
  const hasProofOfPurchase =
    outcome.proves === 'POSSESSION' || (!submitted.replayed && isReservedByCaller(buyer, outcome.transaction))
  return { ...submitted, hasProofOfPurchase }
}

/** Null if another call recorded the transaction, used the purchase, or used the idempotency key in the meantime. */
async function submitTransaction(
  ctx: Context,
  verification: StoreVerification,
  { transaction, proves }: Verified,
): Promise<Outcome<SubmittedPayment> | null> {
  const { buyer, store } = verification
  const { appId } = ctx.app
  const [item, reservedPurchase, existing] = await Promise.all([
    selectItemOfProduct(ctx.db, appId, store, transaction.storeProductId),
    transaction.accountToken === null
      ? null
      : selectPurchaseByAccountToken(ctx.db, appId, transaction.accountToken),
    selectPaymentOfTransaction(ctx.db, appId, { store, ...transaction }),
  ])
  const isOwnedByBuyer = existing?.userId === buyer.user.id
  const facts = { ...verification, transaction, proves, item, reservedPurchase, isOwnedByBuyer }
  const checked = checkTransaction(ctx.app, facts)
  if ('code' in checked) return { problem: checked }
  const reported = { store, refund: transaction.refund, reference: transaction.reference }
  if (existing !== null) return resubmitPayment(ctx, { ...verification, reported }, existing)
  if (transaction.refund?.full === true) return { problem: paymentRefunded() }
  const recorded = await recordPayment(ctx, {
    ...verification,
    transaction,
    item: checked.item,
    reservedPurchase,
    isSubmitted: true,
    readVersion: null,
  })
  if (recorded === null) return null
  const { purchase, saleWasRead } = recorded
  const refresh = saleWasRead ? refreshReportedSale : refreshIfRefundChanged
  return { payment: await refresh(ctx, recorded.payment, reported), purchase, replayed: false, problem: null }
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
