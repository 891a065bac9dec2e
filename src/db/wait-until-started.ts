import { setTimeout as delay } from 'node:timers/promises'
import type { Sql } from 'postgres'
import { isStartingUp } from './errors.ts'

const retryDelayMs = 250
/** A crash recovery may take long; the operator sees in the log of PostgreSQL how far it is. */
const maxWaitMs = 5 * 60_000

/**
 * Waits for a PostgreSQL that starts or recovers after a crash, as after a restart of the whole machine. Any other failure is thrown at
 * once, because it is likely to be a wrong setting.
 */
export async function waitUntilStarted(sql: Sql, signal?: AbortSignal): Promise<void> {
  const startedAt = performance.now()
  for (;;) {
    try {
      await sql`select 1`
      return
    } catch (error) {
      if (!isStartingUp(error) || performance.now() - startedAt > maxWaitMs) throw error
    }
    await delay(retryDelayMs, undefined, { signal })
  }
}
