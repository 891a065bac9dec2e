import { selectEarliestCursor, selectFeedDistance } from '../../db/queries/events.ts'
import type { WebhookEndpointRow } from '../../db/queries/webhook-endpoints.ts'
import { encodeId } from '../../platform/ids.ts'
import type { AppContext } from '../context.ts'

/**
 * Moves an endpoint that is behind the retained events to the earliest of them. The skipped events were never delivered; the
 * endpoint's last error says so until an operator acts.
 */
export async function skipExpiredEvents(
  ctx: AppContext,
  endpoint: WebhookEndpointRow,
): Promise<WebhookEndpointRow> {
  const { appId, id, position } = endpoint
  const floor = await selectEarliestCursor(ctx.db, appId)
  if (position >= floor) return endpoint
  const undelivered = await selectFeedDistance(ctx.db, appId, { from: position, to: floor })
  ctx.log.error(
    { appId, endpoint: encodeId('whk', id), undelivered: undelivered.toString() },
    'webhook endpoint skipped expired events',
  )
  return {
    ...endpoint,
    position: floor,
    deliveredPositions: endpoint.deliveredPositions.filter((each) => BigInt(each) > floor),
    consecutiveFailures: 0,
    firstFailedAt: null,
    lastError: `up to ${undelivered} events expired before they were delivered`,
  }
}
