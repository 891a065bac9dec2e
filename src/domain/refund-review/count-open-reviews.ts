import { selectOpenReviewCounts, type OpenReviewCount } from '../../db/queries/refund-reviews.ts'
import { cacheMetricQuery } from '../cache-metric-query.ts'
import type { Services } from '../context.ts'

export type { OpenReviewCount }

/** Returns a function that counts the open refund reviews of all apps by the time left; null if the query fails or times out. */
export function createOpenReviewCounter(
  services: Pick<Services, 'db' | 'log' | 'clock'>,
): () => Promise<readonly OpenReviewCount[] | null> {
  const query = () => selectOpenReviewCounts(services.db, services.clock())
  return cacheMetricQuery(services, query, 'counting open refund reviews failed')
}
