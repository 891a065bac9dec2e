import type { Command } from 'commander'
import type { RefundApprovalRow } from '../domain/models.ts'
import type { Context } from '../domain/context.ts'
import type { Outcome } from '../domain/problem.ts'
import { approveRefund } from '../domain/refund/approve-refund.ts'
import { listRefundApprovals } from '../domain/refund-approval/list-refund-approvals.ts'
import { cancelRefundApproval, rejectRefund } from '../domain/refund-approval/refuse-refund.ts'
import { encodeId } from '../platform/ids.ts'
import { formatMicros } from '../platform/money.ts'
import {
  addAppChangeCommand,
  addAppCommand,
  parseReason,
  parseVersion,
  reasonDescription,
  reasonFlags,
  type AppChangeOption,
  type AppOption,
} from './options.ts'
import { printFields, printRows, toCommandError, type Fields } from './output.ts'
import { withApp, type EnvironmentVariables } from './with-services.ts'

const maxRows = 100
const listedFields = ['id', 'status', 'paymentId', 'amount', 'requestedBy', 'reason', 'expiresAt']

type ApproveOptions = AppChangeOption & { readonly expectedVersion?: number }
type RejectOptions = AppChangeOption & { readonly reason: string }

export function addRefundApprovalCommands(program: Command, environment: EnvironmentVariables): void {
  const approval = program
    .command('refund-approval')
    .description('list and decide refunds that a second operator has to approve')
  const run = (
    options: AppChangeOption,
    field: `Mutation.${string}`,
    act: (ctx: Context) => Promise<Outcome<{ approval: RefundApprovalRow }>>,
  ) =>
    withApp(environment, options, field, async (ctx) => {
      const outcome = await act(ctx)
      if (outcome.problem !== null) throw toCommandError(outcome.problem)
      printFields(toApprovalFields(outcome.approval), options.json)
    })
  addAppCommand(approval, 'list', `list open requests, newest first, at most ${maxRows}`).action(
    (options: AppOption) =>
      withApp(environment, options, 'Query.refundApprovals', async (ctx) => {
        const { edges } = await listRefundApprovals(ctx, { open: true, first: maxRows, after: null })
        const rows = edges.map(({ node }) => toApprovalFields(node))
        printRows(listedFields, rows, options.json)
      }),
  )
  addAppChangeCommand(approval, 'approve <approvalId>', 'approve a refund, and carry it out')
    .option('--expected-version <version>', 'version of the payment that you saw', parseVersion)
    .action((approvalId: string, options: ApproveOptions) => {
      const { reason = null, expectedVersion = null } = options
      return run(options, 'Mutation.approveRefund', (ctx) =>
        approveRefund(ctx, { approvalId, reason, expectedVersion }),
      )
    })
  addAppCommand(approval, 'reject <approvalId>', 'refuse a refund')
    .requiredOption(reasonFlags, reasonDescription, parseReason)
    .action((approvalId: string, options: RejectOptions) =>
      run(options, 'Mutation.rejectRefund', (ctx) =>
        rejectRefund(ctx, { approvalId, reason: options.reason }),
      ),
    )
  addAppChangeCommand(approval, 'cancel <approvalId>', 'cancel a request for a refund').action(
    (approvalId: string, options: AppChangeOption) =>
      run(options, 'Mutation.cancelRefundApproval', (ctx) =>
        cancelRefundApproval(ctx, { approvalId, reason: options.reason ?? null }),
      ),
  )
}

function toApprovalFields(row: RefundApprovalRow): Fields {
  const { amountMicros, currencyCode } = row
  return {
    id: encodeId('rap', row.id),
    status: row.status,
    kind: row.kind,
    paymentId: encodeId('pay', row.paymentId),
    amount: amountMicros === null ? null : `${formatMicros(amountMicros)} ${currencyCode ?? ''}`,
    requestedBy: row.requestedByName,
    reason: row.reason,
    requestedAt: row.requestedAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    decidedBy: row.decidedByName,
    failure: row.failure,
  }
}
