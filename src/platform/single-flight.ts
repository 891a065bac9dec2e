/** A job that never runs twice at once: calls during a run are answered by one more run after it. */
export type SingleFlight = (() => void) & {
  /** Resolves when nothing runs and nothing is due. */
  idle: () => Promise<void>
}

/** `work` must not throw. */
export function singleFlight(work: () => Promise<void>): SingleFlight {
  let running: Promise<void> | null = null
  let due = false
  const takeDue = () => {
    const was = due
    due = false
    return was
  }
  const run = async () => {
    do await work()
    while (takeDue())
    running = null
  }
  const start = () => {
    if (running === null) running = run()
    else due = true
  }
  return Object.assign(start, { idle: async () => running ?? undefined })
}
