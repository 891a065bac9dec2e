import { selectIdempotencyKey, type IdempotencyRecord } from '../../db/queries/idempotency-keys.ts'
import { selectPayment } from '../../db/queries/payments.ts'
import {
  selectPurchase,
  selectPurchaseByAccountToken,
  updatePurchaseStatus as updatePurchaseRow,
  type PurchaseRow,
} from '../../db/queries/purchases.ts'
import { sha256 } from '../../platform/crypto.ts'
import { newUuid } from '../../platform/ids.ts'
import type { StoreName, StoreTraits } from '../../stores/contract/store-adapter.ts'
import type { VerifyOutcome } from '../../stores/contract/sale.ts'
import type { Context } from '../context.ts'
import {
  checkIdempotencyKey,
  createIdempotencyRecord,
  idempotencyKeyReused,
} from '../idempotency/idempotency-record.ts'
import { createProblem, type Outcome, type Problem } from '../problem.ts'
import { toStoreProblem } from '../store-connection/to-store-problem.ts'
import { toStoredSale } from '../store-sync/sale-reference.ts'
import { verifyWithStore } from './verify-with-store.ts'
import { checkPurchaseStore, findBuyer, type Buyer } from './find-buyer.ts'
import { resolveCanceledSale, recordTransaction, type RecordedPurchase } from './record-transaction.ts'
import { recordRejectedReceipt, assertReceiptRateLimit } from './receipt-rate-limit.ts'

export type VerifyPurchaseInput = {
  readonly purchaseId: string | null
  readonly userId: string | null
  /** null where no such store is built in. */
  readonly store: StoreName | null
  /** The store's own branch of the receipt. */
  readonly receipt: unknown
  readonly idempotencyKey: string | null
}

/** `showToken`: the receipt proves that its sender is the buyer. */
export type VerifyPurchaseResult = RecordedPurchase & { readonly hasProofOfPurchase: boolean }

/** The longest receipt that is looked at, in characters of JSON. */
const maxReceiptLength = 384 * 1024

/** Asks the store, then records what it proved in one statement: no lock is held while the store thinks. */
export async function verifyPurchase(
  ctx: Context,
  input: VerifyPurchaseInput,
): Promise<Outcome<VerifyPurchaseResult>> {
  const receiptText = JSON.stringify(input.receipt)
  const problem =
    checkIdempotencyKey(input.idempotencyKey) ??
    (receiptText.length > maxReceiptLength
      ? receiptProblem('RECEIPT_INVALID', 'The receipt is too long.')
      : null)
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
  await assertReceiptRateLimit(ctx)
  const verification = await verifyWithStore(ctx, input.store, input.receipt)
  const { purchase } = buyer
  if ('problem' in verification) return { ...verification, ...(purchase === null ? {} : { purchase }) }
  try {
    return await applyStoreOutcome(ctx, { buyer, idempotencyRecord, ...verification })
  } catch (error) {
    return {
      problem: toStoreProblem(ctx, verification.store, error),
      ...(purchase === null ? {} : { purchase }),
    }
  }
}

type PurchaseVerification = {
  readonly buyer: Buyer
  readonly idempotencyRecord: IdempotencyRecord | null
  readonly store: StoreName
  readonly traits: StoreTraits
  readonly outcome: VerifyOutcome
}

async function applyStoreOutcome(
  ctx: Context,
  verification: PurchaseVerification,
): Promise<Outcome<VerifyPurchaseResult>> {
  const { buyer, outcome } = verification
  switch (outcome.kind) {
    case 'rejected':
      await recordRejectedReceipt(ctx)
      return { problem: receiptProblem(outcome.code, outcome.reason) }
    case 'pending':
      return moveReservedPurchase(ctx, buyer, outcome)
    case 'canceled':
      return applyCanceledOutcome(ctx, verification, outcome)
    case 'verified': {
      const recorded = await recordTransaction(ctx, {
        ...verification,
        transaction: outcome.transaction,
        proves: outcome.proves,
      })
      if (recorded.problem !== null) {
        if (recorded.problem.code.startsWith('RECEIPT_')) await recordRejectedReceipt(ctx)
        // What stood in the way may be the key itself, used by another call while the store was asked.
        const replayed =
          recorded.problem.code === 'BUSY' ? await findReplay(ctx, verification.idempotencyRecord) : null
        return replayed ?? recorded
      }
      ctx.feed.notifyCommitted()
      const hasProofOfPurchase =
        outcome.proves === 'POSSESSION' || isReservedByCaller(verification, recorded.replayed)
      return { ...recorded, hasProofOfPurchase }
    }
  }
}

