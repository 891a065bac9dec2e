import { selectUnattributedSales, type ListedSale } from '../../db/queries/unattributed-sales.ts'
import type { Context } from '../context.ts'
import { listNewestFirst } from '../list-newest-first.ts'
import type { StoreValue } from '../models.ts'
import type { Page } from '../page.ts'

/** Lists the sales that belong to no user, newest first. */
export function listUnattributedSales(
  ctx: Context,
  request: { store: StoreValue | null; first: number | null; after: string | null },
): Promise<Page<ListedSale>> {
  const { appId } = ctx.app
  const { store } = request
  return listNewestFirst(appId, 'unattributedSales', request, (span) =>
    selectUnattributedSales(ctx.db, appId, { store, ...span }),
  )
}
