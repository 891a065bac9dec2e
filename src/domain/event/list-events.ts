import { listEvents as listRows, type EventRow } from '../../db/queries/events.ts'
import type { Context } from '../context.ts'
import { checkSize, toEdges, type Page } from '../page.ts'
import { cursorOf, isEmptyFilter, readFeedCursor, type EventFilter } from './event-filter.ts'
import { findStartAndBounds, type FeedStart } from './feed-start.ts'
import { refuseGap } from './feed-refusals.ts'

/** How much of the feed a page with a filter looks through: years of what it drops would take longer than a reader waits. */
export const filterReach = 20_000n

type EventPage = Page<EventRow> & { readonly endCursor: string }
type EventRequest = EventFilter & FeedStart & { readonly first: number }

/**
 * A page of the feed. `endCursor` is where to go on from even when nothing matched: filters advance the cursor too.
 */
export async function listEvents(ctx: Context, request: EventRequest): Promise<EventPage> {
  const size = checkSize(request.first, 'first')
  return (await readOn(ctx, request, size)) ?? readWithin(ctx, request, size)
}

/** The ordinary page of somebody who goes on and has something ahead: one question. Null if more has to be known. */
async function readOn(ctx: Context, request: EventRequest, size: number): Promise<EventPage | null> {
  const { after, consumer, types, stores } = request
  if (after === null || consumer !== null || types !== null || stores !== null) return null
  const { appId } = ctx.app
  const start = readFeedCursor(appId, after)
  if (start === null) return null
  const rows = await refuseGap(() =>
    listRows(ctx.db, appId, { after: start, upTo: null, limit: size + 1, types, stores }),
  )
  const page = rows.slice(0, size)
  const last = page.at(-1)
  return last === undefined ? null : toPage(page, { start, hasNextPage: rows.length > size, end: last })
}

async function readWithin(ctx: Context, request: EventRequest, size: number): Promise<EventPage> {
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
  const end = { appId, position: hasMore ? last : larger(reach ?? head, last) }
  return toPage(page, { start, hasNextPage: hasMore || reach !== null, end })
}

type Place = {
  readonly start: bigint | null
  readonly hasNextPage: boolean
  readonly end: Pick<EventRow, 'appId' | 'position'>
}

function toPage(page: readonly EventRow[], { start, hasNextPage, end }: Place): EventPage {
  return {
    edges: toEdges(page, cursorOf),
    hasNextPage,
    hasPreviousPage: start !== null && start > 0n,
    endCursor: cursorOf(end),
  }
}

function larger(one: bigint, other: bigint): bigint {
  return one > other ? one : other
}
