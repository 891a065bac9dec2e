import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client'
import type { HistogramLabels, HistogramName, MetricLabels, MetricName, Services } from '../domain/context.ts'
import type { ExpiringKeyCounts } from '../domain/expiring-keys/count-expiring-keys.ts'
import type { BacklogReaders } from '../domain/monitoring/create-backlog-readers.ts'
import type { OpenReviewCount } from '../domain/refund-review/count-open-reviews.ts'
import type { PausedEndpointCounts } from '../domain/webhook-endpoint/count-paused-endpoints.ts'
import { rateLimitClasses, rateLimitSubjects } from '../platform/rate-limit-classes.ts'
import { storeNames } from '../stores/contract/store-adapter.ts'
import { defineBacklogGauges } from './backlog-gauges.ts'
import { defineGauge, fillZeros } from './define-gauge.ts'
import { defineProcessGauges, type BuildInfo, type ProcessReaders } from './process-gauges.ts'
import { startStoreMetrics } from './store-metrics.ts'

export type Metrics = {
  readonly registry: Registry
  /** Duration of HTTP requests by route and status, in seconds. */
  readonly requestDuration: Histogram<'route' | 'status'>
  readonly lockBypasses: Counter
  readonly notifications: Counter<'store' | 'result'>
  /** Counts what the domain reports. */
  readonly count: Services['count']
  /** Measures what the domain reports. */
  readonly observe: Services['observe']
  /** Adds the gauges that are read at each scrape, once there is something to read them from. */
  readonly defineGauges: (source: MetricsSource) => void
  readonly close: () => void
}

export const metricsContentType = Registry.PROMETHEUS_CONTENT_TYPE

/** Values that are read at each scrape. */
export type MetricsSource = ProcessReaders & {
  readonly pausedEndpoints: () => Promise<PausedEndpointCounts | null>
  readonly openRefundReviews: () => Promise<readonly OpenReviewCount[] | null>
  readonly expiringKeys: () => Promise<ExpiringKeyCounts | null>
  readonly backlogs: BacklogReaders
  readonly clock: () => Date
  readonly build: BuildInfo
}

export function createMetrics(): Metrics {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  takeSlowestProcess(registry)
  const counters = createCounters(registry)
  const histograms = createHistograms(registry)
  return {
    registry,
    count: (name, labels) => counters[name].inc(labels),
    observe: (name, labels, seconds) => histograms[name].observe(labels, seconds),
    defineGauges: (source) => defineGauges(registry, source),
    close: startStoreMetrics(registry),
    notifications: new Counter({
      name: 'coinslot_notifications_total',
      help: 'Store notifications received, by store and result.',
      labelNames: ['store', 'result'],
      registers,
    }),
    requestDuration: new Histogram({
      name: 'coinslot_http_request_duration_seconds',
      help: 'HTTP request duration in seconds.',
      labelNames: ['route', 'status'],
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
      registers,
    }),
    lockBypasses: new Counter({
      name: 'coinslot_lock_bypasses_total',
      help: 'Locks bypassed because Redis was unavailable.',
      registers,
    }),
  }
}

/** Of several processes the default is their average, which hides one that is blocked. */
function takeSlowestProcess(registry: Registry): void {
  for (const quantile of ['p50', 'p90', 'p99']) {
    const metric = registry.getSingleMetric(`nodejs_eventloop_lag_${quantile}_seconds`)
    if (metric !== undefined) Object.assign(metric, { aggregator: 'max' })
  }
}

const openReviewLabels = storeNames.flatMap((store) =>
  ['under_1h', 'under_6h', 'over_6h'].map((timeLeft) => ({ store, time_left: timeLeft })),
)

function defineGauges(registry: Registry, source: MetricsSource): void {
  defineProcessGauges(registry, source, source.build)
  defineBacklogGauges(registry, source.backlogs, source.clock)
  defineExpiringKeyGauge(registry, source)
  defineGauge(
    registry,
    {
      name: 'coinslot_webhook_endpoints_paused',
      help: 'Paused webhook endpoints by reason; every process reports the same value.',
      labelNames: ['reason'],
      // Read from the database, so every process reports the same value: a sum would be wrong.
      aggregator: 'max',
    },
    async () => {
      const counts = await source.pausedEndpoints()
      return Object.entries(counts ?? {}).map(([reason, value]) => ({ labels: { reason }, value }))
    },
  )
  defineGauge(
    registry,
    {
      name: 'coinslot_refund_reviews_open',
      help: 'Refund reviews without an accepted answer, by store and time left; every process reports the same value.',
      labelNames: ['store', 'time_left'],
      aggregator: 'max',
    },
    async () => {
      const counts = await source.openRefundReviews()
      if (counts === null) return null
      const samples = counts.map(({ store, timeLeft, count }) => ({
        labels: { store, time_left: timeLeft },
        value: count,
      }))
      return fillZeros(openReviewLabels, samples)
    },
  )
}

function defineExpiringKeyGauge(registry: Registry, source: MetricsSource): void {
  defineGauge(
    registry,
    {
      name: 'coinslot_expiring_keys',
      help: 'Valid keys without a replacement that expire within 14 days, by kind; every process reports the same value.',
      labelNames: ['kind'],
      aggregator: 'max',
    },
    async () => {
      const counts = await source.expiringKeys()
      if (counts === null) return null
      return [
        { labels: { kind: 'server_key' }, value: counts.serverKeys },
        { labels: { kind: 'user_token_key' }, value: counts.userTokenKeys },
      ]
    },
  )
}

