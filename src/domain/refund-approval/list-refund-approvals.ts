import { selectRefundApprovals } from '../../db/queries/refund-approvals.ts'
import type { Context } from '../context.ts'
import { listNewestFirst } from '../list-newest-first.ts'
import type { RefundApprovalRow } from '../models.ts'
import type { Page } from '../page.ts'

/** The requests for refunds of the app, newest first. */
export function listRefundApprovals(
  ctx: Context,
  { open, ...page }: { readonly open: boolean; readonly first: number | null; readonly after: string | null },
): Promise<Page<RefundApprovalRow>> {
  const { appId } = ctx.app
  const openAt = open ? ctx.clock() : null
  return listNewestFirst(appId, 'refundApprovals', page, (span) =>
    selectRefundApprovals(ctx.db, appId, { openAt, ...span }),
  )
}
