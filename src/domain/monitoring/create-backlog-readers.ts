import {
  selectFeedBacklog,
  selectLargestConsumerLags,
  selectStatisticsBacklog,
  selectWebhookBacklog,
  type FeedBacklog,
  type LargestConsumerLag,
  type StatisticsBacklog,
  type WebhookBacklog,
} from '../../db/queries/feed-lags.ts'
import { selectJobCounts, type JobCount } from '../../db/queries/job-counts.ts'
import {
  selectPendingNotifications,
  selectUnacknowledgedCounts,
  selectUnattributedCounts,
  selectUnattributedSubscriptionCounts,
  selectUnconsumedCounts,
  type PendingNotifications,
  type StoreCount,
  type UnacknowledgedCount,
  type UnattributedSubscriptionCount,
  type UnconsumedCount,
} from '../../db/queries/open-payment-counts.ts'
import { cacheMetricQuery } from '../cache-metric-query.ts'
import type { Services } from '../context.ts'

type Reader<Result> = () => Promise<Result | null>

/** What waits for work in the database, of all AppKeys together; null if the query fails or times out. */
export type BacklogReaders = {
  readonly jobs: Reader<readonly JobCount[]>
  readonly feed: Reader<FeedBacklog>
  readonly consumers: Reader<readonly LargestConsumerLag[]>
  readonly webhooks: Reader<WebhookBacklog>
  readonly statistics: Reader<StatisticsBacklog>
  readonly notifications: Reader<readonly PendingNotifications[]>
  readonly unconsumed: Reader<readonly UnconsumedCount[]>
  readonly unacknowledged: Reader<readonly UnacknowledgedCount[]>
  readonly unattributed: Reader<readonly StoreCount[]>
  readonly unattributedSubscriptions: Reader<readonly UnattributedSubscriptionCount[]>
}

/** Each AppKey may have many consumers: only the furthest behind are in the metrics. */
const maxConsumers = 20
/** For the statements that read payments. */
const slowRefreshIntervalMs = 60_000

export function createBacklogReaders(services: Pick<Services, 'db' | 'log' | 'clock'>): BacklogReaders {
  const { db, clock } = services
  const cache = <Result>(what: string, query: () => Promise<Result>, refreshIntervalMs?: number) =>
    cacheMetricQuery(services, query, `reading ${what} for the metrics failed`, refreshIntervalMs)
  return {
    jobs: cache('jobs', () => selectJobCounts(db)),
    feed: cache('the event feed', () => selectFeedBacklog(db)),
    consumers: cache('event consumers', () => selectLargestConsumerLags(db, maxConsumers)),
    webhooks: cache('webhook endpoints', () => selectWebhookBacklog(db)),
    statistics: cache('the statistics', () => selectStatisticsBacklog(db)),
    notifications: cache('notifications', () => selectPendingNotifications(db)),
    unconsumed: cache(
      'unconsumed payments',
      () => selectUnconsumedCounts(db, clock()),
      slowRefreshIntervalMs,
    ),
    unacknowledged: cache('acknowledgements', () => selectUnacknowledgedCounts(db, clock())),
    unattributed: cache('unattributed sales', () => selectUnattributedCounts(db), slowRefreshIntervalMs),
    unattributedSubscriptions: cache(
      'unattributed subscriptions',
      () => selectUnattributedSubscriptionCounts(db, clock()),
      slowRefreshIntervalMs,
    ),
  }
}
