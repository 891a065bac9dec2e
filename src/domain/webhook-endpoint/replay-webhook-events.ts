import { isPositionUnknown, selectEarliestCursor } from '../../db/queries/events.ts'
import type { Context } from '../context.ts'
import { decodeEventCursor, encodeEventCursor } from '../event/event-cursor.ts'
import { describeLostCursor } from '../event/feed-errors.ts'
import { createProblem, type Outcome } from '../problem.ts'
import { changeEndpoint, type ChangedEndpoint } from './change-endpoint.ts'

/** Delivers all events after a cursor of the feed, including those already delivered. A paused endpoint stays paused. */
export async function replayWebhookEvents(
  ctx: Context,
  { endpointId, from }: { readonly endpointId: string; readonly from: string },
): Promise<Outcome<ChangedEndpoint>> {
  const { appId } = ctx.app
  const position = decodeEventCursor(appId, from)
  if (position === null) {
    return { problem: createProblem('INVALID_INPUT', 'from is not a valid cursor for this feed.', ['from']) }
  }
  if (await isPositionUnknown(ctx.db, appId, position)) {
    return { problem: createProblem('INVALID_INPUT', describeLostCursor('from'), ['from']) }
  }
  if (position < (await selectEarliestCursor(ctx.db, appId))) {
    return {
      problem: createProblem('INVALID_INPUT', 'from has expired: events after it are no longer retained.', [
        'from',
      ]),
    }
  }
  return changeEndpoint(ctx, {
    endpointId,
    action: 'replayWebhookEvents',
    describe: (endpoint) => ({
      cursor: endpoint.position === null ? null : encodeEventCursor({ appId, position: endpoint.position }),
    }),
    change: () => ({ position, resetRetries: true }),
  })
}
