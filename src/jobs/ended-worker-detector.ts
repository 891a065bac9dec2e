/** A process, and how often it has sent a heartbeat. */
type Heartbeat = { readonly id: string; readonly heartbeatCount: bigint }

/** Decides which processes have ended, by their heartbeats. */
export type EndedWorkerDetector = {
  /** Takes the heartbeats that were read at a time, and returns the processes that have not sent one for `endedAfterMs`. */
  observe: (heartbeats: readonly Heartbeat[], nowMs: number) => readonly Heartbeat[]
  /** Call it when reading the heartbeats failed. */
  reset: () => void
}

type DetectorOptions = {
  readonly endedAfterMs: number
  /** Observations that are further apart than this do not count together. */
  readonly maxGapMs: number
}

type WatchedHeartbeat = { readonly heartbeatCount: bigint; readonly sinceMs: number }

/**
 * A process has ended when its heartbeat did not change while this process watched it without interruption. So nothing is concluded
 * from the time in which the database was unavailable, or in which this process itself was suspended. Times are those of
 * `performance.now`; no clock is compared with another one.
 */
export function createEndedWorkerDetector({ endedAfterMs, maxGapMs }: DetectorOptions): EndedWorkerDetector {
  let watched = new Map<string, WatchedHeartbeat>()
  let observedAtMs = -Infinity
  return {
    observe: (heartbeats, nowMs) => {
      const previous = nowMs - observedAtMs > maxGapMs ? new Map<string, WatchedHeartbeat>() : watched
      observedAtMs = nowMs
      watched = new Map(
        heartbeats.map(({ id, heartbeatCount }) => {
          const before = previous.get(id)
          return [id, before?.heartbeatCount === heartbeatCount ? before : { heartbeatCount, sinceMs: nowMs }]
        }),
      )
      return heartbeats.filter(({ id }) => nowMs - (watched.get(id)?.sinceMs ?? nowMs) >= endedAfterMs)
    },
    reset: () => {
      watched = new Map()
    },
  }
}
