import { canApprove, canCancel, isOpen } from '../../domain/refund-approval/approval-rules.ts'
import { approveRefund } from '../../domain/refund/approve-refund.ts'
import { listRefundApprovals } from '../../domain/refund-approval/list-refund-approvals.ts'
import { cancelRefundApproval, rejectRefund } from '../../domain/refund-approval/refuse-refund.ts'
import { encodeId } from '../../platform/ids.ts'
import { toConnection } from '../connection.ts'
import type { MutationResolvers, QueryResolvers, RefundApprovalResolvers } from '../generated/types.ts'
import { domainOf, loadersOf } from '../request-context.ts'
import { assertFound } from './assert-found.ts'
import { toMoney } from './money.ts'

export const refundApprovalQueries = {
  refundApprovals: async (_, { open, first, after }, context) => {
    const request = { open: open ?? true, first: first ?? null, after: after ?? null }
    return toConnection(await listRefundApprovals(domainOf(context), request))
  },
} satisfies QueryResolvers

export const refundApprovalMutations = {
  approveRefund: async (_, { input }, context) => {
    const { approvalId, reason = null, expectedVersion = null } = input
    const outcome = await approveRefund(domainOf(context), { approvalId, reason, expectedVersion })
    return { replayed: false, ...outcome }
  },
  rejectRefund: (_, { input }, context) => rejectRefund(domainOf(context), input),
  cancelRefundApproval: (_, { input: { approvalId, reason = null } }, context) =>
    cancelRefundApproval(domainOf(context), { approvalId, reason }),
} satisfies MutationResolvers

export const RefundApproval = {
  id: ({ id }) => encodeId('rap', id),
  status: (approval, _, context) =>
    approval.status === 'PENDING' && !isOpen(domainOf(context), approval) ? 'EXPIRED' : approval.status,
  payment: async ({ paymentId }, _, context) =>
    assertFound(await loadersOf(context).payments.load(paymentId)),
  amount: ({ amountMicros, currencyCode }) => toMoney(amountMicros, currencyCode),
  requestedBy: ({ requestedBy, requestedByName }) => ({
    id: encodeId('opr', requestedBy),
    name: requestedByName,
  }),
  decidedBy: ({ decidedBy, decidedByName }) =>
    decidedByName === null
      ? null
      : { id: decidedBy === null ? null : encodeId('opr', decidedBy), name: decidedByName },
  canApprove: (approval, _, context) => canApprove(domainOf(context), approval),
  canCancel: (approval, _, context) => canCancel(domainOf(context), approval),
} satisfies RefundApprovalResolvers
