import postgres from 'postgres'
import { openDb, type Db } from '../../src/db/client.ts'
import { selectEvents } from '../../src/db/queries/events.ts'
import { baseTest } from '../support/base-test.ts'

export { expect } from 'vitest'

/** A database without a server that sequences events by itself. */
export const test = baseTest
  .extend('sql', { scope: 'file' }, ({ database }, { onCleanup }) => {
    const sql = postgres(database.url, { max: 12, onnotice: () => undefined })
    onCleanup(() => sql.end())
    return sql
  })
  .extend('db', { scope: 'file' }, ({ database }, { onCleanup }) => {
    const options = { poolSize: 8, preparedStatements: true, statementTimeoutMs: 15_000 }
    const db = openDb({ url: database.url, ...options })
    onCleanup(() => db.close())
    return db
  })

/** No filter, and no end. */
export const noFilter = { upTo: null, types: null, stores: null }

export type FeedRange = { readonly from: bigint; readonly limit: number }

/** The ids of all events after a position, read in pages of `limit` events. */
export async function readFrom(db: Db, appId: string, { from, limit }: FeedRange): Promise<string[]> {
  const seen: string[] = []
  for (let after = from; ;) {
    const page = await selectEvents(db, appId, { ...noFilter, after, limit })
    const last = page.at(-1)
    if (last === undefined) return seen
    seen.push(...page.map(({ id }) => id))
    after = last.position
  }
}
