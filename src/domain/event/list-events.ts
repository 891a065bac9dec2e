import { selectEvents as listRows, type EventRow } from '../../db/queries/events.ts'
import type { Context } from '../context.ts'
import { checkPageSize, toEdges, type Page } from '../page.ts'
import { encodeEventCursor, isEmptyFilter, decodeEventCursor, type EventFilter } from './event-filter.ts'
import { resolveStartAndBounds, type StartRequest } from './start-position.ts'
import { rethrowCursorExpired } from '../../events/feed-errors.ts'

/** How much of the feed a page with a filter looks through: years of what it drops would take longer than a reader waits. */
export const maxFilteredSpan = 20_000n

type EventPage = Page<EventRow> & { readonly endCursor: string }
type EventPageRequest = EventFilter & StartRequest & { readonly first: number }

/**
 * A page of the feed. `endCursor` is where to go on from even when nothing matched: filters advance the cursor too.
 */
export async function listEvents(ctx: Context, request: EventPageRequest): Promise<EventPage> {
  const size = checkPageSize(request.first, 'first')
  return (await readNextPage(ctx, request, size)) ?? readBoundedPage(ctx, request, size)
}

/** The ordinary page of somebody who goes on and has something ahead: one question. Null if more has to be known. */
async function readNextPage(
  ctx: Context,
  request: EventPageRequest,
  size: number,
): Promise<EventPage | null> {
  const { after, consumer, types, stores } = request
  if (after === null || consumer !== null || types !== null || stores !== null) return null
  const { appId } = ctx.app
  const start = decodeEventCursor(appId, after)
  if (start === null) return null
  const rows = await rethrowCursorExpired(() =>
    listRows(ctx.db, appId, { after: start, upTo: null, limit: size + 1, types, stores }),
  )
  const page = rows.slice(0, size)
  const last = page.at(-1)
  return last === undefined ? null : toPage(page, { start, hasNextPage: rows.length > size, end: last })
}

async function readBoundedPage(ctx: Context, request: EventPageRequest, size: number): Promise<EventPage> {
  const { appId } = ctx.app
  // The end is looked up before the page: whatever gets its position afterwards comes after it.
  const { start, earliestCursor: floor, head } = await resolveStartAndBounds(ctx, request)
  const after = start ?? floor
  const { types, stores } = request
  const isFiltered = types !== null || stores !== null
  const scanEnd =
    isFiltered && !isEmptyFilter(request) && after + maxFilteredSpan < head ? after + maxFilteredSpan : null
  const rows = await rethrowCursorExpired(() =>
    listRows(ctx.db, appId, { after, upTo: scanEnd, limit: size + 1, types, stores }),
  )
  const page = rows.slice(0, size)
  const hasMore = rows.length > size
  const last = page.at(-1)?.position ?? after
  const end = { appId, position: hasMore ? last : larger(scanEnd ?? head, last) }
  return toPage(page, { start, hasNextPage: hasMore || scanEnd !== null, end })
}

type PageBounds = {
  readonly start: bigint | null
  readonly hasNextPage: boolean
  readonly end: Pick<EventRow, 'appId' | 'position'>
}

function toPage(page: readonly EventRow[], { start, hasNextPage, end }: PageBounds): EventPage {
  return {
    edges: toEdges(page, encodeEventCursor),
    hasNextPage,
    hasPreviousPage: start !== null && start > 0n,
    endCursor: encodeEventCursor(end),
  }
}

function larger(one: bigint, other: bigint): bigint {
  return one > other ? one : other
}
