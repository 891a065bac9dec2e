import { setTimeout as delay } from 'node:timers/promises'

/** Returns a function that waits until the next call may begin, so that at most `perSecond` calls begin within a second. */
export function createPacer(perSecond: number): () => Promise<void> {
  const intervalMs = 1_000 / perSecond
  let nextAt = -Infinity
  return async () => {
    const now = performance.now()
    const startAt = Math.max(now, nextAt)
    nextAt = startAt + intervalMs
    if (startAt > now) await delay(Math.ceil(startAt - now))
  }
}
