import { withTimeout, type Schedule } from '../core/time.ts'

type LockManager = {
  readonly request: <Result>(
    name: string,
    options: { readonly ifAvailable: boolean },
    callback: (lock: object | null) => Promise<Result>,
  ) => Promise<Result>
}

const findLocks = (): LockManager | null =>
  (globalThis as { readonly navigator?: { readonly locks?: LockManager } }).navigator?.locks ?? null

type ItemLockOptions = { readonly schedule: Schedule; readonly timeoutMs: number }

/**
 * Runs the task unless another tab of the browser runs one of the same name. Then it runs `onTaken`, which can wait until the other one
 * has ended, at most for the given time. It begins after the task of the other tab has called `markStarted`, so that it finds what that
 * one has written. Platforms without locks have one tab.
 */
export async function withItemLock<Result>(
  name: string,
  options: ItemLockOptions,
  task: (markStarted: () => void) => Promise<Result>,
  onTaken: (waitForOther: () => Promise<void>) => Promise<Result>,
): Promise<Result> {
  const locks = findLocks()
  if (locks === null) return task(() => undefined)
  // Pages without an origin of their own, which may not use locks, have no other tab either.
  const release = await acquire(locks, `${name}:start`, options).catch(() => undefined)
  if (release === undefined) return task(() => undefined)
  // A tab that the browser has suspended keeps its locks.
  if (release === null) return onTaken(async () => undefined)
  const markStarted = release
  try {
    const result = await locks.request(name, { ifAvailable: true }, async (lock) =>
      lock === null ? null : { value: await task(markStarted) },
    )
    if (result !== null) return result.value
    return await onTaken(async () => {
      markStarted()
      ;(await acquire(locks, name, options))?.()
    })
  } finally {
    markStarted()
  }
}

/** A function that releases the lock; null if it is not free in time. */
function acquire(
  locks: LockManager,
  name: string,
  { schedule, timeoutMs }: ItemLockOptions,
): Promise<(() => void) | null> {
  let isLate = false
  const request = () =>
    new Promise<() => void>((resolve, reject) => {
      const hold = () => new Promise<void>((release) => (isLate ? release() : resolve(release)))
      locks.request(name, { ifAvailable: false }, hold).catch(reject)
    })
  return withTimeout<(() => void) | null>(schedule, timeoutMs, request, () => {
    isLate = true
    return null
  })
}
