import { LRUCache } from 'lru-cache'
import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible'
import type { RateLimitOptions, RateLimitResult } from './contract.ts'

/** The count of a key in its current window. */
export type WindowCount = {
  readonly used: number
  /** The time until the window ends. */
  readonly expiresInMs: number
}

/** Counts that several processes share. */
export type SharedCounts = {
  /** Adds to the count of a key, also a negative number; null while the counts are unavailable. */
  readonly add: (key: string, points: number, windowMs: number) => Promise<WindowCount | null>
}

export type RateLimiter = {
  readonly rateLimit: (key: string, options: RateLimitOptions) => Promise<RateLimitResult>
  /** Number of keys with a count in this process. */
  readonly keyCount: () => number
  readonly close: () => void
}

type RateLimiterOptions = {
  /** Null for a server that runs as a single process. */
  readonly shared: SharedCounts | null
  readonly maxKeys?: number
}

/** What this process has counted for a key and not reported to the shared counts. */
type Unreported = { points: number; readonly windowMs: number }

const defaultMaxKeys = 100_000
/** How long a process collects before it reports. */
const reportIntervalMs = 100
/** A process reports a key once it has counted this share of the limit: the keys of most callers are never reported. */
const reportedShare = 1 / 20

/**
 * Counts in fixed windows, with rate-limiter-flexible. With `sharing: 'IMMEDIATE'` the shared count decides each call. With `DELAYED`
 * this process decides by its own count, which follows the shared one: it reports now and then what it has counted, and takes over the
 * sum of all processes. While the shared counts are unavailable, both continue with the count of this process.
 */
export function createRateLimiter({ shared, maxKeys = defaultMaxKeys }: RateLimiterOptions): RateLimiter {
  const local = createLocalCounts(maxKeys)
  const reporter = shared === null ? null : createReporter(local, shared)

  const countDelayed = async (key: string, options: RateLimitOptions): Promise<RateLimitResult> => {
    const { cost = 1, limit, windowMs } = options
    const count = await local.add(key, cost, windowMs)
    if (count.used > limit && cost >= 0) {
      await local.add(key, -cost, windowMs)
      return toRejection(count, options, { degraded: false })
    }
    reporter?.record(key, { cost, limit, windowMs, isFirst: count.isFirst })
    return toAcceptance(count, options, { degraded: false })
  }

  const countShared = async (key: string, options: RateLimitOptions): Promise<RateLimitResult> => {
    const { cost = 1, limit, windowMs } = options
    const sharedCount = (await shared?.add(key, cost, windowMs)) ?? null
    const add = sharedCount === null || shared === null ? local.add : shared.add
    const count = sharedCount ?? (await local.add(key, cost, windowMs))
    const state = { degraded: shared !== null && sharedCount === null }
    if (count.used <= limit || cost < 0) return toAcceptance(count, options, state)
    await add(key, -cost, windowMs)
    return toRejection(count, options, state)
  }

  return {
    rateLimit: (key, options) =>
      options.sharing === 'DELAYED' ? countDelayed(key, options) : countShared(key, options),
    keyCount: local.keyCount,
    close: () => {
      reporter?.close()
      local.clear()
    },
  }
}

type LocalCounts = {
  readonly add: (
    key: string,
    points: number,
    windowMs: number,
  ) => Promise<WindowCount & { readonly isFirst: boolean }>
  readonly set: (key: string, count: WindowCount) => Promise<unknown>
  readonly keyCount: () => number
  readonly clear: () => void
}

/** The library has no bound for its keys: the least recently used ones are deleted. */
function createLocalCounts(maxKeys: number): LocalCounts {
  const limiter = new RateLimiterMemory({ points: 1, duration: 1, keyPrefix: '' })
  const keys = new LRUCache<string, true>({ max: maxKeys, dispose: (_, key) => void limiter.delete(key) })
  const touch = (key: string) => {
    if (keys.get(key) === undefined) keys.set(key, true)
  }
  return {
    add: async (key, points, windowMs) => {
      touch(key)
      const result = await limiter.penalty(key, points, { customDuration: windowMs / 1_000 })
      return { ...toWindowCount(result), isFirst: result.isFirstInDuration }
    },
    set: (key, { used, expiresInMs }) => {
      touch(key)
      return limiter.set(key, used, expiresInMs / 1_000)
    },
    keyCount: () => keys.size,
    clear: () => keys.clear(),
  }
}

type LocalUse = {
  readonly cost: number
  readonly limit: number
  readonly windowMs: number
  /** Whether a window of this process began: what was not reported before belongs to the previous one. */
  readonly isFirst: boolean
}

/** Reports in the background what this process counts, once it is a considerable share of the limit. */
function createReporter(local: LocalCounts, shared: SharedCounts) {
  const unreported = new LRUCache<string, Unreported>({ max: defaultMaxKeys })
  const due = new Set<string>()
  let timer: NodeJS.Timeout | null = null

  const report = async (key: string, counted: Unreported): Promise<void> => {
    const { points, windowMs } = counted
    counted.points = 0
    const sum = await shared.add(key, points, windowMs)
    if (sum === null) {
      counted.points += points
    } else if (sum.expiresInMs > 0) {
      // What was counted meanwhile is reported next time.
      await local.set(key, { used: sum.used + counted.points, expiresInMs: sum.expiresInMs })
    }
  }
  const reportDue = () => {
    timer = null
    for (const key of due) {
      const counted = unreported.get(key)
      if (counted !== undefined) void report(key, counted)
    }
    due.clear()
  }
  return {
    record: (key: string, { cost, limit, windowMs, isFirst }: LocalUse) => {
      const known = unreported.get(key)
      const counted = known ?? { points: 0, windowMs }
      if (known === undefined) unreported.set(key, counted)
      counted.points = isFirst ? cost : counted.points + cost
      if (counted.points < Math.max(1, limit * reportedShare)) return
      due.add(key)
      timer ??= setTimeout(reportDue, reportIntervalMs).unref()
    },
    close: () => {
      if (timer !== null) clearTimeout(timer)
      unreported.clear()
    },
  }
}

export function toWindowCount({
  consumedPoints,
  msBeforeNext,
}: Pick<RateLimiterRes, 'consumedPoints' | 'msBeforeNext'>): WindowCount {
  return { used: consumedPoints, expiresInMs: Math.max(0, msBeforeNext) }
}

type State = Pick<RateLimitResult, 'degraded'>

function toAcceptance({ used }: WindowCount, { limit }: RateLimitOptions, state: State): RateLimitResult {
  return { ...state, allowed: true, remaining: limit - used, retryAfterMs: 0 }
}

function toRejection(
  { used, expiresInMs }: WindowCount,
  { limit, cost = 1, windowMs }: RateLimitOptions,
  state: State,
): RateLimitResult {
  // A cost above the limit is never allowed.
  const retryAfterMs = cost > limit ? windowMs : Math.max(1, Math.ceil(expiresInMs))
  return { ...state, allowed: false, remaining: Math.max(0, limit - (used - cost)), retryAfterMs }
}
