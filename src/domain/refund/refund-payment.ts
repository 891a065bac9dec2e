import type { IdempotencyClaim } from '../../db/queries/idempotency-keys.ts'
import { findPurchase } from '../../db/queries/purchases.ts'
import { noteRefundAsked } from '../../db/queries/retry-work.ts'
import { findSaleOfPurchase } from '../../db/queries/sales.ts'
import { decodeId } from '../../platform/ids.ts'
import { changeByHand, checkAct, paymentNotFound, type ChangedByHand } from '../audit/change-by-hand.ts'
import { createAct } from '../audit/create-act.ts'
import type { Context } from '../context.ts'
import { createClaim } from '../idempotency/claim.ts'
import type { PaymentRow } from '../models.ts'
import { createProblem, type Outcome, type Problem } from '../problem.ts'
import { openReference } from '../sale/sale-reference.ts'
import { explainStoreError } from '../store-connection/explain-store-error.ts'
import { followSale } from './follow-sale.ts'

export type RefundPaymentInput = {
  readonly paymentId: string
  readonly reason: string
  readonly idempotencyKey: string | null
}

/** Of several calls at once one asks the store; the others see what came of it. Stores take their time. */
const lockTimes = { ttlMs: 60_000, waitMs: 10_000 }

/** Asks the store to give the money back. The record follows the store's word, not ours. */
export async function refundPayment(
  ctx: Context,
  input: RefundPaymentInput,
): Promise<Outcome<ChangedByHand>> {
  const problem = checkAct(input)
  if (problem !== null) return { problem }
  const { reason } = input
  const paymentId = decodeId('pay', input.paymentId)
  if (paymentId === null) return paymentNotFound()
  const claim = createClaim(ctx.caller, {
    operation: 'refundPayment',
    key: input.idempotencyKey,
    userId: '',
    args: { paymentId, reason },
  })
  const lock = await ctx.coordination.acquire(`refund:{${ctx.app.appId}:${paymentId}}`, lockTimes)
  if (lock === 'busy') {
    return { problem: createProblem('BUSY', 'Another call is refunding this payment.', [], 1_000) }
  }
  try {
    const refunded = await changeByHand(ctx, { paymentId, claim }, (payment) =>
      tryRefund(ctx, payment, { reason, claim }),
    )
    return await follow(ctx, refunded)
  } finally {
    lock.release()
  }
}

async function tryRefund(
  ctx: Context,
  payment: PaymentRow,
  why: { readonly reason: string; readonly claim: IdempotencyClaim | null },
): Promise<Outcome<ChangedByHand>> {
  if (payment.status === 'REFUNDED') return { payment, replayed: true, problem: null }
  const problem = await askStore(ctx, payment)
  if (problem !== null) return { payment, problem }
  const details = { before: { status: payment.status }, storeAnswered: 'accepted' }
  const act = createAct(ctx, { action: 'refundPayment', details, ...why })
  await noteRefundAsked(ctx.db, { appId: ctx.app.appId, id: payment.id, act })
  return { payment, replayed: false, problem: null }
}

/** Null once the store has agreed. */
async function askStore(ctx: Context, payment: PaymentRow): Promise<Problem | null> {
  const { appId } = ctx.app
  const { store, purchaseId, environment, storeOrderId } = payment
  try {
    const [adapter, sale, purchase] = await Promise.all([
      ctx.stores.find(appId, store),
      findSaleOfPurchase(ctx.db, appId, purchaseId),
      findPurchase(ctx.db, appId, purchaseId),
    ])
    if (adapter === null) {
      return createProblem('STORE_NOT_CONNECTED', `The AppKey has no connection to ${store}.`)
    }
    if (sale === null || purchase === null) {
      return notPossible(
        'Nothing is kept by which the store could be asked; refund it in the store’s own console.',
      )
    }
    const details = openReference(ctx.keyring, appId, store, sale.reference)
    const { storeProductId } = purchase
    const outcome = await adapter.refund({ details, storeProductId, environment, storeOrderId })
    return outcome.kind === 'done' ? null : notPossible(outcome.reason)
  } catch (error) {
    return explainStoreError(ctx, store, error)
  }
}

/** The store has agreed, now or before; what its record says is ours. */
async function follow(ctx: Context, refunded: Outcome<ChangedByHand>): Promise<Outcome<ChangedByHand>> {
  if (refunded.problem !== null || refunded.payment.status === 'REFUNDED') return refunded
  const { payment } = refunded
  try {
    return { ...refunded, payment: await followSale(ctx, payment, 'OPERATOR') }
  } catch (error) {
    return { payment, problem: explainStoreError(ctx, payment.store, error) }
  }
}

function notPossible(reason: string): Problem {
  return createProblem('REFUND_NOT_POSSIBLE', reason, ['paymentId'])
}
