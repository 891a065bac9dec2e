import type { Limit } from './limits.ts'

type LockManager = {
  readonly request: (
    name: string,
    options: { readonly ifAvailable: boolean },
    callback: (lock: object | null) => Promise<void> | void,
  ) => Promise<void>
}

/**
 * Runs the task unless another tab of the browser runs one of the same name. Then it runs `onTaken`, which can wait until the other one
 * has ended, at most for the given time. It begins after the task of the other tab has called `markStarted`, so that it finds what that
 * one has written. Platforms without locks have one tab.
 */
export async function withItemLock<Result>(
  name: string,
  limit: Limit,
  task: (markStarted: () => void) => Promise<Result>,
  onTaken: (waitForOther: () => Promise<void>) => Promise<Result>,
): Promise<Result> {
  const markStarted = await acquire(limit, `${name}:start`)
  // A tab that the browser has suspended keeps its locks.
  if (markStarted === null) return onTaken(async () => undefined)
  const release = await acquire(limit, name, true)
  try {
    if (release !== null) return await task(markStarted)
    return await onTaken(async () => {
      markStarted()
      ;(await acquire(limit, name))?.()
    })
  } finally {
    release?.()
    markStarted()
  }
}

/**
 * A function that releases the lock; null if it is not free in time. Where there are no locks it is always free: pages without an origin of
 * their own, which may not use them, have no other tab either.
 */
function acquire(limit: Limit, name: string, ifAvailable = false): Promise<(() => void) | null> {
  const { locks } = (globalThis as { readonly navigator?: { readonly locks?: LockManager } }).navigator ?? {}
  let isLate = false
  const request = () =>
    new Promise<(() => void) | null>((resolve) => {
      const hold = (lock: object | null) =>
        lock === null || isLate ? resolve(null) : new Promise<void>((release) => resolve(release))
      const proceed = () => resolve(() => undefined)
      const requested = locks?.request(name, { ifAvailable }, hold)
      if (requested) requested.catch(proceed)
      else proceed()
    })
  return limit('sheetMs', request, () => {
    isLate = true
    return null
  })
}
