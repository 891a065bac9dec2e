import type { IdempotencyRecord } from '../../db/queries/idempotency-keys.ts'
import { selectPurchase } from '../../db/queries/purchases.ts'
import { selectSaleOfPurchase } from '../../db/queries/sales.ts'
import { updateRefundAccepted, updateRefundRefused } from '../../db/queries/update-refund-request.ts'
import { encodeId } from '../../platform/ids.ts'
import { createOperatorAction } from '../operator/create-operator-action.ts'
import type { Context } from '../context.ts'
import type { PaymentRow } from '../models.ts'
import { createProblem, type Outcome, type Problem } from '../problem.ts'
import { decryptSaleReference } from '../store-sync/sale-reference.ts'
import { storeNotConnected } from '../store-connection/store-not-connected.ts'
import { toStoreProblem } from '../store-connection/to-store-problem.ts'
import { refreshFromStore } from '../store-refresh/refresh-from-store.ts'

/** Of several concurrent calls one calls the store, and the others return its result. Stores may take seconds. */
const lockTimings = { ttlMs: 60_000, waitMs: 10_000 }

export type RefundCall = {
  readonly reason: string
  readonly idempotencyRecord: IdempotencyRecord | null
  /** The approval of a second operator; null if none was needed. */
  readonly approvalId: string | null
}

/** Runs `refund` while no other call refunds the payment. */
export async function withRefundLock<Result extends object>(
  ctx: Context,
  paymentId: string,
  refund: () => Promise<Outcome<Result>>,
): Promise<Outcome<Result>> {
  const lock = await ctx.coordination.acquire(`refund:{${ctx.app.appId}:${paymentId}}`, lockTimings)
  if (lock === 'busy') {
    return { problem: createProblem('BUSY', 'Another call is refunding this payment.', [], 1_000) }
  }
  try {
    return await refund()
  } finally {
    lock.release()
  }
}

/**
 * Requests the refund of a payment from its store, which has the request stored already. A request that the store refuses is removed;
 * one whose answer is unknown stays, and is repeated by the next call.
 * @returns null if the store accepted it
 */
export async function executeRefund(
  ctx: Context,
  payment: PaymentRow,
  call: RefundCall,
): Promise<Problem | null> {
  const problem = await requestStoreRefund(ctx, payment)
  if (problem !== null) {
    if (problem.code !== 'STORE_UNAVAILABLE') await updateRefundRefused(ctx.db, payment)
    return problem
  }
  const { reason, idempotencyRecord, approvalId } = call
  const approval = approvalId === null ? {} : { approval: encodeId('rap', approvalId) }
  const action = createOperatorAction(ctx, {
    action: 'refundPayment',
    changes: { before: { status: payment.status }, storeAnswered: 'accepted', ...approval },
    reason,
    idempotencyRecord,
  })
  await updateRefundAccepted(ctx.db, payment, { approvalId, action })
  return null
}

/** null if the store accepted the refund. */
async function requestStoreRefund(ctx: Context, payment: PaymentRow): Promise<Problem | null> {
  const { appId } = ctx.app
  const { store, purchaseId, environment, storeOrderId } = payment
  try {
    const [adapter, sale, purchase] = await Promise.all([
      ctx.stores.find(appId, store),
      selectSaleOfPurchase(ctx.db, appId, purchaseId),
      selectPurchase(ctx.db, appId, purchaseId),
    ])
    if (adapter === null) return storeNotConnected(store)
    if (sale === null || purchase === null) {
      return refundNotPossible(
        'There is no stored reference for this purchase. Refund it in the store’s console.',
      )
    }
    const details = decryptSaleReference(ctx.keyring, appId, store, sale.encryptedReference)
    const { storeProductId } = purchase
    const outcome = await adapter.refund({ details, storeProductId, environment, storeOrderId })
    return outcome.kind === 'done' ? null : refundNotPossible(outcome.reason)
  } catch (error) {
    return toStoreProblem(ctx, store, error)
  }
}

/** The store accepted the refund in this call or an earlier one, so the payment is updated from the store. */
export async function refreshAfterRefund(
  ctx: Context,
  payment: PaymentRow,
): Promise<Outcome<{ payment: PaymentRow }>> {
  if (payment.status === 'REFUNDED') return { payment, problem: null }
  try {
    return { payment: await refreshFromStore(ctx, payment, 'OPERATOR'), problem: null }
  } catch (error) {
    return { payment, problem: toStoreProblem(ctx, payment.store, error) }
  }
}

function refundNotPossible(reason: string): Problem {
  return createProblem('REFUND_NOT_POSSIBLE', reason, ['paymentId'])
}
