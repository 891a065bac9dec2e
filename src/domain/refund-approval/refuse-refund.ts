import { selectRefundApproval, updateRefundNotApproved } from '../../db/queries/refund-approvals.ts'
import { decodeId, encodeId } from '../../platform/ids.ts'
import { RequestError } from '../../platform/request-error.ts'
import { checkReason } from '../audit/check-reason.ts'
import type { Context } from '../context.ts'
import type { RefundApprovalRow } from '../models.ts'
import { createOperatorAction } from '../operator/create-operator-action.ts'
import type { Outcome } from '../problem.ts'
import {
  approvalNotFound,
  approvalNotPending,
  assertMayCorrect,
  isRequester,
  mayCorrect,
  secondOperatorRequired,
  toDecider,
} from './approval-rules.ts'

type RefusedRefund = { readonly approval: RefundApprovalRow }

/** Refuses a refund as a second operator. */
export async function rejectRefund(
  ctx: Context,
  input: { readonly approvalId: string; readonly reason: string },
): Promise<Outcome<RefusedRefund>> {
  const found = await findApproval(ctx, input)
  if (found.problem !== null) return found
  const { approval } = found
  if (isRequester(ctx, approval)) return { approval, problem: secondOperatorRequired() }
  if (approval.kind === 'CORRECTION') assertMayCorrect(ctx)
  return refuse(ctx, approval, { status: 'REJECTED', reason: input.reason })
}

/** Cancels a request: its requester may, and whoever administers the project. */
export async function cancelRefundApproval(
  ctx: Context,
  input: { readonly approvalId: string; readonly reason: string | null },
): Promise<Outcome<RefusedRefund>> {
  const found = await findApproval(ctx, input)
  if (found.problem !== null) return found
  const { approval } = found
  if (!isRequester(ctx, approval) && !mayCorrect(ctx)) {
    throw new RequestError(
      'FORBIDDEN',
      'The requester cancels a request, or an operator with the role OWNER or ADMIN.',
    )
  }
  return refuse(ctx, approval, { status: 'CANCELED', reason: input.reason })
}

async function findApproval(
  ctx: Context,
  { approvalId, reason }: { readonly approvalId: string; readonly reason: string | null },
): Promise<Outcome<RefusedRefund>> {
  const problem = reason === null ? null : checkReason(reason)
  if (problem !== null) return { problem }
  const id = decodeId('rap', approvalId)
  const approval = id === null ? null : await selectRefundApproval(ctx.db, ctx.app.appId, id)
  return approval === null ? { problem: approvalNotFound() } : { approval, problem: null }
}

const actions = { REJECTED: 'rejectRefund', CANCELED: 'cancelRefundApproval' } as const

async function refuse(
  ctx: Context,
  approval: RefundApprovalRow,
  { status, reason }: { readonly status: keyof typeof actions; readonly reason: string | null },
): Promise<Outcome<RefusedRefund>> {
  const { appId } = ctx.app
  const { id } = approval
  const action = createOperatorAction(ctx, {
    action: actions[status],
    reason,
    changes: { after: { approval: encodeId('rap', id) } },
  })
  const decision = { appId, id, ...toDecider(ctx), reason, status, action }
  const refused = await updateRefundNotApproved(ctx.db, decision)
  if (refused !== null) return { approval: refused, problem: null }
  const now = (await selectRefundApproval(ctx.db, appId, id)) ?? approval
  return { approval: now, problem: approvalNotPending() }
}
