/** A job that never runs twice at once: calls during a run are answered by one more run after it. */
export type SingleFlight = (() => void) & {
  /** Resolves when nothing runs and nothing is due. */
  idle(): Promise<void>
}

/** `work` must not throw. */
export function singleFlight(work: () => Promise<void>): SingleFlight {
  let running: Promise<void> | null = null
  let due = false

  const run = async () => {
    do {
      due = false
      await work()
    } while (due)
    running = null
  }
  const start = () => {
    if (running === null) running = run()
    else due = true
  }
  return Object.assign(start, { idle: async () => running ?? undefined })
}
