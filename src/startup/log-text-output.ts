import { format } from 'node:util'
import type { Log } from '../platform/log.ts'

/** Writes to the log what Node and libraries print as text: in production every line is a log entry. */
export function logTextOutput(currentLog: () => Log): void {
  process.removeAllListeners('warning')
  process.on('warning', (warning) => currentLog().warn({ error: warning }, 'warning of Node'))
  const toLog =
    (level: 'info' | 'warn' | 'error') =>
    (...values: readonly unknown[]) =>
      currentLog()[level]({ text: format(...values) }, 'text output of a library')
  Object.assign(console, {
    debug: toLog('info'),
    log: toLog('info'),
    info: toLog('info'),
    warn: toLog('warn'),
    error: toLog('error'),
  })
}
