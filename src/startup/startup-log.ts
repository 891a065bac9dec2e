import type { Log } from '../platform/log.ts'
import { escapeControlCharacters } from '../platform/text.ts'

/** What a start tells the operator before and after the log of the server: steps, addresses, and the reason of a failure. */
export type StartupLog = {
  readonly step: (message: string, details?: Readonly<Record<string, unknown>>) => void
  /** Addresses and hints for a person; in production the same as a step. */
  readonly text: (lines: readonly string[]) => void
  readonly failure: (message: string) => void
}

/** In production every line is a log entry in JSON, the first one included; otherwise the lines are for a person at a terminal. */
export function createStartupLog({ production, log }: { production: boolean; log: Log }): StartupLog {
  if (production) {
    return {
      step: (message, details = {}) => log.info(details, message),
      text: (lines) => {
        for (const line of lines) log.info(line)
      },
      failure: (message) => log.fatal(message),
    }
  }
  const start = performance.now()
  return {
    step: (message) => {
      const seconds = (performance.now() - start) / 1_000
      console.log(`[${seconds.toFixed(1).padStart(4)} s] ${message}`)
    },
    text: (lines) => console.log(lines.join('\n')),
    failure: (message) => console.error(escapeControlCharacters(message)),
  }
}
