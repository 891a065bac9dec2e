import { selectDatabaseTime } from '../db/queries/select-database-time.ts'
import type { Db } from '../db/client.ts'
import type { Log } from '../platform/log.ts'

/** The clock of this process, which is compared with the clock of the database. See decision 33. */
export type DatabaseClock = {
  /** The machine's time, or the database's while they differ by more than the limit. */
  readonly now: () => Date
  /** Milliseconds by which the machine's clock is ahead of the database's, as last measured; null if it was not measured. */
  readonly skewMs: () => number | null
  /** Whether they differ by more than the limit. */
  readonly isSkewed: () => boolean
  /** Calls the listener when `isSkewed` has changed. Returns the function that removes it. */
  readonly onSkewChange: (listener: () => void) => () => void
  /** Compares the clocks. Does nothing if the database does not answer soon. */
  readonly measure: () => Promise<void>
  /** Measures at the start of the process, before it uses the time. */
  readonly start: () => Promise<void>
  readonly close: () => void
}

export type DatabaseClockOptions = {
  readonly db: Db
  readonly log: Log
  readonly limitMs: number
  readonly intervalMs?: number
  /** The machine's clock, in milliseconds. */
  readonly machineTime?: () => number
}

const defaultIntervalMs = 10_000
/** The first connection may take long. */
const startAttempts = 3

/** The database's time at a moment of the monotonic clock, which nobody sets. */
type Anchor = { readonly databaseMs: number; readonly monotonicMs: number }

export function createDatabaseClock(options: DatabaseClockOptions): DatabaseClock {
  const { db, log, limitMs, intervalMs = defaultIntervalMs, machineTime = Date.now } = options
  const listeners = new Set<() => void>()
  let anchor: Anchor | null = null
  let wasSkewed = false

  const databaseTime = ({ databaseMs, monotonicMs }: Anchor) => databaseMs + performance.now() - monotonicMs
  const skewMs = () => (anchor === null ? null : Math.round(machineTime() - databaseTime(anchor)))
  const isSkewed = () => Math.abs(skewMs() ?? 0) > limitMs
  const reportChange = () => {
    if (isSkewed() === wasSkewed) return
    wasSkewed = !wasSkewed
    if (wasSkewed)
      log.error(
        { skewMs: skewMs(), limitMs },
        'the clock of this machine is wrong; using the time of the database',
      )
    else log.info({ skewMs: skewMs(), limitMs }, 'the clock of this machine agrees with the database again')
    for (const listener of listeners) listener()
  }
  const measure = async () => {
    try {
      const sentAt = performance.now()
      const time = await selectDatabaseTime(db)
      const monotonicMs = performance.now()
      const roundTripMs = monotonicMs - sentAt
      // The answer was made at some time of the round trip: a long one says too little.
      if (roundTripMs <= limitMs / 4) anchor = { databaseMs: time.getTime() + roundTripMs / 2, monotonicMs }
    } catch (error) {
      log.debug({ error }, 'the time of the database is unavailable')
    }
    reportChange()
  }
  const timer = setInterval(() => void measure(), intervalMs)
  timer.unref()
  return {
    now: () => new Date(anchor !== null && isSkewed() ? databaseTime(anchor) : machineTime()),
    skewMs,
    isSkewed,
    onSkewChange: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    measure,
    start: async () => {
      for (let attempt = 0; attempt < startAttempts && anchor === null; attempt += 1) await measure()
    },
    close: () => clearInterval(timer),
  }
}
