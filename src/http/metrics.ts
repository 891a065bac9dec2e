import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { Counted } from '../domain/context.ts'
import type { PausedEndpoints } from '../domain/webhook/count-paused-endpoints.ts'
import type { StoreName } from '../stores/contract.ts'

export type Metrics = {
  readonly registry: Registry
  /** HTTP requests by route and status, in seconds. */
  readonly requests: Histogram<'route' | 'status'>
  readonly locksSkipped: Counter
  readonly notifications: Counter<'store' | 'reception'>
  /** What the rules count. */
  readonly count: (what: Counted, store: StoreName) => void
}

export const metricsContentType = Registry.PROMETHEUS_CONTENT_TYPE

/** What is read when somebody looks. */
export type MetricsSource = {
  sockets: () => number
  followers: () => number
  pausedEndpoints: () => Promise<PausedEndpoints | null>
}

export function createMetrics(read: MetricsSource): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  new Gauge({
    name: 'coinslot_websocket_connections',
    help: 'Open WebSocket connections.',
    registers: [registry],
    collect() {
      this.set(read.sockets())
    },
  })
  new Gauge({
    name: 'coinslot_event_subscribers',
    help: 'Subscriptions that follow a feed.',
    registers: [registry],
    collect() {
      this.set(read.followers())
    },
  })
  addPausedEndpoints(registry, read)
  const counters = createCounters(registry)
  return {
    registry,
    count: (what, store) => {
      counters[what].inc({ store })
    },
    notifications: new Counter({
      name: 'coinslot_notifications_total',
      help: 'Messages that stores pushed, by what became of them.',
      labelNames: ['store', 'reception'],
      registers: [registry],
    }),
    requests: new Histogram({
      name: 'coinslot_http_request_duration_seconds',
      help: 'Time to answer HTTP requests.',
      labelNames: ['route', 'status'],
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
      registers: [registry],
    }),
    locksSkipped: new Counter({
      name: 'coinslot_lock_bypasses_total',
      help: 'Locks given without being held, because Redis was lost.',
      registers: [registry],
    }),
  }
}

/** Read from the database, so it holds whatever became of the process that paused one. */
function addPausedEndpoints(registry: Registry, read: MetricsSource): void {
  new Gauge({
    name: 'coinslot_webhook_endpoints_paused',
    help: 'Webhook endpoints that are paused, by why; the same in each process.',
    labelNames: ['reason'],
    // Several processes say the same: their sum would be wrong.
    aggregator: 'max',
    registers: [registry],
    async collect() {
      const paused = await read.pausedEndpoints()
      this.reset()
      for (const [reason, count] of Object.entries(paused ?? {})) this.set({ reason }, count)
    },
  })
}

const countedHelp: Readonly<Record<Counted, string>> = {
  acknowledgement_done: 'Payments that their store was told of.',
  acknowledgement_failed: 'Payments that their store cannot be told of.',
  acknowledgement_warning: 'Payments that had half of the time to their deadline behind them, unacknowledged.',
  acknowledgement_critical: 'Payments that came near their deadline, unacknowledged.',
  reconciliation_discrepancies: 'Differences found between the records of a store and ours.',
  webhook_paused:
    'Webhook endpoints that were paused because they took nothing any more, by the store of the event.',
}

function createCounters(registry: Registry): Record<Counted, Counter<'store'>> {
  const create = (what: Counted) =>
    new Counter({
      name: `coinslot_${what}_total`,
      help: countedHelp[what],
      labelNames: ['store'] as const,
      registers: [registry],
    })
  return {
    acknowledgement_done: create('acknowledgement_done'),
    acknowledgement_failed: create('acknowledgement_failed'),
    acknowledgement_warning: create('acknowledgement_warning'),
    acknowledgement_critical: create('acknowledgement_critical'),
    reconciliation_discrepancies: create('reconciliation_discrepancies'),
    webhook_paused: create('webhook_paused'),
  }
}