async function applyCanceledOutcome(
  ctx: Context,
  { buyer, store }: PurchaseVerification,
  outcome: Extract<VerifyOutcome, { kind: 'canceled' }>,
): Promise<Outcome<VerifyPurchaseResult>> {
  const { sale, environment, reference } = outcome
  const recorded =
    sale === undefined
      ? null
      : await resolveCanceledSale(ctx, { buyer, store, sale: { ...sale, environment }, reference })
  if (recorded === null) return moveReservedPurchase(ctx, buyer, outcome)
  if (recorded.problem === null) return { ...recorded, hasProofOfPurchase: false }
  if (recorded.problem.code.startsWith('RECEIPT_')) await recordRejectedReceipt(ctx)
  return recorded
}

/**
 * A bare transaction id proves nothing. But who first names it together with the open reservation that it pays for is who
 * reserved: nobody else has heard of either yet. Later both may have been read in a list, which shows no token.
 */
function isReservedByCaller(
  { buyer: { purchase }, outcome }: PurchaseVerification,
  replayed: boolean,
): boolean {
  return (
    outcome.kind === 'verified' &&
    !replayed &&
    purchase !== null &&
    purchase.status !== 'VERIFIED' &&
    purchase.accountToken === outcome.transaction.accountToken
  )
}

async function findReplay(
  ctx: Context,
  idempotencyRecord: IdempotencyRecord | null,
): Promise<Outcome<VerifyPurchaseResult> | null> {
  const existingKey =
    idempotencyRecord === null ? null : await selectIdempotencyKey(ctx.db, ctx.app.appId, idempotencyRecord)
  if (existingKey === null) return null
  if (existingKey.requestHash !== idempotencyRecord?.requestHash) return { problem: idempotencyKeyReused() }
  // A bare user id gets its token for the receipt, and only the store's answer tells what the receipt proves.
  if (ctx.caller.kind === 'CLIENT' && ctx.caller.userId === null) return null
  const payment = await selectPayment(ctx.db, ctx.app.appId, existingKey.resourceId)
  const purchase = payment === null ? null : await selectPurchase(ctx.db, ctx.app.appId, payment.purchaseId)
  if (payment === null || purchase === null) return null
  return { payment, purchase, replayed: true, hasProofOfPurchase: false, problem: null }
}

type UnpaidOutcome = Extract<VerifyOutcome, { kind: 'pending' | 'canceled' }>

const reasonOf = (outcome: UnpaidOutcome) => (outcome.kind === 'canceled' ? outcome.reason : null)

/** The store says "not yet" or "never" about the purchase that its account token, or else the caller, names. */
async function moveReservedPurchase(
  ctx: Context,
  buyer: Buyer,
  outcome: UnpaidOutcome,
): Promise<Outcome<VerifyPurchaseResult>> {
  const purchase =
    outcome.accountToken === null
      ? buyer.purchase
      : await selectPurchaseByAccountToken(ctx.db, ctx.app.appId, outcome.accountToken)
  if (outcome.accountToken !== null && purchase?.userId !== buyer.user.id) {
    return {
      problem: receiptProblem('RECEIPT_USER_MISMATCH', "The receipt is bound to another user's purchase."),
    }
  }
  if (purchase !== null && purchase.storeProductId !== outcome.storeProductId) {
    return {
      problem: receiptProblem('RECEIPT_ITEM_MISMATCH', 'The receipt is for another item than the purchase.'),
    }
  }
  const moved = purchase === null ? null : await updatePurchaseStatus(ctx, purchase, outcome)
  const problem =
    outcome.kind === 'pending'
      ? createProblem('PURCHASE_PENDING', 'The store has not charged the customer yet.', [], 60_000)
      : createProblem('PURCHASE_CANCELED', reasonOf(outcome) ?? 'The store canceled the purchase.', [
          'receipt',
        ])
  return { problem, ...(moved === null ? {} : { purchase: moved }) }
}

async function updatePurchaseStatus(
  ctx: Context,
  purchase: PurchaseRow,
  outcome: UnpaidOutcome,
): Promise<PurchaseRow> {
  const to = outcome.kind === 'pending' ? 'PENDING' : 'CANCELED'
  const moved = await updatePurchaseRow(ctx.db, {
    appId: ctx.app.appId,
    purchaseId: purchase.id,
    from: to === 'PENDING' ? ['REQUESTED', 'EXPIRED'] : ['REQUESTED', 'PENDING', 'EXPIRED'],
    to,
    reason: reasonOf(outcome),
    sale: toStoredSale(ctx, purchase.store, outcome.reference),
    eventId: newUuid(),
    now: ctx.clock(),
  })
  if (moved === null) return (await selectPurchase(ctx.db, ctx.app.appId, purchase.id)) ?? purchase
  ctx.feed.notifyCommitted()
  return moved
}

function receiptProblem(code: Problem['code'], message: string): Problem {
  return createProblem(code, message, ['receipt'])
}
