import type { StoreValue } from '../models.ts'
import { selectItems, type ItemRow } from '../../db/queries/items.ts'
import type { Context } from '../context.ts'
import { listPage, type Page, type PageRequest } from '../page.ts'
import { itemIdPattern } from './upsert-item.ts'

/** Lists items by item id. Clients get enabled items only. */
export async function listItems(
  ctx: Context,
  { store, ...request }: PageRequest & { readonly store: StoreValue | null },
): Promise<Page<ItemRow>> {
  return listPage(ctx.app.appId, request, {
    list: 'items',
    encode: (item) => item.externalId,
    decode: (text) => (itemIdPattern.test(text) ? text : null),
    read: (span) =>
      selectItems(ctx.db, ctx.app.appId, { ...span, store, enabledOnly: ctx.caller.kind === 'CLIENT' }),
  })
}
