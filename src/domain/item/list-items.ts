import type { StoreValue } from '../models.ts'
import { selectItems, type ItemRow } from '../../db/queries/items.ts'
import type { Context } from '../context.ts'
import { listPage, type Page } from '../page.ts'
import { itemIdPattern } from './upsert-item.ts'

/** Lists items by item id. Clients get enabled items only. */
export async function listItems(
  ctx: Context,
  request: { store: StoreValue | null; first: number | null; after: string | null },
): Promise<Page<ItemRow>> {
  return listPage(
    ctx.app.appId,
    { ...request, last: null, before: null },
    {
      list: 'items',
      encode: (item) => item.externalId,
      decode: (text) => (itemIdPattern.test(text) ? text : null),
      read: ({ after, limit }) =>
        selectItems(ctx.db, ctx.app.appId, {
          store: request.store,
          enabledOnly: ctx.caller.kind === 'CLIENT',
          after,
          limit,
        }),
    },
  )
}
