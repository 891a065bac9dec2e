import { emptyResource } from '@opentelemetry/resources'
import { DataPointType } from '@opentelemetry/sdk-metrics'
import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import { expect, test } from 'vitest'
import { createRegistryProducer } from './registry-producer.ts'

async function collect(registry: Registry) {
  const producer = createRegistryProducer(registry, emptyResource(), new Date(1_500))
  const { resourceMetrics } = await producer.collect()
  return resourceMetrics.scopeMetrics.flatMap(({ metrics }) => metrics)
}

test('a counter becomes a monotonic sum and a gauge stays one', async () => {
  const registry = new Registry()
  const registers = [registry]
  new Counter({ name: 'calls_total', help: 'Calls.', labelNames: ['store'], registers }).inc(
    { store: 'A' },
    3,
  )
  new Gauge({ name: 'size', help: 'Size.', registers }).set(7)
  expect(await collect(registry)).toMatchObject([
    {
      descriptor: { name: 'calls_total', description: 'Calls.' },
      dataPointType: DataPointType.SUM,
      isMonotonic: true,
      dataPoints: [{ attributes: { store: 'A' }, value: 3, startTime: [1, 500_000_000] }],
    },
    { descriptor: { name: 'size' }, dataPointType: DataPointType.GAUGE, dataPoints: [{ value: 7 }] },
  ])
})

test('the buckets of a histogram contain each observation once', async () => {
  const registry = new Registry()
  const histogram = new Histogram({
    name: 'seconds',
    help: 'Durations.',
    labelNames: ['store'],
    buckets: [0.1, 1],
    registers: [registry],
  })
  for (const seconds of [0.05, 0.5, 0.6, 5]) histogram.observe({ store: 'A' }, seconds)
  histogram.observe({ store: 'B' }, 0.01)
  expect(await collect(registry)).toMatchObject([
    {
      dataPointType: DataPointType.HISTOGRAM,
      dataPoints: [
        {
          attributes: { store: 'A' },
          value: { count: 4, sum: 6.15, buckets: { boundaries: [0.1, 1], counts: [1, 2, 1] } },
        },
        { attributes: { store: 'B' }, value: { count: 1, buckets: { counts: [1, 0, 0] } } },
      ],
    },
  ])
})
