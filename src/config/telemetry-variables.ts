import { z } from 'zod'
import { flag, integer, optionalUrl } from './variable-schemas.ts'

const exporter = z.enum(['otlp', 'none'])
const protocol = z.enum(['http/protobuf', 'http/json'])
const samplers = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const

/** The standard variables of OpenTelemetry that the server reads. Its exporters read others themselves, such as headers. */
export const telemetryVariables = {
  /** Whether traces and metrics are not sent, whatever the other variables say; default `false`. */
  OTEL_SDK_DISABLED: flag(false),
  /** Where traces are sent; default `otlp` if an endpoint for them is set, otherwise `none`. */
  OTEL_TRACES_EXPORTER: exporter.optional(),
  /** Where metrics are sent; default `otlp` if an endpoint for them is set, otherwise `none`. */
  OTEL_METRICS_EXPORTER: exporter.optional(),
  /** Base URL of the collector, for traces and metrics; with `otlp` by default `http://localhost:4318`. */
  OTEL_EXPORTER_OTLP_ENDPOINT: optionalUrl(/^https?$/),
  /** Whole URL for traces. */
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: optionalUrl(/^https?$/),
  /** Whole URL for metrics. */
  OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: optionalUrl(/^https?$/),
  /** Format of what is sent, default `http/protobuf`. */
  OTEL_EXPORTER_OTLP_PROTOCOL: protocol.default('http/protobuf'),
  /** Name of the service in traces and metrics, default `coinslot`. */
  OTEL_SERVICE_NAME: z.string().min(1).default('coinslot'),
  /** Which traces are recorded, default `parentbased_always_on`. */
  OTEL_TRACES_SAMPLER: z.enum(samplers).default('parentbased_always_on'),
  /** The part of the traces that the samplers with `traceidratio` record, from 0 to 1; default 1. */
  OTEL_TRACES_SAMPLER_ARG: z
    .string()
    .regex(/^(?:0|1|[01]?\.\d{1,9})$/, 'must be a number from 0 to 1')
    .transform(Number)
    .pipe(z.number().min(0).max(1))
    .default(1),
  /** Milliseconds for which spans are collected before they are sent, default 5,000. */
  OTEL_BSP_SCHEDULE_DELAY: integer(5_000, 10, 60_000),
  /** Milliseconds between two exports of metrics, default 60,000. */
  OTEL_METRIC_EXPORT_INTERVAL: integer(60_000, 1_000, 3_600_000),
}

type TelemetryVariables = z.infer<z.ZodObject<typeof telemetryVariables>>

const defaultEndpoint = 'http://localhost:4318'

export function readTelemetrySettings(data: TelemetryVariables) {
  const base = data.OTEL_EXPORTER_OTLP_ENDPOINT
  const disabled = data.OTEL_SDK_DISABLED
  /** The URL to send to; null if nothing is sent. */
  const selectUrl = (
    selected: 'otlp' | 'none' | undefined,
    own: string | undefined,
    path: 'traces' | 'metrics',
  ) => {
    const isOff = selected === undefined ? (own ?? base) === undefined : selected === 'none'
    return isOff ? null : (own ?? `${(base ?? defaultEndpoint).replace(/\/+$/, '')}/v1/${path}`)
  }
  return {
    disabled,
    tracesUrl: selectUrl(data.OTEL_TRACES_EXPORTER, data.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT, 'traces'),
    metricsUrl: selectUrl(data.OTEL_METRICS_EXPORTER, data.OTEL_EXPORTER_OTLP_METRICS_ENDPOINT, 'metrics'),
    protocol: data.OTEL_EXPORTER_OTLP_PROTOCOL,
    serviceName: data.OTEL_SERVICE_NAME,
    sampler: data.OTEL_TRACES_SAMPLER,
    samplerRatio: data.OTEL_TRACES_SAMPLER_ARG,
    traceDelayMs: data.OTEL_BSP_SCHEDULE_DELAY,
    metricIntervalMs: data.OTEL_METRIC_EXPORT_INTERVAL,
  }
}
