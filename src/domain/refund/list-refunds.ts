import { listRefundsOfUser, type RefundRow } from '../../db/queries/refunds.ts'
import type { Context } from '../context.ts'
import { listNewest } from '../list-newest.ts'
import type { Page } from '../page.ts'

/** A user's refund history, newest first. */
export function listRefunds(
  ctx: Context,
  request: { userId: string; first: number | null; after: string | null },
): Promise<Page<RefundRow>> {
  const { appId } = ctx.app
  const { userId } = request
  return listNewest(appId, `refunds/${userId}`, request, (span) =>
    listRefundsOfUser(ctx.db, appId, { userId, ...span }),
  )
}
