/** Feeds that are due, taken by a bounded number of runs. A feed is never in two runs at a time. */
export type FeedQueue = {
  /** Has the feed processed, at once if a run is free; once more after its current run if it is in one. */
  readonly add: (appId: string) => void
  /** The next runs of the feed contain no other feed, and no other run of a single feed is in progress meanwhile. */
  readonly separate: (appId: string) => void
  /** Ends `separate`. */
  readonly unite: (appId: string) => void
  /** Resolves when no run is in progress and no feed can be taken. */
  readonly whenIdle: () => Promise<void>
}

type FeedQueueLimits = { readonly maxConcurrentRuns: number; readonly maxFeedsPerRun: number }

/** `work` must not throw. It may call the queue. */
export function createFeedQueue(
  { maxConcurrentRuns, maxFeedsPerRun }: FeedQueueLimits,
  work: (appIds: readonly string[]) => Promise<void>,
): FeedQueue {
  const due = new Set<string>()
  const separated = new Set<string>()
  const running = new Set<string>()
  const runs = new Set<Promise<void>>()
  let separateRuns = 0
  const take = () => {
    const free = [...due].filter((appId) => !running.has(appId))
    const separate = separateRuns === 0 ? free.find((appId) => separated.has(appId)) : undefined
    if (separate !== undefined) return [separate]
    return free.filter((appId) => !separated.has(appId)).slice(0, maxFeedsPerRun)
  }
  const run = async (appIds: readonly string[]) => {
    const isSeparate = appIds.some((appId) => separated.has(appId))
    if (isSeparate) separateRuns += 1
    for (const appId of appIds) {
      due.delete(appId)
      running.add(appId)
    }
    await work(appIds)
    for (const appId of appIds) running.delete(appId)
    if (isSeparate) separateRuns -= 1
  }
  const start = () => {
    while (runs.size < maxConcurrentRuns) {
      const taken = take()
      if (taken.length === 0) return
      const current: Promise<void> = run(taken).then(() => {
        runs.delete(current)
        start()
      })
      runs.add(current)
    }
  }
  return {
    add: (appId) => {
      due.add(appId)
      start()
    },
    separate: (appId) => separated.add(appId),
    unite: (appId) => separated.delete(appId),
    whenIdle: async () => {
      while (runs.size > 0) await Promise.all(runs)
    },
  }
}
