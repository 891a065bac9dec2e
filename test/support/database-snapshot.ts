import type { Sql } from 'postgres'
import { expect } from 'vitest'
import { allEvents } from './all-events.ts'

export type DatabaseSnapshot = {
  readonly read: () => Promise<Readonly<Record<string, string>>>
  /** Runs the work and asserts that it changed no purchase, payment, subscription, consume, event, user, item or idempotency key. */
  readonly expectUnchanged: <T>(work: () => Promise<T>) => Promise<T>
}

/** Reads the tables of purchases. Positions of events are left out: the sequencer assigns them later. */
export function createDatabaseSnapshot(sql: Sql): DatabaseSnapshot {
  const read = async () => {
    const [row] = await sql<Record<string, string>[]>`
      select
        (select coalesce(json_agg(p order by id), '[]') from purchases p)::text as purchases,
        (select coalesce(json_agg(p order by id), '[]') from payments p)::text as payments,
        (select coalesce(json_agg(c order by id), '[]') from consumes c)::text as consumes,
        (select coalesce(json_agg(id order by id), '[]') from ${allEvents(sql)})::text as events,
        (select coalesce(json_agg(k order by key), '[]') from idempotency_keys k)::text as idempotency_keys,
        (select coalesce(json_agg(id order by id), '[]') from users)::text as users,
        (
          select coalesce(json_agg((id, user_id, purchase_id, status, access_until, encrypted_periods) order by id), '[]')
          from subscriptions
        )::text as subscriptions,
        (select coalesce(json_agg(i order by id), '[]') from items i)::text as items,
        (select count(*) from receipts)::text as receipts`
    return row ?? {}
  }
  return {
    read,
    expectUnchanged: async (work) => {
      const before = await read()
      const result = await work()
      expect(await read()).toEqual(before)
      return result
    },
  }
}
