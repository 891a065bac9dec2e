import { expect, test } from 'vitest'
import { createMetrics, type MetricsSource } from './metrics.ts'

const none = async () => null
const source: MetricsSource = {
  webSocketConnections: () => 3,
  eventSubscribers: () => 5,
  clockSkewMs: () => null,
  databaseUsage: () => ({ inUse: 2, waiting: 1, poolSize: 10 }),
  redisHealth: async () => 'unavailable',
  expiringKeys: async () => ({ serverKeys: 2, userTokenKeys: 1 }),
  openRefundReviews: async () => [{ store: 'APP_STORE', timeLeft: 'under_1h', count: 4 }],
  pausedEndpoints: async () => ({ MANUAL: 0, FAILING: 2, ENDPOINT_GONE: 1 }),
  backlogs: {
    jobs: async () => [{ task: 'prune', due: 2, oldestDueSeconds: 1.5, dead: 1 }],
    feed: async () => ({ events: 1, oldestAt: new Date(40_000) }),
    consumers: none,
    webhooks: none,
    statistics: async () => ({ events: 5, recounts: 1 }),
    notifications: none,
    unconsumed: async () => [{ store: 'ONE_STORE', age: '1h_to_1d', count: 7 }],
    unacknowledged: async () => [{ store: 'ONE_STORE', timeLeft: 'overdue', count: 8 }],
    unattributed: none,
    unattributedSubscriptions: async () => [{ store: 'GOOGLE_PLAY', timeLeft: 'under_1d', count: 2 }],
  },
  clock: () => new Date(100_000),
  build: { version: '1.2.3', mode: 'test', role: 'all' },
}

test('metrics are exported under their Prometheus names with their labels', async () => {
  const metrics = createMetrics()
  metrics.defineGauges(source)
  metrics.count('acknowledgements', { store: 'GOOGLE_PLAY', result: 'acknowledged' })
  metrics.count('acknowledgements', { store: 'GOOGLE_PLAY', result: 'failed' })
  metrics.count('acknowledgement_deadline_critical', { store: 'ONE_STORE' })
  metrics.count('refund_reviews', { store: 'GOOGLE_PLAY', outcome: 'decline' })
  metrics.count('webhook_endpoint_disabled', { reason: 'ENDPOINT_GONE' })
  metrics.count('verifications', { store: 'APP_STORE', result: 'RECEIPT_INVALID' })
  metrics.observe('verification_duration', { store: 'APP_STORE' }, 0.02)
  const lines = (await metrics.registry.metrics()).split('\n')
  metrics.close()
  expect(lines).toEqual(
    expect.arrayContaining([
      'coinslot_acknowledgements_total{store="GOOGLE_PLAY",result="acknowledged"} 1',
      'coinslot_statistics_pending_events 5',
      'coinslot_statistics_recounts 1',
      'coinslot_acknowledgements_total{store="GOOGLE_PLAY",result="failed"} 1',
      'coinslot_acknowledgement_deadline_critical_total{store="ONE_STORE"} 1',
      'coinslot_webhook_endpoint_disabled_total{reason="ENDPOINT_GONE"} 1',
      'coinslot_webhook_endpoints_paused{reason="FAILING"} 2',
      'coinslot_refund_reviews_open{store="APP_STORE",time_left="under_1h"} 4',
      'coinslot_refund_reviews_total{store="GOOGLE_PLAY",outcome="decline"} 1',
      'coinslot_verifications_total{store="APP_STORE",result="RECEIPT_INVALID"} 1',
      'coinslot_verification_duration_seconds_bucket{le="0.025",store="APP_STORE"} 1',
      'coinslot_websocket_connections 3',
      'coinslot_event_subscribers 5',
      'coinslot_database_queries_waiting 1',
      'coinslot_redis_up 0',
      'coinslot_jobs_oldest_due_seconds{task="prune"} 1.5',
      'coinslot_feed_oldest_unsequenced_seconds 60',
      'coinslot_payments_unconsumed{store="ONE_STORE",age="1h_to_1d"} 7',
      'coinslot_payments_unacknowledged{store="ONE_STORE",time_left="overdue"} 8',
      'coinslot_subscriptions_unattributed{store="GOOGLE_PLAY",time_left="under_1d"} 2',
    ]),
  )
})

test('what was counted and is nothing is 0, so that a missing series means that it could not be read', async () => {
  const metrics = createMetrics()
  metrics.defineGauges({
    ...source,
    backlogs: { ...source.backlogs, notifications: async () => [], unattributed: none },
  })
  const text = await metrics.registry.metrics()
  metrics.close()
  expect(text).toContain('coinslot_payments_unconsumed{store="ONE_STORE",age="1h_to_1d"} 7\n')
  for (const series of [
    'coinslot_payments_unconsumed{store="APP_STORE",age="1h_to_1d"}',
    'coinslot_payments_unacknowledged{store="ONE_STORE",time_left="over_1d"}',
    'coinslot_subscriptions_unattributed{store="APP_STORE",time_left="none"}',
    'coinslot_notifications_pending{store="GOOGLE_PLAY"}',
    'coinslot_notifications_oldest_pending_seconds{store="GOOGLE_PLAY"}',
    'coinslot_refund_reviews_open{store="GOOGLE_PLAY",time_left="under_1h"}',
    'coinslot_jobs_due{task="acknowledge_payment"}',
    'coinslot_graphql_errors_total{code="INTERNAL"}',
  ]) {
    expect(text).toContain(`${series} 0\n`)
  }
  expect(text).not.toContain('coinslot_unattributed_sales_open{')
})

test('of several processes the gauges show the worst one', async () => {
  const metrics = createMetrics()
  metrics.defineGauges(source)
  const values = await metrics.registry.getMetricsAsJSON()
  metrics.close()
  const aggregatorOf = (name: string) => values.find((metric) => metric.name === name)?.aggregator
  expect(aggregatorOf('nodejs_eventloop_lag_p99_seconds')).toBe('max')
  expect(aggregatorOf('coinslot_redis_up')).toBe('min')
  expect(aggregatorOf('coinslot_payments_unacknowledged')).toBe('max')
})

test('a value that is unknown has no line', async () => {
  const metrics = createMetrics()
  metrics.defineGauges({ ...source, redisHealth: async () => 'in-process' })
  const text = await metrics.registry.metrics()
  metrics.close()
  for (const name of [
    'coinslot_redis_up',
    'coinslot_clock_skew_seconds',
    'coinslot_webhook_undelivered_events',
  ]) {
    expect(text).toContain(`# TYPE ${name} gauge`)
    expect(text).not.toMatch(new RegExp(`^${name} `, 'm'))
  }
})

test('the calls to stores are measured by endpoint and result', async () => {
  const metrics = createMetrics()
  const { observeCall } = await import('../platform/outgoing-calls.ts')
  const peer = { service: 'GOOGLE_PLAY', endpoint: 'orders.get' }
  await observeCall(peer, async () => ({ status: 204 }))
  await observeCall(peer, async () => ({ status: 429 }))
  await observeCall(peer, () => Promise.reject(Object.assign(new Error('late'), { kind: 'TIMEOUT' }))).catch(
    () => null,
  )
  const text = await metrics.registry.metrics()
  metrics.close()
  for (const result of ['2xx', '429', 'timeout']) {
    expect(text).toContain(
      `coinslot_store_calls_total{store="GOOGLE_PLAY",endpoint="orders.get",result="${result}"} 1`,
    )
  }
})
