import { selectPayment } from '../../db/queries/payments.ts'
import { selectRefundApproval } from '../../db/queries/refund-approvals.ts'
import { updateRefundRequested } from '../../db/queries/update-refund-request.ts'
import { decodeId } from '../../platform/ids.ts'
import {
  runOperatorAction,
  checkOperatorInput,
  paymentNotFound,
  type OperatorActionResult,
} from '../operator/run-operator-action.ts'
import type { Context } from '../context.ts'
import { createIdempotencyRecord } from '../idempotency/idempotency-record.ts'
import type { PaymentRow, RefundApprovalRow } from '../models.ts'
import type { Outcome } from '../problem.ts'
import { needsApproval, requestApproval } from '../refund-approval/request-approval.ts'
import { executeRefund, refreshAfterRefund, withRefundLock, type RefundCall } from './execute-refund.ts'

export type RefundPaymentInput = {
  readonly paymentId: string
  readonly reason: string
  readonly expectedVersion: number | null
  readonly idempotencyKey: string | null
}

export type RefundPaymentResult = OperatorActionResult & {
  /** The request that was stored instead, because a second operator has to approve the refund. */
  readonly approval: RefundApprovalRow | null
}

/**
 * Requests the refund from the store. The payment changes only when the store reports the refund. Above the limit of the project a
 * request for approval is stored, and the store is not called.
 */
export async function refundPayment(
  ctx: Context,
  input: RefundPaymentInput,
): Promise<Outcome<RefundPaymentResult>> {
  const problem = checkOperatorInput(input)
  if (problem !== null) return { problem }
  const { reason, expectedVersion } = input
  const paymentId = decodeId('pay', input.paymentId)
  if (paymentId === null) return paymentNotFound()
  const idempotencyRecord = createIdempotencyRecord(ctx.caller, {
    operation: 'refundPayment',
    key: input.idempotencyKey,
    userId: '',
    args: { paymentId, reason },
  })
  const request = {
    paymentId,
    expectedVersion,
    idempotencyRecord,
    replay: (payment: PaymentRow, resourceId: string) => replayRefund(ctx, payment, resourceId),
  }
  const call = { reason, idempotencyRecord, approvalId: null }
  return withRefundLock(ctx, paymentId, async () => {
    const refunded = await runOperatorAction(ctx, request, (payment) => tryRefund(ctx, payment, call))
    if (refunded.problem !== null || refunded.approval !== null) return refunded
    return { ...refunded, ...(await refreshAfterRefund(ctx, refunded.payment)) }
  })
}

/** The key of a call that stored a request for approval belongs to that request. */
async function replayRefund(ctx: Context, payment: PaymentRow, resourceId: string) {
  const approval = await selectRefundApproval(ctx.db, ctx.app.appId, resourceId)
  return { payment, approval, replayed: true }
}

async function tryRefund(
  ctx: Context,
  payment: PaymentRow,
  call: RefundCall,
): Promise<Outcome<RefundPaymentResult> | null> {
  if (payment.status === 'REFUNDED') return { payment, approval: null, replayed: true, problem: null }
  if (needsApproval(ctx, payment)) {
    const requested = await requestApproval(ctx, payment, { kind: 'REFUND', ...call })
    if (requested === null || requested.problem !== null) return requested
    const { approval, isNew } = requested
    return { payment, approval, replayed: !isNew, problem: null }
  }
  const claimed = await updateRefundRequested(ctx.db, payment, ctx.clock())
  if (claimed === null) return null
  const problem = await executeRefund(ctx, claimed, call)
  return problem === null
    ? { payment: claimed, approval: null, replayed: false, problem: null }
    : { payment: (await selectPayment(ctx.db, ctx.app.appId, claimed.id)) ?? claimed, problem }
}
