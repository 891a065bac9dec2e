import { selectRefundsOfUser, type RefundRow } from '../../db/queries/refunds.ts'
import type { Context } from '../context.ts'
import { listNewestFirst } from '../list-newest-first.ts'
import type { Page } from '../page.ts'

/** Lists the refunds of a user, newest first. */
export function listRefunds(
  ctx: Context,
  request: { userId: string; first: number | null; after: string | null },
): Promise<Page<RefundRow>> {
  const { appId } = ctx.app
  const { userId } = request
  return listNewestFirst(appId, `refunds/${userId}`, request, (span) =>
    selectRefundsOfUser(ctx.db, appId, { userId, ...span }),
  )
}
