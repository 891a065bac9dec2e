import pLimit from 'p-limit'
import { createConcurrencyLimiter } from '../platform/concurrency-limiter.ts'
import { RequestError } from '../platform/request-error.ts'

/** Exports that run at a time: of one AppKey, and in the process. */
const [maxOfApp, maxOfProcess] = [2, 4]
const retryAfterMs = 10_000

/** What keeps exports from using what other requests need. */
export type ExportLimits = {
  /**
   * Counts an export of an AppKey until the returned function is called.
   * @throws RequestError RATE_LIMITED if the AppKey has too many, UNAVAILABLE if the process has
   */
  readonly acquire: (appId: string) => () => void
  /** Runs a read of an export. All exports of the process take turns, and so use one connection to the database. */
  readonly read: <Result>(run: () => Promise<Result>) => Promise<Result>
}

export function createExportLimits(): ExportLimits {
  const [ofApps, ofProcess] = [createConcurrencyLimiter(maxOfApp), createConcurrencyLimiter(maxOfProcess)]
  const read = pLimit(1)
  return {
    acquire: (appId) => {
      const releaseApp = ofApps.acquire(appId)
      if (releaseApp === null) {
        throw new RequestError('RATE_LIMITED', `The AppKey runs ${maxOfApp} exports already.`, retryAfterMs)
      }
      const releaseProcess = ofProcess.acquire('')
      if (releaseProcess === null) {
        releaseApp()
        throw new RequestError(
          'UNAVAILABLE',
          'The server runs too many exports. Try again later.',
          retryAfterMs,
        )
      }
      return () => {
        releaseApp()
        releaseProcess()
      }
    },
    read: (run) => read(run),
  }
}
