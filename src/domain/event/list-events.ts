import { selectEvents, selectScanEnd, type EventRow } from '../../db/queries/events.ts'
import type { Context } from '../context.ts'
import { checkPageSize, toEdges, type Page } from '../page.ts'
import { decodeEventCursor, encodeEventCursor } from './event-cursor.ts'
import { isEmptyFilter, type EventFilter } from './event-filter.ts'
import { resolveStartAndBounds, type StartRequest } from './start-position.ts'
import { withCursorErrors } from './feed-errors.ts'

/** The number of positions that a filtered page scans: a scan of years of events that do not match would time out. */
export const maxFilteredSpan = 20_000n

type EventPage = Page<EventRow> & { readonly endCursor: string }
type EventPageRequest = EventFilter & StartRequest & { readonly first: number }

/**
 * A page of the feed. `endCursor` is the cursor to continue from, also when nothing matched: the scanned events are passed.
 */
export async function listEvents(ctx: Context, request: EventPageRequest): Promise<EventPage> {
  const size = checkPageSize(request.first, 'first')
  return (await readNextPage(ctx, request, size)) ?? readBoundedPage(ctx, request, size)
}

/** A page after a cursor without a filter, in one query. Null if the bounds of the feed are needed too. */
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
  const rows = await withCursorErrors(() =>
    selectEvents(ctx.db, appId, { after: start, upTo: null, limit: size + 1, types, stores }),
  )
  const page = rows.slice(0, size)
  const last = page.at(-1)
  return last === undefined ? null : toPage(page, { start, hasNextPage: rows.length > size, end: last })
}

async function readBoundedPage(ctx: Context, request: EventPageRequest, size: number): Promise<EventPage> {
  const { appId } = ctx.app
  // The head is read before the page: an event that is sequenced between the two reads is after it.
  const { start, earliestCursor: floor, head } = await resolveStartAndBounds(ctx, request)
  const after = start ?? floor
  const { types, stores } = request
  const isFiltered = types !== null || stores !== null
  const isScanLimited = isFiltered && !isEmptyFilter(request) && after + maxFilteredSpan < head
  const scanEnd = isScanLimited ? await selectScanEnd(ctx.db, appId, { after, span: maxFilteredSpan }) : null
  const rows = await withCursorErrors(() =>
    selectEvents(ctx.db, appId, { after, upTo: scanEnd, limit: size + 1, types, stores }),
  )
  const page = rows.slice(0, size)
  const hasMore = rows.length > size
  const last = page.at(-1)?.position ?? after
  const end = { appId, position: hasMore ? last : max(scanEnd ?? head, last) }
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

function max(a: bigint, b: bigint): bigint {
  return a > b ? a : b
}
