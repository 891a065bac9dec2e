import { setTimeout as delay } from 'node:timers/promises'
import type { Telemetry, TelemetryOptions } from './telemetry.ts'

/** A part of the time that a stop has. A collector that is down must not delay the stop. */
const closeTimeoutMs = 1_000

/** Sends traces and metrics as the standard variables say. OpenTelemetry's SDK is only loaded if one of them is sent. */
export async function startTelemetry(options: TelemetryOptions): Promise<Telemetry> {
  const { disabled, tracesUrl, metricsUrl } = options.settings
  if (disabled || (tracesUrl === null && metricsUrl === null)) return { close: async () => undefined }
  const { logTelemetryErrors } = await import('./log-telemetry-errors.ts')
  logTelemetryErrors(options.log)
  const started: Telemetry[] = []
  if (tracesUrl !== null) {
    const { startTraces } = await import('./start-traces.ts')
    started.push(await startTraces(options, tracesUrl))
  }
  if (metricsUrl !== null) {
    const { startMetricExport } = await import('./start-metric-export.ts')
    started.push(await startMetricExport(options, metricsUrl))
  }
  return {
    close: async () => {
      const closed = Promise.allSettled(started.map(({ close }) => close()))
      await Promise.race([closed, delay(closeTimeoutMs, undefined, { ref: false })])
    },
  }
}
