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

/**
 * Runs the task unless another tab of the browser runs one of the same name. Then it runs `onTaken`, which can wait until the other one
 * has ended, at most for the given time. Platforms without locks have one tab.
 */
export async function withItemLock<Result>(
  name: string,
  { schedule, timeoutMs }: { readonly schedule: Schedule; readonly timeoutMs: number },
  task: () => Promise<Result>,
  onTaken: (waitForOther: () => Promise<void>) => Promise<Result>,
): Promise<Result> {
  const locks = findLocks()
  if (locks === null) return task()
  const result = await locks.request(name, { ifAvailable: true }, async (lock) =>
    lock === null ? null : { value: await task() },
  )
  if (result !== null) return result.value
  const waitForLock = () => locks.request(name, { ifAvailable: false }, async () => undefined)
  return onTaken(() => withTimeout<undefined>(schedule, timeoutMs, waitForLock, () => undefined))
}
