import {
  AggregationTemporality,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics'
import type { PushMetricExporter } from '@opentelemetry/sdk-metrics'
import { createResource } from './create-resource.ts'
import { createRegistryProducer } from './registry-producer.ts'
import type { Protocol, Telemetry, TelemetryOptions } from './telemetry.ts'

/** Sends the metrics of `/metrics`, with the same names. */
export async function startMetricExport(options: TelemetryOptions, url: string): Promise<Telemetry> {
  const { protocol, metricIntervalMs } = options.settings
  const resource = createResource(options)
  const reader = new PeriodicExportingMetricReader({
    exporter: await createExporter(url, protocol),
    exportIntervalMillis: metricIntervalMs,
    exportTimeoutMillis: Math.min(metricIntervalMs, 10_000),
    metricProducers: [createRegistryProducer(options.registry, resource, new Date())],
  })
  const provider = new MeterProvider({ resource, readers: [reader] })
  return { close: () => provider.shutdown() }
}

async function createExporter(url: string, protocol: Protocol): Promise<PushMetricExporter> {
  const { OTLPMetricExporter } = await (protocol === 'http/json'
    ? import('@opentelemetry/exporter-metrics-otlp-http')
    : import('@opentelemetry/exporter-metrics-otlp-proto'))
  return new OTLPMetricExporter({ url, temporalityPreference: AggregationTemporality.CUMULATIVE })
}
