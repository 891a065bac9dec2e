import { selectExpiringKeyCounts, type ExpiringKeyCounts } from '../../db/queries/expiring-keys.ts'
import { cacheMetricQuery } from '../cache-metric-query.ts'
import type { Services } from '../context.ts'
import { expiryWarningMs } from '../server-key/server-key-state.ts'

export type { ExpiringKeyCounts }

/** Returns a function that counts the keys of all apps that expire soon; null if the query fails or times out. */
export function createExpiringKeyCounter(
  services: Pick<Services, 'db' | 'log' | 'clock'>,
): () => Promise<ExpiringKeyCounts | null> {
  return cacheMetricQuery(services, () => countExpiringKeys(services), 'counting expiring keys failed')
}

export function countExpiringKeys({ db, clock }: Pick<Services, 'db' | 'clock'>): Promise<ExpiringKeyCounts> {
  const now = clock()
  return selectExpiringKeyCounts(db, { now, until: new Date(now.getTime() + expiryWarningMs) })
}
