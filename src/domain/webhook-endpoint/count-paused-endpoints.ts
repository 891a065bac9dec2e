import {
  selectPausedWebhookEndpointCounts,
  type WebhookPauseReason,
} from '../../db/queries/webhook-endpoints.ts'
import { cacheMetricQuery } from '../cache-metric-query.ts'
import type { Services } from '../context.ts'

export type PausedEndpointCounts = Readonly<Record<WebhookPauseReason, number>>

/** Returns a function that counts the paused endpoints of all apps by reason; null if the query fails or times out. */
export function createPausedEndpointCounter(
  services: Pick<Services, 'db' | 'log'>,
): () => Promise<PausedEndpointCounts | null> {
  const query = () => selectPausedWebhookEndpointCounts(services.db)
  return cacheMetricQuery(services, query, 'counting paused webhook endpoints failed')
}
