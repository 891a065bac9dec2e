import type { Sql } from 'postgres'
import { eventually } from './eventually.ts'

const selectBlocked = (sql: Sql) => sql<{ pid: number }[]>`
  select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`

/** Waits until so many statements wait for a lock. */
export async function waitForBlocked(sql: Sql, count: number): Promise<void> {
  const assertBlocked = async () => {
    const blocked = await selectBlocked(sql)
    if (blocked.length !== count) throw new Error(`${blocked.length} statements wait, not ${count}`)
  }
  await eventually(assertBlocked, { timeoutMs: 60_000 })
}

/** Ends the statements that wait for a lock: PostgreSQL could complete them although their client is gone. */
export async function terminateBlocked(sql: Sql): Promise<void> {
  for (const { pid } of await selectBlocked(sql)) await sql`select pg_terminate_backend(${pid})`
  await waitForBlocked(sql, 0)
}
