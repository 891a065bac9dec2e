/** A job that never runs concurrently with itself: calls during a run cause one more run after it. */
export type CoalescedRun = (() => void) & {
  /** Resolves when no run is in progress and none is due. */
  whenIdle: () => Promise<void>
}

/** `work` must not throw. */
export function coalesceRuns(work: () => Promise<void>): CoalescedRun {
  let running: Promise<void> | null = null
  let rerun = false
  const clearRerun = () => {
    const wasDue = rerun
    rerun = false
    return wasDue
  }
  const run = async () => {
    do await work()
    while (clearRerun())
    running = null
  }
  const start = () => {
    if (running === null) running = run()
    else rerun = true
  }
  return Object.assign(start, { whenIdle: async () => running ?? undefined })
}
