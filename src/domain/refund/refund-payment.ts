import type { IdempotencyRecord } from '../../db/queries/idempotency-keys.ts'
import { selectPurchase } from '../../db/queries/purchases.ts'
import { insertRefundRequestAudit } from '../../db/queries/audit-log.ts'
import { selectSaleOfPurchase } from '../../db/queries/sales.ts'
import { decodeId } from '../../platform/ids.ts'
import {
  runOperatorAction,
  checkOperatorInput,
  paymentNotFound,
  toReplayed,
  type OperatorActionResult,
} from '../operator/run-operator-action.ts'
import { createOperatorAction } from '../operator/create-operator-action.ts'
import type { Context } from '../context.ts'
import { createIdempotencyRecord } from '../idempotency/idempotency-record.ts'
import type { PaymentRow } from '../models.ts'
import { createProblem, type Outcome, type Problem } from '../problem.ts'
import { decryptSaleReference } from '../store-sync/sale-reference.ts'
import { storeNotConnected } from '../store-connection/store-not-connected.ts'
import { toStoreProblem } from '../store-connection/to-store-problem.ts'
import { refreshFromStore } from '../store-sync/refresh-from-store.ts'

export type RefundPaymentInput = {
  readonly paymentId: string
  readonly reason: string
  readonly idempotencyKey: string | null
}

/** Of several concurrent calls one calls the store, and the others return its result. Stores may take seconds. */
const lockTimings = { ttlMs: 60_000, waitMs: 10_000 }

/** Requests the refund from the store. The payment changes only when the store reports the refund. */
export async function refundPayment(
  ctx: Context,
  input: RefundPaymentInput,
): Promise<Outcome<OperatorActionResult>> {
  const problem = checkOperatorInput(input)
  if (problem !== null) return { problem }
  const { reason } = input
  const paymentId = decodeId('pay', input.paymentId)
  if (paymentId === null) return paymentNotFound()
  const idempotencyRecord = createIdempotencyRecord(ctx.caller, {
    operation: 'refundPayment',
    key: input.idempotencyKey,
    userId: '',
    args: { paymentId, reason },
  })
  const lock = await ctx.coordination.acquire(`refund:{${ctx.app.appId}:${paymentId}}`, lockTimings)
  if (lock === 'busy') {
    return { problem: createProblem('BUSY', 'Another call is refunding this payment.', [], 1_000) }
  }
  try {
    const refunded = await runOperatorAction(
      ctx,
      { paymentId, idempotencyRecord, replay: toReplayed },
      (payment) => tryRefund(ctx, payment, { reason, idempotencyRecord }),
    )
    return await refreshAfterRefund(ctx, refunded)
  } finally {
    lock.release()
  }
}

async function tryRefund(
  ctx: Context,
  payment: PaymentRow,
  operatorRequest: { readonly reason: string; readonly idempotencyRecord: IdempotencyRecord | null },
): Promise<Outcome<OperatorActionResult>> {
  if (payment.status === 'REFUNDED') return { payment, replayed: true, problem: null }
  const problem = await requestStoreRefund(ctx, payment)
  if (problem !== null) return { payment, problem }
  const details = { before: { status: payment.status }, storeAnswered: 'accepted' }
  const operatorAction = createOperatorAction(ctx, {
    action: 'refundPayment',
    changes: details,
    ...operatorRequest,
  })
  await insertRefundRequestAudit(ctx.db, { appId: ctx.app.appId, id: payment.id, action: operatorAction })
  return { payment, replayed: false, problem: null }
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
async function refreshAfterRefund(
  ctx: Context,
  refunded: Outcome<OperatorActionResult>,
): Promise<Outcome<OperatorActionResult>> {
  if (refunded.problem !== null || refunded.payment.status === 'REFUNDED') return refunded
  const { payment } = refunded
  try {
    return { ...refunded, payment: await refreshFromStore(ctx, payment, 'OPERATOR') }
  } catch (error) {
    return { payment, problem: toStoreProblem(ctx, payment.store, error) }
  }
}

function refundNotPossible(reason: string): Problem {
  return createProblem('REFUND_NOT_POSSIBLE', reason, ['paymentId'])
}
