import { findFeedBounds } from '../../db/queries/events.ts'
import type { Context } from '../context.ts'
import { cursorOf, readFeedCursor } from '../event/event-filter.ts'
import { createProblem, type Outcome } from '../problem.ts'
import { changeEndpoint, type ChangedEndpoint } from './change-endpoint.ts'

/** Sends everything after a cursor of the feed, whether it was sent before or not. A paused endpoint stays paused. */
export async function replayWebhookEvents(
  ctx: Context,
  { endpointId, from }: { readonly endpointId: string; readonly from: string },
): Promise<Outcome<ChangedEndpoint>> {
  const { appId } = ctx.app
  const position = readFeedCursor(appId, from)
  const { floor, head } = await findFeedBounds(ctx.db, appId)
  if (position === null || position > head) {
    return { problem: createProblem('INVALID_INPUT', 'from is not a cursor of this feed.', ['from']) }
  }
  if (position < floor) {
    return { problem: createProblem('INVALID_INPUT', 'from is older than what this feed keeps.', ['from']) }
  }
  return changeEndpoint(ctx, {
    endpointId,
    action: 'replayWebhookEvents',
    tell: (endpoint) => ({
      cursor: endpoint.position === null ? null : cursorOf({ appId, position: endpoint.position }),
    }),
    change: () => ({ position, restart: true }),
  })
}
