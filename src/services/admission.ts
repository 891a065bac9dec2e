import { RequestError } from '../platform/request-error.ts'

/**
 * Bounds the requests that this process works on, so that under more load than it can serve, those that it accepts are answered as
 * quickly as otherwise, and the others at once. Requests that wait for a store do no work meanwhile and do not count.
 */
export type Admission = {
  /**
   * Refuses a request if the process, or its AppKey, has too many.
   * @param appId null as long as the AppKey is not known
   * @throws RequestError UNAVAILABLE
   */
  readonly check: (appId: string | null) => void
  /**
   * Counts a request of an AppKey as long as it runs.
   * @throws RequestError UNAVAILABLE as `check` does, before the work begins
   */
  readonly run: <Result>(appId: string | null, work: () => Promise<Result>) => Promise<Result>
  /** Counts a part of a request in which it only waits, for a store or for its turn. */
  readonly wait: <Result>(appId: string | null, call: () => Promise<Result>) => Promise<Result>
  /** The requests that the process works on, and how many it would accept. */
  readonly state: () => { readonly running: number; readonly limit: number }
}

export type AdmissionOptions = {
  /** The time in which the accepted requests should be answered. */
  readonly targetMs: number
  /** The limit never falls below this number, for example twice the connections to the database. */
  readonly minRunning: number
  readonly onRefused: (reason: OverloadReason) => void
  readonly now?: () => number
}

/** Whether the process has too many requests, or too many of one AppKey. */
export type OverloadReason = 'process' | 'app_key'

const initialLimit = 256
const maxLimit = 2_000
/** One AppKey gets at most this share of what the process works on, so that the others find room. */
const shareOfOneApp = 3 / 4
/** Requests that only wait are bounded too, because they use memory. */
const maxWaiting = 2_000
const measureIntervalMs = 100
/** How much of a new measurement is taken over at once. */
const smoothing = 0.4
const [minRetryMs, maxRetryMs] = [500, 1_500]

export function createAdmission(options: AdmissionOptions): Admission {
  const limit = createAdaptiveLimit(options)
  const runningOfApps = createCounts()
  let started = 0
  let waiting = 0

  const running = () => Math.max(0, started - waiting)
  const findOverload = (appId: string | null): OverloadReason | null => {
    if (running() >= limit.current() || waiting >= maxWaiting) return 'process'
    return runningOfApps.get(appId) >= limit.current() * shareOfOneApp ? 'app_key' : null
  }
  const check = (appId: string | null) => {
    limit.observe(running())
    const reason = findOverload(appId)
    if (reason === null) return
    options.onRefused(reason)
    throw createOverloadError()
  }
  return {
    check,
    run: async (appId, work) => {
      check(appId)
      started += 1
      runningOfApps.add(appId, 1)
      limit.observe(running())
      try {
        return await work()
      } finally {
        started -= 1
        runningOfApps.add(appId, -1)
        limit.complete()
      }
    },
    wait: async (appId, call) => {
      waiting += 1
      runningOfApps.add(appId, -1)
      try {
        return await call()
      } finally {
        waiting -= 1
        runningOfApps.add(appId, 1)
      }
    },
    state: () => ({ running: running(), limit: Math.round(limit.current()) }),
  }
}

/** Counts by AppKey; a request without one is not counted. */
function createCounts() {
  const counts = new Map<string, number>()
  const get = (appId: string | null) => (appId === null ? 0 : (counts.get(appId) ?? 0))
  return {
    get,
    add: (appId: string | null, change: number) => {
      if (appId === null) return
      const count = get(appId) + change
      if (count === 0) counts.delete(appId)
      else counts.set(appId, count)
    },
  }
}

type AdaptiveLimit = {
  readonly current: () => number
  /** Takes note of the running requests, and adapts the limit now and then. */
  readonly observe: (running: number) => void
  readonly complete: () => void
}

/**
 * By Little's law, as many requests as are completed within the target time are answered within the target time. The rate is measured
 * while half of the limit is in use: then it is what the process and its database can do at the moment.
 */
function createAdaptiveLimit({
  targetMs,
  minRunning,
  now = () => performance.now(),
}: AdmissionOptions): AdaptiveLimit {
  let limit = initialLimit
  let completed = 0
  let isInUse = false
  let measuredAt = now()
  const measure = (elapsedMs: number) => {
    if (isInUse) {
      const fitting = (completed / elapsedMs) * targetMs
      const next = limit + (fitting - limit) * smoothing
      limit = Math.min(maxLimit, Math.max(minRunning, next))
    }
    completed = 0
    isInUse = false
    measuredAt = now()
  }
  return {
    current: () => limit,
    observe: (running) => {
      const elapsedMs = now() - measuredAt
      if (elapsedMs >= measureIntervalMs) measure(elapsedMs)
      if (running >= limit / 2) isInUse = true
    },
    complete: () => {
      completed += 1
    },
  }
}

/** Callers that were refused together do not return together. */
function createOverloadError(): RequestError {
  const retryAfterMs = Math.round(minRetryMs + Math.random() * (maxRetryMs - minRetryMs))
  return new RequestError(
    'UNAVAILABLE',
    'The server has too many requests. Repeat the call later.',
    retryAfterMs,
  )
}
