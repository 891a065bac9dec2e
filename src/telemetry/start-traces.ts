import {
  defaultTextMapGetter,
  defaultTextMapSetter,
  isSpanContextValid,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Span,
} from '@opentelemetry/api'
import { W3CTraceContextPropagator } from '@opentelemetry/core'
import { BatchSpanProcessor, TracerProvider, type SpanExporter } from '@opentelemetry/sdk-trace'
import { enableTracing } from '../platform/tracing.ts'
import { createResource } from './create-resource.ts'
import { createSampler } from './create-sampler.ts'
import type { Protocol, Telemetry, TelemetryOptions } from './telemetry.ts'

const spanKinds = {
  internal: SpanKind.INTERNAL,
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  consumer: SpanKind.CONSUMER,
}

/** Text that a caller chose, such as the name of an operation, is cut off. */
const spanLimits = { attributeValueLengthLimit: 256, attributeCountLimit: 32 }

export async function startTraces(options: TelemetryOptions, url: string): Promise<Telemetry> {
  const exporter = await createExporter(url, options.settings.protocol)
  const provider = new TracerProvider({
    resource: createResource(options),
    sampler: createSampler(options.settings),
    spanProcessors: [
      new BatchSpanProcessor({ exporter, scheduledDelayMillis: options.settings.traceDelayMs }),
    ],
    spanLimits,
  })
  const propagator = new W3CTraceContextPropagator()
  const toContext = (span: Span | null) => (span === null ? ROOT_CONTEXT : trace.setSpan(ROOT_CONTEXT, span))
  const tracer = provider.getTracer('coinslot', options.version)
  const disable = enableTracing({
    startSpan: ({ name, kind, attributes }, parent) =>
      tracer.startSpan(name, { kind: spanKinds[kind], attributes }, parent),
    setErrorStatus: (span) => void span.setStatus({ code: SpanStatusCode.ERROR }),
    toContext,
    readHeaders: (headers) => propagator.extract(ROOT_CONTEXT, headers, defaultTextMapGetter),
    writeHeaders: (span) => {
      const headers: Record<string, string> = {}
      if (isSpanContextValid(span.spanContext()))
        propagator.inject(toContext(span), headers, defaultTextMapSetter)
      return headers
    },
  })
  return {
    close: async () => {
      disable()
      await provider.shutdown()
    },
  }
}

async function createExporter(url: string, protocol: Protocol): Promise<SpanExporter> {
  const { OTLPTraceExporter } = await (protocol === 'http/json'
    ? import('@opentelemetry/exporter-trace-otlp-http')
    : import('@opentelemetry/exporter-trace-otlp-proto'))
  return new OTLPTraceExporter({ url })
}
