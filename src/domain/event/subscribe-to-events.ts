import type { EventRow } from '../../db/queries/events.ts'
import type { Context } from '../context.ts'
import { matchesFilter, type EventFilter } from './event-filter.ts'
import { resolveStartPosition, type StartRequest } from './start-position.ts'
import type { EventStream } from '../../events/feed-stream.ts'

/** The AppKey's feed from where the reader left it, then live. A wrong cursor is refused before the stream begins. */
export async function subscribeToEvents(
  ctx: Context,
  request: EventFilter & StartRequest,
): Promise<EventStream<EventRow>> {
  const after = await resolveStartPosition(ctx, request)
  return ctx.feed.subscribe(ctx.app.appId, after, (event) => matchesFilter(request, event))
}
