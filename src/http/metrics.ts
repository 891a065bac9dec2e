import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { MetricName } from '../domain/context.ts'
import type { PausedEndpointCounts } from '../domain/webhook-endpoint/count-paused-endpoints.ts'
import type { StoreName } from '../stores/contract/store-adapter.ts'

export type Metrics = {
  readonly registry: Registry
  /** HTTP requests by route and status, in seconds. */
  readonly requestDuration: Histogram<'route' | 'status'>
  readonly lockBypasses: Counter
  readonly notifications: Counter<'store' | 'result'>
  /** What the rules count. */
  readonly count: (what: MetricName, store: StoreName) => void
}

export const metricsContentType = Registry.PROMETHEUS_CONTENT_TYPE

/** What is read when somebody looks. */
export type MetricsSource = {
  webSocketConnections: () => number
  eventSubscribers: () => number
  pausedEndpoints: () => Promise<PausedEndpointCounts | null>
}

export function createMetrics(source: MetricsSource): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  new Gauge({
    name: 'coinslot_websocket_connections',
    help: 'Open WebSocket connections.',
    registers: [registry],
    collect() {
      this.set(source.webSocketConnections())
    },
  })
  new Gauge({
    name: 'coinslot_event_subscribers',
    help: 'Active event subscriptions.',
    registers: [registry],
    collect() {
      this.set(source.eventSubscribers())
    },
  })
  addPausedEndpointsGauge(registry, source)
  const counters = createCounters(registry)
  return {
    registry,
    count: (what, store) => {
      counters[what].inc({ store })
    },
    notifications: new Counter({
      name: 'coinslot_notifications_total',
      help: 'Store notifications received, by store and result.',
      labelNames: ['store', 'result'],
      registers: [registry],
    }),
    requestDuration: new Histogram({
      name: 'coinslot_http_request_duration_seconds',
      help: 'HTTP request duration in seconds.',
      labelNames: ['route', 'status'],
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
      registers: [registry],
    }),
    lockBypasses: new Counter({
      name: 'coinslot_lock_bypasses_total',
      help: 'Locks bypassed because Redis was unavailable.',
      registers: [registry],
    }),
  }
}

/** Read from the database, so it holds whatever became of the process that paused one. */
function addPausedEndpointsGauge(registry: Registry, source: MetricsSource): void {
  new Gauge({
    name: 'coinslot_webhook_endpoints_paused',
    help: 'Paused webhook endpoints by reason; every process reports the same value.',
    labelNames: ['reason'],
    // Several processes say the same: their sum would be wrong.
    aggregator: 'max',
    registers: [registry],
    async collect() {
      const paused = await source.pausedEndpoints()
      this.reset()
      for (const [reason, count] of Object.entries(paused ?? {})) this.set({ reason }, count)
    },
  })
}

const metricHelp: Readonly<Record<MetricName, string>> = {
  acknowledgement_succeeded: 'Payments acknowledged at their store.',
  acknowledgement_failed: 'Payments that could not be acknowledged at their store.',
  acknowledgement_deadline_warning: 'Payments not acknowledged halfway to the deadline.',
  acknowledgement_critical: 'Payments not acknowledged shortly before the deadline.',
  reconciliation_discrepancies: 'Discrepancies detected between store records and local records.',
  webhook_endpoint_disabled:
    'Webhook endpoints paused after repeated delivery failures, by store of the event.',
}

function createCounters(registry: Registry): Record<MetricName, Counter<'store'>> {
  const create = (what: MetricName) =>
    new Counter({
      name: `coinslot_${what}_total`,
      help: metricHelp[what],
      labelNames: ['store'] as const,
      registers: [registry],
    })
  return {
    acknowledgement_succeeded: create('acknowledgement_succeeded'),
    acknowledgement_failed: create('acknowledgement_failed'),
    acknowledgement_deadline_warning: create('acknowledgement_deadline_warning'),
    acknowledgement_critical: create('acknowledgement_critical'),
    reconciliation_discrepancies: create('reconciliation_discrepancies'),
    webhook_endpoint_disabled: create('webhook_endpoint_disabled'),
  }
}