type CounterDefinition<Name extends MetricName> = {
  readonly help: string
  readonly labelNames: readonly (string & keyof MetricLabels[Name])[]
}

const counterDefinitions: { readonly [Name in MetricName]: CounterDefinition<Name> } = {
  verifications: {
    help: 'Calls of verifyPurchase by store and result: VERIFIED, REPLAYED, or the code of the problem.',
    labelNames: ['store', 'result'],
  },
  acknowledgements: {
    help: 'Completed acknowledgements of payments at their store, by store and result.',
    labelNames: ['store', 'result'],
  },
  acknowledgement_deadline_warning: {
    help: 'Payments not acknowledged halfway to the deadline, by store.',
    labelNames: ['store'],
  },
  acknowledgement_deadline_critical: {
    help: 'Payments not acknowledged shortly before the deadline, by store.',
    labelNames: ['store'],
  },
  device_acknowledgement_missing: {
    help: 'Payments that the app has not acknowledged on the device halfway to the deadline, by store.',
    labelNames: ['store'],
  },
  delivery_failures: {
    help: 'Payments that a game server reported as given up to deliver, by store.',
    labelNames: ['store'],
  },
  refund_reviews: {
    help: 'Refund reviews that ended, by store and outcome: the accepted answer, or why there is none.',
    labelNames: ['store', 'outcome'],
  },
  refund_review_warning: {
    help: 'Refund reviews without an accepted answer halfway to the deadline, by store.',
    labelNames: ['store'],
  },
  unattributed_sales: {
    help: 'Sales that a store reported and that belong to no user, by store.',
    labelNames: ['store'],
  },
  unattributed_sale_deadline_warning: {
    help: 'Sales without a user halfway to the refund by their store, by store.',
    labelNames: ['store'],
  },
  unattributed_sale_deadline_critical: {
    help: 'Sales without a user shortly before the refund by their store, by store.',
    labelNames: ['store'],
  },
  reconciliation_discrepancies: {
    help: 'Discrepancies detected between store records and local records, by store.',
    labelNames: ['store'],
  },
  webhook_endpoint_disabled: {
    help: 'Webhook endpoints paused automatically after failed deliveries, by reason.',
    labelNames: ['reason'],
  },
  client_requests: {
    help: 'Requests by the SDKs that send their name and version; every other one is `other`.',
    labelNames: ['client', 'version'],
  },
  graphql_errors: { help: 'Errors in responses to GraphQL requests, by code.', labelNames: ['code'] },
  requests_refused: {
    help: 'Requests refused because the process had too many, or too many of one AppKey, by reason.',
    labelNames: ['reason'],
  },
  rate_limited: {
    help: 'Operations refused by a rate limit, by whose limit it is and the class of the operation.',
    labelNames: ['subject', 'class'],
  },
}

/** An alert about the increase of a counter misses the first event of a new series, so these exist from the start. */
function addZeros(counters: Readonly<Record<MetricName, Counter>>): void {
  for (const store of storeNames) {
    for (const result of ['VERIFIED', 'STORE_MISCONFIGURED']) counters.verifications.inc({ store, result }, 0)
    for (const result of ['acknowledged', 'failed']) counters.acknowledgements.inc({ store, result }, 0)
    for (const name of Object.keys(counterDefinitions) as MetricName[]) {
      const { labelNames } = counterDefinitions[name]
      if (labelNames.length === 1 && labelNames[0] === 'store') counters[name].inc({ store }, 0)
    }
  }
  for (const code of ['INTERNAL', 'UNAVAILABLE']) counters.graphql_errors.inc({ code }, 0)
  for (const reason of ['process', 'app_key']) counters.requests_refused.inc({ reason }, 0)
  for (const subject of rateLimitSubjects) {
    for (const limitClass of rateLimitClasses) counters.rate_limited.inc({ subject, class: limitClass }, 0)
  }
}

function createCounters(registry: Registry): Readonly<Record<MetricName, Counter>> {
  const counters = Object.entries(counterDefinitions).map(([name, { help, labelNames }]) => {
    const counter = new Counter({ name: `coinslot_${name}_total`, help, labelNames, registers: [registry] })
    return [name, counter] as const
  })
  const created = Object.fromEntries(counters) as Record<MetricName, Counter>
  addZeros(created)
  return created
}

const histogramDefinitions: {
  readonly [Name in HistogramName]: {
    readonly help: string
    readonly labelNames: readonly (string & keyof HistogramLabels[Name])[]
    readonly buckets: readonly number[]
  }
} = {
  verification_duration: {
    help: 'Duration of verifyPurchase by store, with the calls to the store.',
    labelNames: ['store'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  },
}

function createHistograms(registry: Registry): Readonly<Record<HistogramName, Histogram>> {
  const histograms = Object.entries(histogramDefinitions).map(([name, { help, labelNames, buckets }]) => {
    const histogram = new Histogram({
      name: `coinslot_${name}_seconds`,
      help,
      labelNames,
      buckets: [...buckets],
      registers: [registry],
    })
    return [name, histogram] as const
  })
  return Object.fromEntries(histograms) as Record<HistogramName, Histogram>
}
