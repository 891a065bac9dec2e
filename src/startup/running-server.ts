import type { Config } from '../config/config.ts'
import type { Log } from '../platform/log.ts'
import type { StartupLog } from './startup-log.ts'

export type StartOptions = {
  readonly config: Config
  readonly log: Log
  readonly startup: StartupLog
  readonly signal: AbortSignal
}

export type RunningServer = {
  /** Text to print once the server is ready. */
  readonly lines: readonly string[]
  /** Resolves with a reason when the server cannot continue. */
  readonly failed: Promise<string>
  /** Until the delay is over, requests are accepted. */
  close: (delayMs?: number) => Promise<void>
}
