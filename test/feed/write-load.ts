import { setTimeout as delay } from 'node:timers/promises'
import postgres, { type Sql } from 'postgres'
import { randomInt } from 'node:crypto'
import { writeEvent } from '../support/feed-writer.ts'

const transactionMs = 15_000

/**
 * Writes to the feed of the app until the signal is aborted, in transactions that stay open for a while; some are rolled back.
 * A failed connection is replaced.
 */
export async function runWriteLoad(databaseUrl: string, appId: string, signal: AbortSignal): Promise<void> {
  const isRunning = () => !signal.aborted
  while (isRunning()) {
    const sql = postgres(databaseUrl, {
      max: 1,
      connect_timeout: 5,
      fetch_types: false,
      onnotice: () => undefined,
    })
    try {
      while (isRunning()) await withTimeout(transactionMs, writeOnce(sql, appId))
    } catch {
      await delay(100)
    } finally {
      await sql.end({ timeout: 1 })
    }
  }
}

/** Uses single statements on one connection: the driver's own transactions crash the process when the connection breaks. */
async function writeOnce(sql: Sql, appId: string): Promise<void> {
  await sql`begin`
  for (let events = randomInt(4); events >= 0; events -= 1) await writeEvent(sql, appId)
  await delay(randomInt(10) === 0 ? randomInt(1_500) : randomInt(60))
  if (randomInt(10) === 0) await sql`rollback`
  else await sql`commit`
  // No more than the readers can follow.
  await delay(randomInt(150))
}

async function withTimeout(limitMs: number, work: Promise<void>): Promise<void> {
  const late = new AbortController()
  const timeout = delay(limitMs, undefined, { signal: late.signal }).then(() => {
    throw new Error(`no end within ${limitMs} ms`)
  })
  try {
    await Promise.race([work, timeout])
  } finally {
    late.abort()
    timeout.catch(() => undefined)
  }
}
