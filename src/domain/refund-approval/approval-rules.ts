import { includesRole } from '../access/operator-role.ts'
import type { Context, OperatorCaller } from '../context.ts'
import type { RefundApprovalRow } from '../models.ts'
import { createProblem, type Problem } from '../problem.ts'
import { RequestError } from '../../platform/request-error.ts'

/** The operator who decides about a request. */
export function toDecider(ctx: Context): {
  readonly decidedBy: string | null
  readonly decidedByName: string
} {
  const { operator } = operatorOf(ctx)
  return { decidedBy: operator.id, decidedByName: operator.name }
}

/** Whether the caller requested the refund itself, in its session or with one of its tokens. */
export function isRequester(ctx: Context, { requestedBy }: RefundApprovalRow): boolean {
  return operatorOf(ctx).operator.id === requestedBy
}

/** Whether the caller may record a refund that was made outside of the store: the roles of `correctPayment`. */
export function mayCorrect(ctx: Context): boolean {
  return includesRole(operatorOf(ctx).role, 'ADMIN')
}

/** @throws RequestError `FORBIDDEN` */
export function assertMayCorrect(ctx: Context): void {
  if (mayCorrect(ctx)) return
  throw new RequestError('FORBIDDEN', 'A correction requires an operator with one of the roles OWNER, ADMIN.')
}

/** Whether the caller may approve this request now. */
export function canApprove(ctx: Context, approval: RefundApprovalRow): boolean {
  if (ctx.caller.kind !== 'OPERATOR' || !includesRole(ctx.caller.role, 'SUPPORT')) return false
  if (approval.kind === 'CORRECTION' && !mayCorrect(ctx)) return false
  return isOpen(ctx, approval) && !isRequester(ctx, approval)
}

/** Whether the caller may cancel this request now. */
export function canCancel(ctx: Context, approval: RefundApprovalRow): boolean {
  if (ctx.caller.kind !== 'OPERATOR' || !includesRole(ctx.caller.role, 'SUPPORT')) return false
  const isPending = approval.status === 'PENDING' && isOpen(ctx, approval)
  return isPending && (isRequester(ctx, approval) || mayCorrect(ctx))
}

/** Whether a request can still be approved, or is approved and not carried out. */
export function isOpen(ctx: Pick<Context, 'clock'>, { status, expiresAt }: RefundApprovalRow): boolean {
  return status === 'APPROVED' || (status === 'PENDING' && expiresAt > ctx.clock())
}

export function approvalNotFound(): Problem {
  return createProblem('REFUND_APPROVAL_NOT_FOUND', 'There is no such request for a refund.', ['approvalId'])
}

export function approvalNotPending(): Problem {
  const message = 'The request was decided before, or its time to approve has passed.'
  return createProblem('REFUND_APPROVAL_NOT_PENDING', message, ['approvalId'])
}

export function secondOperatorRequired(): Problem {
  const message = 'You requested this refund yourself, so another operator has to decide.'
  return createProblem('SECOND_OPERATOR_REQUIRED', message, ['approvalId'])
}

function operatorOf({ caller }: Context): OperatorCaller {
  if (caller.kind === 'OPERATOR') return caller
  throw new Error('only operators decide about refunds')
}
