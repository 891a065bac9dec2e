import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { MetricLabels, MetricName, Services } from '../domain/context.ts'
import type { OpenReviewCount } from '../domain/refund-review/count-open-reviews.ts'
import type { PausedEndpointCounts } from '../domain/webhook-endpoint/count-paused-endpoints.ts'

export type Metrics = {
  readonly registry: Registry
  /** Duration of HTTP requests by route and status, in seconds. */
  readonly requestDuration: Histogram<'route' | 'status'>
  readonly lockBypasses: Counter
  readonly notifications: Counter<'store' | 'result'>
  /** Counts what the domain reports. */
  readonly count: Services['count']
}

export const metricsContentType = Registry.PROMETHEUS_CONTENT_TYPE

/** Values that are read at each scrape. */
export type MetricsSource = {
  webSocketConnections: () => number
  eventSubscribers: () => number
  pausedEndpoints: () => Promise<PausedEndpointCounts | null>
  openRefundReviews: () => Promise<readonly OpenReviewCount[] | null>
  /** Null if it was not measured. */
  clockSkewMs: () => number | null
}

export function createMetrics(source: MetricsSource): Metrics {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  createGauges(registry, source)
  createRefundReviewGauge(registry, source)
  const counters = createCounters(registry)
  return {
    registry,
    count: (name, labels) => counters[name].inc(labels),
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

function createGauges(registry: Registry, source: MetricsSource): void {
  const registers = [registry]
  new Gauge({
    name: 'coinslot_websocket_connections',
    help: 'Open WebSocket connections.',
    registers,
    collect() {
      this.set(source.webSocketConnections())
    },
  })
  new Gauge({
    name: 'coinslot_event_subscribers',
    help: 'Active event subscriptions.',
    registers,
    collect() {
      this.set(source.eventSubscribers())
    },
  })
  new Gauge({
    name: 'coinslot_clock_skew_seconds',
    help: 'Difference between the clocks of this machine and of the database, without its sign.',
    // All processes of a machine have the same clock: a sum would be wrong.
    aggregator: 'max',
    registers,
    collect() {
      const skewMs = source.clockSkewMs()
      if (skewMs === null) this.reset()
      else this.set(Math.abs(skewMs) / 1_000)
    },
  })
  new Gauge({
    name: 'coinslot_webhook_endpoints_paused',
    help: 'Paused webhook endpoints by reason; every process reports the same value.',
    labelNames: ['reason'],
    // Read from the database, so every process reports the same value: a sum would be wrong.
    aggregator: 'max',
    registers,
    async collect() {
      const paused = await source.pausedEndpoints()
      this.reset()
      for (const [reason, count] of Object.entries(paused ?? {})) this.set({ reason }, count)
    },
  })
}

function createRefundReviewGauge(registry: Registry, source: MetricsSource): void {
  new Gauge({
    name: 'coinslot_refund_reviews_open',
    help: 'Refund reviews without an accepted answer, by store and time left; every process reports the same value.',
    labelNames: ['store', 'time_left'],
    aggregator: 'max',
    registers: [registry],
    async collect() {
      const counts = await source.openRefundReviews()
      this.reset()
      for (const { store, timeLeft, count } of counts ?? []) this.set({ store, time_left: timeLeft }, count)
    },
  })
}

type CounterDefinition<Name extends MetricName> = {
  readonly help: string
  readonly labelNames: readonly (string & keyof MetricLabels[Name])[]
}

const counterDefinitions: { readonly [Name in MetricName]: CounterDefinition<Name> } = {
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
  requests_refused: {
    help: 'Requests refused because the process had too many, or too many of one AppKey, by reason.',
    labelNames: ['reason'],
  },
  rate_limited: {
    help: 'Operations refused by a rate limit, by whose limit it is and the class of the operation.',
    labelNames: ['subject', 'class'],
  },
}

function createCounters(registry: Registry): Readonly<Record<MetricName, Counter>> {
  const counters = Object.entries(counterDefinitions).map(([name, { help, labelNames }]) => {
    const counter = new Counter({ name: `coinslot_${name}_total`, help, labelNames, registers: [registry] })
    return [name, counter] as const
  })
  return Object.fromEntries(counters) as Record<MetricName, Counter>
}
