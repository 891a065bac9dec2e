/** A job that never runs twice at once: calls during a run are answered by one more run after it. */
export type CoalescedRun = (() => void) & {
  /** Resolves when nothing runs and nothing is due. */
  whenIdle: () => Promise<void>
}

/** `work` must not throw. */
export function coalesceRuns(work: () => Promise<void>): CoalescedRun {
  let running: Promise<void> | null = null
  let rerun = false
  const clearRerun = () => {
    const was = rerun
    rerun = false
    return was
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
