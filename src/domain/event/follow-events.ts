import type { EventRow } from '../../db/queries/events.ts'
import type { Context } from '../context.ts'
import { matchesFilter, type EventFilter } from './event-filter.ts'
import { findFeedStart, type FeedStart } from './feed-start.ts'

/** The AppKey's feed from where the reader left it, then live. A wrong cursor is refused before the stream begins. */
export async function followEvents(
  ctx: Context,
  request: EventFilter & FeedStart,
  signal: AbortSignal,
): Promise<AsyncGenerator<EventRow, void, void>> {
  const after = await findFeedStart(ctx, request)
  return filterEvents(ctx.feed.follow(ctx.app.appId, after, signal), request)
}

async function* filterEvents(events: AsyncGenerator<EventRow, void, void>, filter: EventFilter) {
  for await (const event of events) {
    if (matchesFilter(filter, event)) yield event
  }
}
