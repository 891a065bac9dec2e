import { diag, DiagLogLevel } from '@opentelemetry/api'
import type { Log } from '../platform/log.ts'

/** Writes the errors of OpenTelemetry's exporters to the log; they do not concern requests. */
export function logTelemetryErrors(log: Log): void {
  const ignore = () => undefined
  const warn = (message: string) => log.warn({ text: message }, 'sending traces or metrics failed')
  const logger = { error: warn, warn, info: ignore, debug: ignore, verbose: ignore }
  diag.setLogger(logger, { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true })
}
