import { setTimeout as delay } from 'node:timers/promises'

const pollIntervalMs = 50

/** Repeats the check until it does not throw. Rejects with its last error. */
export async function waitUntil<Result>(
  check: () => Result | Promise<Result>,
  { timeoutMs = 15_000 }: { readonly timeoutMs?: number } = {},
): Promise<Result> {
  const endAt = performance.now() + timeoutMs
  for (;;) {
    try {
      return await check()
    } catch (error) {
      if (performance.now() > endAt) throw error
      await delay(pollIntervalMs)
    }
  }
}
