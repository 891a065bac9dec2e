import { findIdempotencyKey, type IdempotencyClaim } from '../../db/queries/idempotency-keys.ts'
import { findPayment } from '../../db/queries/payments.ts'
import {
  findPurchase,
  findPurchaseByAccountToken,
  movePurchase,
  type PurchaseRow,
} from '../../db/queries/purchases.ts'
import { sha256 } from '../../platform/crypto.ts'
import { newUuid } from '../../platform/ids.ts'
import type { StoreName, StoreTraits } from '../../stores/contract.ts'
import type { VerifyOutcome } from '../../stores/sale-contract.ts'
import type { Context } from '../context.ts'
import { checkIdempotencyKey, createClaim, keyReused } from '../idempotency/claim.ts'
import { createProblem, type Outcome, type Problem } from '../problem.ts'
import { explainStoreError } from '../store-connection/explain-store-error.ts'
import { keepSale } from '../sale/sale-reference.ts'
import { askStore } from './ask-store.ts'
import { checkPurchaseOfStore, findBuyer, type Buyer } from './buyer.ts'
import { recordCancellation, recordTransaction, type RecordResult } from './record-transaction.ts'
import { countRefusal, assertNotThrottled } from './refusals.ts'

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
export type VerifyPurchaseResult = RecordResult & { readonly showToken: boolean }

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
    (receiptText.length > maxReceiptLength ? refuse('RECEIPT_INVALID', 'The receipt is too long.') : null)
  if (problem !== null) return { problem }
  const buyer = await findBuyer(ctx, input)
  if ('problem' in buyer) return buyer
  const claim = createClaim(ctx.caller, {
    operation: 'verifyPurchase',
    key: input.idempotencyKey,
    userId: buyer.user.id,
    args: {
      purchaseId: input.purchaseId,
      userId: buyer.user.externalId,
      receipt: sha256(receiptText).toString('base64url'),
    },
  })
  const earlier = await replay(ctx, claim)
  if (earlier !== null) return earlier
  const mismatch = checkPurchaseOfStore(buyer.purchase, input.store)
  if (mismatch !== null) return { problem: mismatch }
  await assertNotThrottled(ctx)
  const asked = await askStore(ctx, input.store, input.receipt)
  const { purchase } = buyer
  if ('problem' in asked) return { ...asked, ...(purchase === null ? {} : { purchase }) }
  try {
    return await handleOutcome(ctx, { buyer, claim, ...asked })
  } catch (error) {
    return { problem: explainStoreError(ctx, asked.store, error), ...(purchase === null ? {} : { purchase }) }
  }
}

type Asked = {
  readonly buyer: Buyer
  readonly claim: IdempotencyClaim | null
  readonly store: StoreName
  readonly traits: StoreTraits
  readonly outcome: VerifyOutcome
}

async function handleOutcome(ctx: Context, asked: Asked): Promise<Outcome<VerifyPurchaseResult>> {
  const { buyer, outcome } = asked
  switch (outcome.kind) {
    case 'refused':
      await countRefusal(ctx)
      return { problem: refuse(outcome.code, outcome.reason) }
    case 'pending':
      return moveBound(ctx, buyer, outcome)
    case 'canceled':
      return handleCanceled(ctx, asked, outcome)
    case 'verified': {
      const recorded = await recordTransaction(ctx, {
        ...asked,
        transaction: outcome.transaction,
        proves: outcome.proves,
      })
      if (recorded.problem !== null) {
        if (recorded.problem.code.startsWith('RECEIPT_')) await countRefusal(ctx)
        // What stood in the way may be the key itself, used by another call while the store was asked.
        const earlier = recorded.problem.code === 'BUSY' ? await replay(ctx, asked.claim) : null
        return earlier ?? recorded
      }
      ctx.feed.announce()
      const showToken = outcome.proves === 'POSSESSION' || isReservedByCaller(asked, recorded.replayed)
      return { ...recorded, showToken }
    }
  }
}

