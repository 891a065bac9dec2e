import { selectPayment } from '../../db/queries/payments.ts'
import {
  selectRefundApproval,
  updateRefundApprovalEnded,
  updateRefundApproved,
} from '../../db/queries/refund-approvals.ts'
import { decodeId, encodeId } from '../../platform/ids.ts'
import type { Context } from '../context.ts'
import { firstProblem } from '../input.ts'
import { checkReason } from '../audit/check-reason.ts'
import type { PaymentRow, RefundApprovalRow } from '../models.ts'
import { createOperatorAction } from '../operator/create-operator-action.ts'
import { changedMeanwhile } from '../operator/run-operator-action.ts'
import { correctToRefunded } from '../payment/correct-payment.ts'
import { createProblem, type Outcome, type Problem, type ProblemCode } from '../problem.ts'
import { executeRefund, refreshAfterRefund, withRefundLock } from './execute-refund.ts'
import {
  approvalNotFound,
  approvalNotPending,
  assertMayCorrect,
  isRequester,
  secondOperatorRequired,
  toDecider,
} from '../refund-approval/approval-rules.ts'

export type ApproveRefundInput = {
  readonly approvalId: string
  readonly reason: string | null
  readonly expectedVersion: number | null
}

type ApproveRefundResult = {
  readonly approval: RefundApprovalRow
  readonly payment: PaymentRow
  readonly replayed: boolean
}

/** After every other problem the request stays APPROVED, and the same call continues it. */
const finalProblems: ReadonlySet<ProblemCode> = new Set(['REFUND_NOT_POSSIBLE', 'INVALID_INPUT'])

type Found = { readonly approval: RefundApprovalRow; readonly payment: PaymentRow }

/** Approves a refund as a second operator, and carries it out. A call that was interrupted is continued by repeating it. */
export async function approveRefund(
  ctx: Context,
  input: ApproveRefundInput,
): Promise<Outcome<ApproveRefundResult>> {
  const problem = firstProblem(input.reason === null ? null : checkReason(input.reason))
  if (problem !== null) return { problem }
  const id = decodeId('rap', input.approvalId)
  const named = id === null ? null : await selectRefundApproval(ctx.db, ctx.app.appId, id)
  if (named === null) return { problem: approvalNotFound() }
  if (named.kind === 'CORRECTION') assertMayCorrect(ctx)
  return withRefundLock(ctx, named.paymentId, async () => {
    const found = await find(ctx, named.id)
    const refused = checkDecision(ctx, found, input)
    if (refused !== null) return { ...found, problem: refused }
    if (found.approval.status === 'EXECUTED') return { ...found, replayed: true, problem: null }
    const approved = found.approval.status === 'APPROVED' ? found : await approve(ctx, found, input)
    if (approved === null) return explainUnapproved(ctx, named.id)
    return execute(ctx, approved)
  })
}

async function find(ctx: Context, id: string): Promise<Found> {
  const approval = await selectRefundApproval(ctx.db, ctx.app.appId, id)
  const payment = approval === null ? null : await selectPayment(ctx.db, ctx.app.appId, approval.paymentId)
  if (approval === null || payment === null) throw new Error('a request that exists is not deleted')
  return { approval, payment }
}

/** The problem of a decision that is not allowed; null if it is. The statement checks the same again. */
function checkDecision(
  ctx: Context,
  { approval, payment }: Found,
  { expectedVersion }: ApproveRefundInput,
): Problem | null {
  const { status, expiresAt, paymentVersion } = approval
  if (isRequester(ctx, approval)) return secondOperatorRequired()
  if (status === 'EXECUTED') return null
  if (status === 'APPROVED') {
    return expectedVersion === null || expectedVersion === payment.version
      ? null
      : changedMeanwhile(payment).problem
  }
  if (status !== 'PENDING' || expiresAt <= ctx.clock()) return approvalNotPending()
  if (payment.status === 'REFUNDED') return paymentRefunded()
  return payment.version === (expectedVersion ?? paymentVersion) ? null : changedMeanwhile(payment).problem
}

function paymentRefunded(): Problem {
  return createProblem('PAYMENT_REFUNDED', 'The payment is refunded already. Reject or cancel the request.', [
    'approvalId',
  ])
}

/** null if the request was decided, or the payment changed, in the meantime. */
async function approve(
  ctx: Context,
  { approval, payment }: Found,
  { reason }: ApproveRefundInput,
): Promise<Found | null> {
  const action = createOperatorAction(ctx, {
    action: 'approveRefund',
    reason,
    changes: {
      after: { approval: encodeId('rap', approval.id), requestedBy: encodeId('opr', approval.requestedBy) },
    },
  })
  const decision = { appId: ctx.app.appId, id: approval.id, ...toDecider(ctx), reason, action }
  const claimed = await updateRefundApproved(ctx.db, { ...decision, paymentVersion: payment.version })
  return claimed === null ? null : { approval: { ...approval, status: 'APPROVED' }, payment: claimed }
}

async function explainUnapproved(ctx: Context, id: string): Promise<Outcome<ApproveRefundResult>> {
  const found = await find(ctx, id)
  const isPending = found.approval.status === 'PENDING' && found.approval.expiresAt > ctx.clock()
  return { ...found, problem: isPending ? changedMeanwhile(found.payment).problem : approvalNotPending() }
}

async function execute(ctx: Context, { approval, payment }: Found): Promise<Outcome<ApproveRefundResult>> {
  const outcome =
    payment.status === 'REFUNDED'
      ? { payment, problem: null }
      : await (approval.kind === 'REFUND' ? refundAtStore : correctToRefunded)(ctx, payment, approval)
  const { problem } = outcome
  if (problem === null || finalProblems.has(problem.code)) {
    await updateRefundApprovalEnded(ctx.db, approval, problem?.message ?? null)
  }
  const found = await find(ctx, approval.id)
  return problem === null ? { ...found, replayed: false, problem } : { ...found, problem }
}

async function refundAtStore(
  ctx: Context,
  payment: PaymentRow,
  { id, reason }: RefundApprovalRow,
): Promise<{ readonly problem: Problem | null }> {
  const call = { reason, idempotencyRecord: null, approvalId: id }
  const problem = await executeRefund(ctx, payment, call)
  return problem === null ? refreshAfterRefund(ctx, payment) : { problem }
}
