import {
  insertRefundApproval,
  selectOpenRefundApprovalCount,
  selectUnfinishedRefundApprovals,
} from '../../db/queries/refund-approvals.ts'
import type { IdempotencyRecord } from '../../db/queries/idempotency-keys.ts'
import { encodeId, newUuid } from '../../platform/ids.ts'
import { formatMicros } from '../../platform/money.ts'
import type { Context } from '../context.ts'
import type { PaymentRow, RefundApprovalRow } from '../models.ts'
import { createOperatorAction } from '../operator/create-operator-action.ts'
import { createProblem, type Outcome } from '../problem.ts'
import { isOpen } from './approval-rules.ts'
import { isAboveLimit, isLimited, refundAmount } from './needs-approval.ts'

/** How long a request can be approved. */
const approvalTtlMs = 7 * 86_400_000

/** Open requests of one project. */
const maxOpen = 1_000

type RequestedApproval = {
  readonly approval: RefundApprovalRow
  readonly isNew: boolean
}

type ApprovalRequest = {
  readonly kind: RefundApprovalRow['kind']
  readonly reason: string
  readonly idempotencyRecord: IdempotencyRecord | null
}

/** Whether the caller may not make this refund alone. */
export function needsApproval({ caller, app }: Context, payment: PaymentRow): boolean {
  return isLimited(caller) && isAboveLimit(app.row, payment)
}

/**
 * Stores the request for a refund that a second operator has to approve. Of several requests for one payment there is one.
 * Null if the payment was changed in the meantime.
 */
export async function requestApproval(
  ctx: Context,
  payment: PaymentRow,
  request: ApprovalRequest,
): Promise<Outcome<RequestedApproval> | null> {
  const open = await findOpenApproval(ctx, payment.id)
  if (open !== null) return { approval: open, isNew: false, problem: null }
  const openCount = await selectOpenRefundApprovalCount(ctx.db, ctx.app.appId, ctx.clock(), maxOpen)
  if (openCount >= maxOpen) {
    const message = `${maxOpen} refunds wait for an approval. Decide about them first.`
    return { problem: createProblem('BUSY', message, [], 60_000) }
  }
  const row = buildApproval(ctx, payment, request)
  const amount =
    row.amountMicros === null ? null : `${formatMicros(row.amountMicros)} ${row.currencyCode ?? ''}`
  const action = createOperatorAction(ctx, {
    action: 'requestRefundApproval',
    reason: request.reason,
    changes: { after: { approval: encodeId('rap', row.id), kind: row.kind, amount } },
    idempotencyRecord: request.idempotencyRecord,
  })
  const approval = await insertRefundApproval(ctx.db, row, action)
  return approval === null ? null : { approval, isNew: true, problem: null }
}

/** The open request of a payment; null if there is none. */
async function findOpenApproval(ctx: Context, paymentId: string): Promise<RefundApprovalRow | null> {
  const [unfinished] = await selectUnfinishedRefundApprovals(ctx.db, ctx.app.appId, [paymentId])
  return unfinished !== undefined && isOpen(ctx, unfinished) ? unfinished : null
}

function buildApproval(ctx: Context, payment: PaymentRow, { kind, reason }: ApprovalRequest) {
  const { caller } = ctx
  if (caller.kind !== 'OPERATOR' || caller.operator.id === null) {
    throw new Error('only operators with an account need an approval')
  }
  const now = ctx.clock()
  return {
    appId: ctx.app.appId,
    id: newUuid(),
    paymentId: payment.id,
    kind,
    paymentVersion: payment.version,
    amountMicros: refundAmount(payment),
    currencyCode: payment.currencyCode,
    requestedBy: caller.operator.id,
    requestedByName: caller.operator.name,
    reason,
    requestedAt: now,
    expiresAt: new Date(now.getTime() + approvalTtlMs),
  }
}