async function handleCanceled(
  ctx: Context,
  { buyer, store }: Asked,
  outcome: Extract<VerifyOutcome, { kind: 'canceled' }>,
): Promise<Outcome<VerifyPurchaseResult>> {
  const { sale, environment, reference } = outcome
  const recorded =
    sale === undefined
      ? null
      : await recordCancellation(ctx, { buyer, store, sale: { ...sale, environment }, reference })
  if (recorded === null) return moveBound(ctx, buyer, outcome)
  if (recorded.problem === null) return { ...recorded, showToken: false }
  if (recorded.problem.code.startsWith('RECEIPT_')) await countRefusal(ctx)
  return recorded
}

/**
 * A bare transaction id proves nothing. But who first names it together with the open reservation that it pays for is who
 * reserved: nobody else has heard of either yet. Later both may have been read in a list, which shows no token.
 */
function isReservedByCaller({ buyer: { purchase }, outcome }: Asked, replayed: boolean): boolean {
  return (
    outcome.kind === 'verified' &&
    !replayed &&
    purchase !== null &&
    purchase.status !== 'VERIFIED' &&
    purchase.accountToken === outcome.transaction.accountToken
  )
}

async function replay(
  ctx: Context,
  claim: IdempotencyClaim | null,
): Promise<Outcome<VerifyPurchaseResult> | null> {
  const used = claim === null ? null : await findIdempotencyKey(ctx.db, ctx.app.appId, claim)
  if (used === null) return null
  if (used.fingerprint !== claim?.fingerprint) return { problem: keyReused() }
  // A bare user id gets its token for the receipt, and only the store's answer tells what the receipt proves.
  if (ctx.caller.kind === 'CLIENT' && ctx.caller.userId === null) return null
  const payment = await findPayment(ctx.db, ctx.app.appId, used.subjectId)
  const purchase = payment === null ? null : await findPurchase(ctx.db, ctx.app.appId, payment.purchaseId)
  if (payment === null || purchase === null) return null
  return { payment, purchase, replayed: true, showToken: false, problem: null }
}

type Unpaid = Extract<VerifyOutcome, { kind: 'pending' | 'canceled' }>

const reasonOf = (outcome: Unpaid) => (outcome.kind === 'canceled' ? outcome.reason : null)

/** The store says "not yet" or "never" about the purchase that its account token, or else the caller, names. */
async function moveBound(
  ctx: Context,
  buyer: Buyer,
  outcome: Unpaid,
): Promise<Outcome<VerifyPurchaseResult>> {
  const purchase =
    outcome.accountToken === null
      ? buyer.purchase
      : await findPurchaseByAccountToken(ctx.db, ctx.app.appId, outcome.accountToken)
  if (outcome.accountToken !== null && purchase?.userId !== buyer.user.id) {
    return { problem: refuse('RECEIPT_USER_MISMATCH', "The receipt is bound to another user's purchase.") }
  }
  if (purchase !== null && purchase.storeProductId !== outcome.storeProductId) {
    return { problem: refuse('RECEIPT_ITEM_MISMATCH', 'The receipt is for another item than the purchase.') }
  }
  const moved = purchase === null ? null : await move(ctx, purchase, outcome)
  const problem =
    outcome.kind === 'pending'
      ? createProblem('PURCHASE_PENDING', 'The store has not taken the money yet.', [], 60_000)
      : createProblem('PURCHASE_CANCELED', reasonOf(outcome) ?? 'The store canceled the purchase.', [
          'receipt',
        ])
  return { problem, ...(moved === null ? {} : { purchase: moved }) }
}

async function move(ctx: Context, purchase: PurchaseRow, outcome: Unpaid): Promise<PurchaseRow> {
  const to = outcome.kind === 'pending' ? 'PENDING' : 'CANCELED'
  const moved = await movePurchase(ctx.db, {
    appId: ctx.app.appId,
    purchaseId: purchase.id,
    from: to === 'PENDING' ? ['REQUESTED', 'EXPIRED'] : ['REQUESTED', 'PENDING', 'EXPIRED'],
    to,
    reason: reasonOf(outcome),
    sale: keepSale(ctx, purchase.store, outcome.reference),
    eventId: newUuid(),
    now: ctx.clock(),
  })
  if (moved === null) return (await findPurchase(ctx.db, ctx.app.appId, purchase.id)) ?? purchase
  ctx.feed.announce()
  return moved
}

function refuse(code: Problem['code'], message: string): Problem {
  return createProblem(code, message, ['receipt'])
}
