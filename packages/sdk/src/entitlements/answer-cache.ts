import type { CoinslotOptions } from '../client/create-coinslot.ts'
import { findDefaultStorage } from '../client/storage.ts'
import type { Entitlement } from '../core/entitlement.ts'
import { systemSchedule, withTimeout } from '../core/time.ts'
import { readUserId } from './read-user-id.ts'

/** The entitlements of a user, and for how long they may be used. */
export type EntitlementsAnswer = {
  readonly userId: string
  readonly entitlements: readonly Entitlement[]
  readonly leftMs: number
}

/** An answer, and what the clocks showed when it had `leftMs` left. */
type Kept = EntitlementsAnswer & {
  readonly clockMs: number
  /** Milliseconds since this start of the app. */
  readonly runMs: number
}

export type AnswerCache = {
  /** Keeps the answer, whose time counts from `runMs`. A storage that fails does not matter until the app is started again. */
  readonly save: (answer: EntitlementsAnswer, runMs: number) => Promise<void>
  /** The answer with the time that is left; null if it may not be used any longer, or is not that of the player who is logged in. */
  readonly load: () => Promise<EntitlementsAnswer | null>
}

const storageMs = 5_000

/** Milliseconds since this start of the app. No change of the device's clock moves them. */
export const readRunMs = (): number => performance.now()

/**
 * Keeps the last answer on the device. The time that is left is counted down, and written at each use: by the time that the app has run,
 * and by the device's clock where that counts more, because the first may stand still while the device sleeps. After a start of the app
 * only the clock is left. An answer that was kept later than the clock shows is not used.
 */
export function createAnswerCache(options: CoinslotOptions): AnswerCache {
  const { storage = findDefaultStorage(), schedule = systemSchedule, timeouts = {}, appKey } = options
  const key = `coinslot:${appKey}:entitlements`
  let latest: Kept | null = null
  /** Null if the task fails, or takes too long. */
  const attempt = <Result>(task: () => Result | Promise<Result>): Promise<Result | null> =>
    withTimeout(schedule, timeouts.storageMs ?? storageMs, task).catch(() => null)
  const write = async (kept: Kept) => {
    latest = kept
    await attempt(() => storage?.setItem(key, JSON.stringify(kept)))
  }
  return {
    save: (answer, runMs) => write({ ...answer, clockMs: Date.now() - readRunMs() + runMs, runMs }),
    load: async () => {
      const kept = latest ?? (await attempt(async () => parse((await storage?.getItem(key)) ?? 'null')))
      const userId = await attempt(() => readUserId(options))
      if (kept === null || kept.userId !== userId) return null
      const clockMs = Date.now()
      const runMs = readRunMs()
      const passedMs = clockMs - kept.clockMs
      if (latest === null && passedMs < 0) return null
      const leftMs = kept.leftMs - Math.max(passedMs, latest === null ? 0 : runMs - kept.runMs)
      // What is left of an unreadable entry is no number.
      if (!(leftMs > 0)) return null
      const current = { ...kept, leftMs, clockMs, runMs }
      await write(current)
      return current
    },
  }
}

const parse = (text: string) => JSON.parse(text) as Kept | null
