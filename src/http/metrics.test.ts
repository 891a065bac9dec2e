import { expect, test } from 'vitest'
import { createMetrics } from './metrics.ts'

test('a counter is exported under its Prometheus name with its labels', async () => {
  const metrics = createMetrics({
    webSocketConnections: () => 3,
    eventSubscribers: () => 5,
    openRefundReviews: async () => [{ store: 'APP_STORE', timeLeft: 'under_1h', count: 4 }],
    clockSkewMs: () => null,
    expiringKeys: async () => ({ serverKeys: 2, userTokenKeys: 1 }),
    pausedEndpoints: async () => ({ MANUAL: 0, FAILING: 2, ENDPOINT_GONE: 1 }),
  })
  metrics.count('acknowledgements', { store: 'GOOGLE_PLAY', result: 'acknowledged' })
  metrics.count('acknowledgements', { store: 'GOOGLE_PLAY', result: 'failed' })
  metrics.count('acknowledgement_deadline_critical', { store: 'ONE_STORE' })
  metrics.count('refund_reviews', { store: 'GOOGLE_PLAY', outcome: 'decline' })
  metrics.count('webhook_endpoint_disabled', { reason: 'ENDPOINT_GONE' })
  const lines = (await metrics.registry.metrics()).split('\n')
  expect(lines).toEqual(
    expect.arrayContaining([
      'coinslot_acknowledgements_total{store="GOOGLE_PLAY",result="acknowledged"} 1',
      'coinslot_acknowledgements_total{store="GOOGLE_PLAY",result="failed"} 1',
      'coinslot_acknowledgement_deadline_critical_total{store="ONE_STORE"} 1',
      'coinslot_webhook_endpoint_disabled_total{reason="ENDPOINT_GONE"} 1',
      'coinslot_webhook_endpoints_paused{reason="FAILING"} 2',
      'coinslot_refund_reviews_open{store="APP_STORE",time_left="under_1h"} 4',
      'coinslot_refund_reviews_total{store="GOOGLE_PLAY",outcome="decline"} 1',
      'coinslot_websocket_connections 3',
      'coinslot_event_subscribers 5',
    ]),
  )
})
