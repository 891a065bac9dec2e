import pLimit from 'p-limit'

/** Runs calls of one kind, so many at a time; a few more wait for their turn, and the others are refused at once. */
export type Bulkhead = <Result>(call: () => Promise<Result>) => Promise<Result>

export type BulkheadOptions = {
  readonly maxRunning: number
  readonly maxQueued: number
  /** The longest wait for a turn. */
  readonly maxWaitMs: number
  /** The error of a call that is refused; it has not begun. */
  readonly createError: () => Error
}

export function createBulkhead(options: BulkheadOptions): Bulkhead {
  const { maxRunning, maxQueued, createError } = options
  const limit = pLimit(maxRunning)
  return (call) => {
    const queued = limit.activeCount + limit.pendingCount - maxRunning
    if (queued < 0) return limit(call)
    if (queued >= maxQueued) return Promise.reject(createError())
    return waitForTurn((run) => limit(run), call, options)
  }
}

function waitForTurn<Result>(
  enqueue: (run: () => Promise<void>) => Promise<void>,
  call: () => Promise<Result>,
  { maxWaitMs, createError }: BulkheadOptions,
): Promise<Result> {
  return new Promise((resolve, reject) => {
    let isRefused = false
    const timer = setTimeout(() => {
      isRefused = true
      reject(createError())
    }, maxWaitMs)
    void enqueue(async () => {
      clearTimeout(timer)
      if (!isRefused) await call().then(resolve, reject)
    })
  })
}
