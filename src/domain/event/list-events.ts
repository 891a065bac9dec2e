import {
  listEvents as listRows,
  listEventsOfPayment as listRowsOfPayment,
  type EventRow,
} from '../../db/queries/events.ts'
import type { Context } from '../context.ts'
import { checkSize, maxPageSize, type Page } from '../page.ts'
import { cursorOf, openFeedCursor, type EventFilter } from './event-filter.ts'

/**
 * A page of the feed. `endCursor` is where to go on from even when nothing matched: filters advance the cursor too.
 */
export async function listEvents(
  ctx: Context,
  request: EventFilter & { readonly after: string | null; readonly first: number },
): Promise<Page<EventRow> & { endCursor: string }> {
  const size = checkSize(request.first, 'first')
  const { appId } = ctx.app
  const after = openFeedCursor(appId, request.after) ?? 0n
  // Read before the page: whatever gets its position afterwards comes after this end.
  const head = await ctx.feed.head(appId)
  const rows = await listRows(ctx.db, appId, {
    after,
    limit: size + 1,
    types: request.types,
    stores: request.stores,
  })
  const page = rows.slice(0, size)
  const hasNextPage = rows.length > size
  const last = page.at(-1)?.position ?? after
  const end = hasNextPage || head < last ? last : head
  return {
    edges: page.map((node) => ({ node, cursor: cursorOf(node) })),
    hasNextPage,
    hasPreviousPage: after > 0n,
    endCursor: cursorOf({ appId, position: end > after ? end : after }),
  }
}

/** The newest events of a payment, oldest first. */
export function listEventsOfPayment(ctx: Context, paymentId: string): Promise<EventRow[]> {
  return listRowsOfPayment(ctx.db, ctx.app.appId, paymentId, maxPageSize)
}
