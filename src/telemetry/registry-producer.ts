import { ValueType, type Attributes, type HrTime } from '@opentelemetry/api'
import type { Resource } from '@opentelemetry/resources'
import {
  AggregationTemporality,
  DataPointType,
  type DataPoint,
  type Histogram,
  type MetricData,
  type MetricProducer,
} from '@opentelemetry/sdk-metrics'
import type { MetricObjectWithValues, MetricValue, Registry } from 'prom-client'

type RegistryMetric = MetricObjectWithValues<MetricValue<string>>
type Period = { readonly startTime: HrTime; readonly endTime: HrTime }
/** A value of a histogram names the part that it is. */
type RegistryValue = MetricValue<string> & { readonly metricName?: string }

/** Reads the metrics of Prometheus for OpenTelemetry, so that each is defined once. */
export function createRegistryProducer(
  registry: Registry,
  resource: Resource,
  startedAt: Date,
): MetricProducer {
  return {
    collect: async () => {
      const period = { startTime: toHrTime(startedAt), endTime: toHrTime(new Date()) }
      const values = (await registry.getMetricsAsJSON()) as RegistryMetric[]
      const metrics = values.flatMap((metric) => toMetricData(metric, period) ?? [])
      return {
        resourceMetrics: { resource, scopeMetrics: [{ scope: { name: 'coinslot' }, metrics }] },
        errors: [],
      }
    },
  }
}

function toMetricData(metric: RegistryMetric, period: Period): MetricData | null {
  const common = {
    descriptor: { name: metric.name, description: metric.help, unit: '', valueType: ValueType.DOUBLE },
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
  }
  const type = String(metric.type)
  if (type === 'histogram') {
    return { ...common, dataPointType: DataPointType.HISTOGRAM, dataPoints: toHistograms(metric, period) }
  }
  const dataPoints = metric.values.map(({ labels, value }): DataPoint<number> => ({
    ...period,
    attributes: toAttributes(labels),
    value,
  }))
  if (type === 'gauge') return { ...common, dataPointType: DataPointType.GAUGE, dataPoints }
  return type === 'counter'
    ? { ...common, dataPointType: DataPointType.SUM, isMonotonic: true, dataPoints }
    : null
}

type HistogramParts = {
  readonly attributes: Attributes
  sum: number
  count: number
  readonly buckets: [number, number][]
}

/** The buckets of Prometheus contain the smaller ones, those of OpenTelemetry do not. */
function toHistograms({ name, values }: RegistryMetric, period: Period): DataPoint<Histogram>[] {
  const histograms = new Map<string, HistogramParts>()
  for (const { labels, value, metricName } of values as RegistryValue[]) {
    const { le, ...others } = toAttributes(labels)
    const key = JSON.stringify(Object.entries(others).toSorted(([a], [b]) => (a < b ? -1 : 1)))
    const parts = histograms.get(key) ?? { attributes: others, sum: 0, count: 0, buckets: [] }
    histograms.set(key, parts)
    if (metricName === `${name}_sum`) parts.sum = value
    else if (metricName === `${name}_count`) parts.count = value
    else parts.buckets.push([le === '+Inf' ? Infinity : Number(le), value])
  }
  return [...histograms.values()].map(({ attributes, sum, count, buckets }) => {
    const sorted = buckets.toSorted(([a], [b]) => a - b)
    return {
      ...period,
      attributes,
      value: {
        sum,
        count,
        buckets: {
          boundaries: sorted.map(([boundary]) => boundary).filter(Number.isFinite),
          counts: sorted.map(([, total], index) => total - (sorted[index - 1]?.[1] ?? 0)),
        },
      },
    }
  })
}

function toAttributes(labels: Readonly<Partial<Record<string, string | number>>>): Attributes {
  return Object.fromEntries(
    Object.entries(labels).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  )
}

function toHrTime(date: Date): HrTime {
  const ms = date.getTime()
  return [Math.floor(ms / 1_000), (ms % 1_000) * 1_000_000]
}
