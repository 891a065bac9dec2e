import {
  listEvents as listRows,
  listEventsOfPayment as listRowsOfPayment,
  type EventRow,
} from '../../db/queries/events.ts'
import type { Context } from '../context.ts'
import { checkSize, maxPageSize, toEdges, type Page } from '../page.ts'
import { cursorOf, isEmptyFilter, type EventFilter } from './event-filter.ts'
import { findStartAndBounds, type FeedStart } from './feed-start.ts'
import { refuseGap } from './no-longer-kept.ts'

/** How much of the feed a page with a filter looks through: years of what it drops would take longer than a reader waits. */
export const filterReach = 20_000n

/**
 * A page of the feed. `endCursor` is where to go on from even when nothing matched: filters advance the cursor too.
 */
export async function listEvents(
  ctx: Context,
  request: EventFilter & FeedStart & { readonly first: number },
): Promise<Page<EventRow> & { endCursor: string }> {
  const size = checkSize(request.first, 'first')
  const { appId } = ctx.app
  // The end is looked up before the page: whatever gets its position afterwards comes after it.
  const { start, floor, head } = await findStartAndBounds(ctx, request)
  const after = start ?? floor
  const { types, stores } = request
  const isFiltered = types !== null || stores !== null
  const reach =
    isFiltered && !isEmptyFilter(request) && after + filterReach < head ? after + filterReach : null
  const rows = await refuseGap(() =>
    listRows(ctx.db, appId, { after, upTo: reach, limit: size + 1, types, stores }),
  )
  const page = rows.slice(0, size)
  const hasMore = rows.length > size
  const last = page.at(-1)?.position ?? after
  const end = hasMore ? last : larger(reach ?? head, last)
  return {
    edges: toEdges(page, cursorOf),
    hasNextPage: hasMore || reach !== null,
    hasPreviousPage: after > floor,
    endCursor: cursorOf({ appId, position: end }),
  }
}

/** The newest events of a payment, oldest first. */
export function listEventsOfPayment(ctx: Context, paymentId: string): Promise<EventRow[]> {
  return listRowsOfPayment(ctx.db, ctx.app.appId, paymentId, maxPageSize)
}

function larger(one: bigint, other: bigint): bigint {
  return one > other ? one : other
}
