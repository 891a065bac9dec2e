/** Calls back after a time, unless the returned function is called before. */
export type Schedule = (callback: () => void, delayMs: number) => () => void

export const systemSchedule: Schedule = (callback, delayMs) => {
  const timer = setTimeout(callback, delayMs)
  return () => clearTimeout(timer)
}

/** A schedule that calls back at once when the signal aborts. */
export const endWaits =
  (schedule: Schedule, signal: AbortSignal): Schedule =>
  (callback, delayMs) => {
    if (signal.aborted) {
      queueMicrotask(callback)
      return () => undefined
    }
    const cancel = () => {
      cancelTimer()
      signal.removeEventListener('abort', finish)
    }
    const finish = () => {
      cancel()
      callback()
    }
    const cancelTimer = schedule(finish, delayMs)
    signal.addEventListener('abort', finish)
    return cancel
  }

/** Resolves after the time, or when the signal aborts. */
export const delay = (schedule: Schedule, delayMs: number, signal?: AbortSignal): Promise<void> =>
  pause(signal ? endWaits(schedule, signal) : schedule, delayMs)

/** Resolves after the time. */
export const pause = (schedule: Schedule, delayMs: number): Promise<void> =>
  new Promise((resolve) => void schedule(resolve, delayMs))

/** The result of the task, or of `onTimeout` if the task takes longer: by default an error. What the task does later is ignored. */
export async function withTimeout<Result>(
  schedule: Schedule,
  timeoutMs: number,
  task: () => Result | Promise<Result>,
  onTimeout: () => Result = failLate,
): Promise<Result> {
  let cancel: () => void = () => undefined
  const timeout = new Promise<null>((resolve) => {
    cancel = schedule(() => resolve(null), timeoutMs)
  })
  const running = (async () => ({ value: await task() }))()
  running.catch(() => undefined)
  try {
    const ended = await Promise.race([running, timeout])
    return ended === null ? onTimeout() : ended.value
  } finally {
    cancel()
  }
}

const failLate = (): never => {
  throw new Error('No answer.')
}

/** Doubles with each attempt, from half to all of it by chance, and never exceeds the maximum. */
export function backoffMs(
  attempt: number,
  { initialMs, maxMs }: { readonly initialMs: number; readonly maxMs: number },
): number {
  const full = Math.min(initialMs * 2 ** (attempt - 1), maxMs)
  return full * (0.5 + Math.random() / 2)
}
