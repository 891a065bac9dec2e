import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'

export type Metrics = {
  readonly registry: Registry
  /** HTTP requests by route and status, in seconds. */
  readonly requests: Histogram<'route' | 'status'>
  readonly locksSkipped: Counter
}

export function createMetrics(read: { sockets: () => number; followers: () => number }): Metrics {
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
    name: 'coinslot_feed_followers',
    help: 'Subscriptions that follow a feed.',
    registers: [registry],
    collect() {
      this.set(read.followers())
    },
  })
  return {
    registry,
    requests: new Histogram({
      name: 'coinslot_http_request_seconds',
      help: 'Time to answer HTTP requests.',
      labelNames: ['route', 'status'],
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
      registers: [registry],
    }),
    locksSkipped: new Counter({
      name: 'coinslot_locks_skipped_total',
      help: 'Locks given without being held, because Redis was lost.',
      registers: [registry],
    }),
  }
}
