import type { EventRow } from '../../db/queries/events.ts'
import type { Context } from '../context.ts'
import { matchesFilter, openFeedCursor, type EventFilter } from './event-filter.ts'

/** The AppKey's feed after a cursor, then live. A foreign cursor is refused before the stream begins. */
export function followEvents(
  ctx: Context,
  request: EventFilter & { readonly after: string | null },
  signal: AbortSignal,
): AsyncGenerator<EventRow, void, void> {
  const after = openFeedCursor(ctx.app.appId, request.after)
  return filterEvents(ctx.feed.follow(ctx.app.appId, after, signal), request)
}

async function* filterEvents(events: AsyncGenerator<EventRow, void, void>, filter: EventFilter) {
  for await (const event of events) {
    if (matchesFilter(filter, event)) yield event
  }
}
