import { setTimeout as delay } from 'node:timers/promises'
import postgres, { type Sql } from 'postgres'
import { random } from './random.ts'
import { writeEvent } from '../support/feed-writer.ts'

const transactionMs = 15_000

/**
 * Writes to the AppKey's feed in transactions that stay open for a while, some of which are given up, until it is told to stop.
 * A connection that fails is thrown away with whatever was open on it.
 */
export async function keepWriting(databaseUrl: string, appId: string, signal: AbortSignal): Promise<void> {
  const goesOn = () => !signal.aborted
  while (goesOn()) {
    const sql = postgres(databaseUrl, {
      max: 1,
      connect_timeout: 5,
      fetch_types: false,
      onnotice: () => undefined,
    })
    try {
      while (goesOn()) await within(transactionMs, writeOnce(sql, appId))
    } catch {
      await delay(100)
    } finally {
      await sql.end({ timeout: 1 })
    }
  }
}

/** Each statement by itself on the only connection: the driver's own transactions end the process when that breaks. */
async function writeOnce(sql: Sql, appId: string): Promise<void> {
  await sql`begin`
  for (let events = random(4); events >= 0; events -= 1) await writeEvent(sql, appId)
  await delay(random(10) === 0 ? random(1_500) : random(60))
  if (random(10) === 0) await sql`rollback`
  else await sql`commit`
  // As many as the readers can follow.
  await delay(random(150))
}

async function within(limitMs: number, work: Promise<void>): Promise<void> {
  const late = new AbortController()
  const timeUp = delay(limitMs, undefined, { signal: late.signal }).then(() => {
    throw new Error(`no end within ${limitMs} ms`)
  })
  try {
    await Promise.race([work, timeUp])
  } finally {
    late.abort()
    timeUp.catch(() => undefined)
  }
}
