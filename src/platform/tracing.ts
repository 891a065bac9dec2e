import type { Attributes, Context, Span } from '@opentelemetry/api'
import { currentScope, runInScope, type ExecutionScope } from './execution-scope.ts'

export type { Attributes, Span }

/** The parts of OpenTelemetry that this module uses. They are passed in, so that without tracing nothing of it is loaded. */
export type TracingImplementation = {
  readonly startSpan: (options: Required<SpanOptions>, parent: Context) => Span
  readonly setErrorStatus: (span: Span) => void
  /** The context whose active span is the given one; without a span an empty context. */
  readonly toContext: (span: Span | null) => Context
  /** The context of the headers `traceparent` and `tracestate`, which are ignored if they are malformed. */
  readonly readHeaders: (headers: TraceHeaders) => Context
  readonly writeHeaders: (span: Span) => Record<string, string>
}

export type TraceHeaders = Readonly<Record<string, string | string[] | undefined>>

export type SpanOptions = {
  readonly name: string
  readonly kind?: 'internal' | 'server' | 'client' | 'consumer'
  readonly attributes?: Attributes
}

let tracing: TracingImplementation | null = null

/** Traces from now on, for the whole process. Returns the function that ends it. */
export function enableTracing(implementation: TracingImplementation): () => void {
  tracing = implementation
  return () => {
    if (tracing === implementation) tracing = null
  }
}

export const isTracing = () => tracing !== null

/**
 * Runs a part of a request or a job as a span of its trace. Without tracing, and outside of a trace, it only runs: polls and other
 * work of the process itself make no traces.
 */
export function traceSpan<Result>(
  options: SpanOptions,
  run: (span: Span | null) => Promise<Result>,
): Promise<Result> {
  if (tracing === null) return run(null)
  const scope = currentScope()
  if (scope?.span == null) return run(null)
  const span = startSpan(tracing, options, tracing.toContext(scope.span))
  return runInScope({ ...scope, span }, () => endWith(span, run))
}

export type ScopeOptions = SpanOptions &
  Pick<ExecutionScope, 'logFields'> & {
    readonly headers?: TraceHeaders
    readonly isTraced?: boolean
  }

export type OpenScope = {
  readonly scope: ExecutionScope
  readonly setAttributes: (attributes: Attributes) => void
  /** Call it once, with an error or the reason why it failed. What it started and did not await does not belong to it any more. */
  readonly end: (failure?: unknown) => void
}

/** Opens the scope of a request or a job, and begins a trace, or continues that of the headers. */
export function openScope({ logFields, headers, isTraced = true, ...options }: ScopeOptions): OpenScope {
  const lifetime = { isEnded: false }
  if (tracing === null || !isTraced) {
    const end = () => void (lifetime.isEnded = true)
    return { scope: { logFields, span: null, lifetime }, setAttributes: () => undefined, end }
  }
  const parent = headers === undefined ? tracing.toContext(null) : tracing.readHeaders(headers)
  const span = startSpan(tracing, options, parent)
  return {
    scope: { logFields, span: span.isRecording() ? span : null, lifetime },
    setAttributes: (attributes) => void span.setAttributes(attributes),
    end: (failure) => {
      lifetime.isEnded = true
      if (failure !== undefined) markFailed(span, failure)
      span.end()
    },
  }
}

/** The headers that continue the current trace at the receiver of a request; none outside of a trace. */
export function createTraceHeaders(span: Span | null): Record<string, string> {
  return tracing === null || span === null ? {} : tracing.writeHeaders(span)
}

/** The ids that connect a line of the log with its trace. */
export function currentTraceFields(): Record<string, string> {
  const span = tracing === null ? null : (currentScope()?.span ?? null)
  if (span === null) return {}
  const { traceId, spanId } = span.spanContext()
  return { trace_id: traceId, span_id: spanId }
}

function startSpan(
  { startSpan: start }: TracingImplementation,
  { name, kind = 'internal', attributes = {} }: SpanOptions,
  parent: Context,
): Span {
  return start({ name, kind, attributes }, parent)
}

async function endWith<Result>(span: Span, run: (span: Span) => Promise<Result>): Promise<Result> {
  try {
    return await run(span)
  } catch (error) {
    markFailed(span, error)
    throw error
  } finally {
    span.end()
  }
}

/** Only the class of an error: its message may contain SQL, a URL or what a store returned. A text is the `error.type` itself. */
export function markFailed(span: Span, failure: unknown): void {
  const reason = typeof failure === 'string' ? failure : 'unknown'
  span.setAttribute('error.type', failure instanceof Error ? failure.name : reason)
  tracing?.setErrorStatus(span)
}
