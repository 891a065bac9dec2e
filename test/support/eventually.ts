import { setTimeout as delay } from 'node:timers/promises'

/** Repeats `check` until it no longer throws, and returns its result; throws its last error after the timeout. */
export async function eventually<T>(
  check: () => T | Promise<T>,
  { timeoutMs = 20_000, intervalMs = 10 }: { timeoutMs?: number; intervalMs?: number } = {},
): Promise<T> {
  const deadline = performance.now() + timeoutMs
  for (;;) {
    try {
      return await check()
    } catch (error) {
      if (performance.now() >= deadline) throw error
    }
    await delay(intervalMs)
  }
}
