import type { WebhookEndpointRow, WebhookPauseReason } from '../../db/queries/webhook-endpoints.ts'
import { encodeId } from '../../platform/ids.ts'
import type { AppContext } from '../context.ts'
import type { FailedDelivery } from './send-event.ts'

/** Logs and counts an endpoint that gets no deliveries until it is resumed. Its events stay retained. */
export function reportPausedEndpoint(
  { log, count }: Pick<AppContext, 'log' | 'count'>,
  { appId, id }: WebhookEndpointRow,
  pauseReason: WebhookPauseReason,
  { event, delivery }: FailedDelivery,
): void {
  const endpoint = encodeId('whk', id)
  log.error(
    { appId, endpoint, event: encodeId('evt', event.id), pauseReason, reason: delivery.error },
    'webhook endpoint paused after failed deliveries',
  )
  count('webhook_endpoint_disabled', { reason: pauseReason })
}
