import type { Registry } from 'prom-client'
import type { Log } from '../platform/log.ts'

export type Telemetry = {
  /** Sends what was recorded. */
  readonly close: () => Promise<void>
}

export type Protocol = 'http/protobuf' | 'http/json'

export type TelemetryOptions = {
  readonly settings: {
    readonly disabled: boolean
    /** Where traces and metrics are sent; null if they are not. */
    readonly tracesUrl: string | null
    readonly metricsUrl: string | null
    readonly protocol: Protocol
    readonly serviceName: string
    readonly sampler:
      | 'always_on'
      | 'always_off'
      | 'traceidratio'
      | 'parentbased_always_on'
      | 'parentbased_always_off'
      | 'parentbased_traceidratio'
    readonly samplerRatio: number
    readonly traceDelayMs: number
    readonly metricIntervalMs: number
  }
  readonly registry: Registry
  readonly log: Log
  /** The UUID of this process. */
  readonly processId: string
  readonly version: string
}
