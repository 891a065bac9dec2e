import type { EventRow } from '../../db/queries/events.ts'
import type { EventStream } from '../../events/feed-stream.ts'
import type { Context } from '../context.ts'
import { matchesFilter, type EventFilter } from './event-filter.ts'
import { withCursorErrors } from './feed-errors.ts'
import { resolveStartPosition, type StartRequest } from './start-position.ts'

/** Streams the app's feed from a cursor, then live. An invalid cursor is rejected before the stream starts. */
export async function subscribeToEvents(
  ctx: Context,
  request: EventFilter & StartRequest,
): Promise<EventStream<EventRow>> {
  const after = await resolveStartPosition(ctx, request)
  const stream = await withCursorErrors(() =>
    ctx.events.subscribe({
      appId: ctx.app.appId,
      after,
      matches: (event) => matchesFilter(request, event),
    }),
  )
  return withRequestErrors(stream)
}

function withRequestErrors(stream: EventStream<EventRow>): EventStream<EventRow> {
  const mapped: EventStream<EventRow> = {
    ...stream,
    next: () => withCursorErrors(stream.next),
    [Symbol.asyncIterator]: () => mapped,
  }
  return mapped
}
