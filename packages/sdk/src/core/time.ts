/** Calls back after a time, unless the returned function is called before. */
export type Schedule = (callback: () => void, delayMs: number) => () => void

export const systemSchedule: Schedule = (callback, delayMs) => {
  const timer = setTimeout(callback, delayMs)
  return () => clearTimeout(timer)
}

/** Resolves after the time, or when the signal aborts. */
export function delay(schedule: Schedule, delayMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve()
    const finish = () => {
      cancel()
      signal?.removeEventListener('abort', finish)
      resolve()
    }
    const cancel = schedule(finish, delayMs)
    signal?.addEventListener('abort', finish)
  })
}

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
  throw new Error('No answer in time.')
}

/** Doubles with each attempt, from half to all of it by chance, and never exceeds the maximum. */
export function backoffMs(
  attempt: number,
  { initialMs, maxMs }: { readonly initialMs: number; readonly maxMs: number },
  random: () => number = Math.random,
): number {
  const full = Math.min(initialMs * 2 ** (attempt - 1), maxMs)
  return full * (0.5 + random() / 2)
}
