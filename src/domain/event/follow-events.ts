import type { EventRow } from '../../db/queries/events.ts'
import type { Context } from '../context.ts'
import { matchesFilter, type EventFilter } from './event-filter.ts'
import { findFeedStart, type FeedStart } from './feed-start.ts'
import type { Stream } from './follow-feed.ts'

/** The AppKey's feed from where the reader left it, then live. A wrong cursor is refused before the stream begins. */
export async function followEvents(
  ctx: Context,
  request: EventFilter & FeedStart,
): Promise<Stream<EventRow>> {
  const after = await findFeedStart(ctx, request)
  return ctx.feed.follow(ctx.app.appId, after, (event) => matchesFilter(request, event))
}
