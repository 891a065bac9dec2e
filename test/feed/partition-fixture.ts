import postgres, { type Sql } from 'postgres'
import { openDb, type Db } from '../../src/db/client.ts'
import { selectEvents } from '../../src/db/queries/events.ts'
import { createTestDatabase } from '../setup/database.ts'

/** Feeds in a database, without a server that would place events by itself. */
export type PartitionFixture = {
  readonly sql: Sql
  readonly db: Db
  /** The ids of all that comes after a position, read page by page. */
  readonly readFrom: (appId: string, from: bigint, limit: number) => Promise<string[]>
  close: () => Promise<void>
}

/** No filter, and no end. */
export const noFilter = { upTo: null, types: null, stores: null }

export async function openPartitionFixture(): Promise<PartitionFixture> {
  const database = await createTestDatabase()
  const sql = postgres(database.url, { max: 12, onnotice: () => undefined })
  const db = openDb({ url: database.url, poolSize: 8, preparedStatements: true, statementTimeoutMs: 15_000 })
  return {
    sql,
    db,
    readFrom: async (appId, from, limit) => {
      const seen: string[] = []
      for (let after = from; ;) {
        const page = await selectEvents(db, appId, { ...noFilter, after, limit })
        const last = page.at(-1)
        if (last === undefined) return seen
        seen.push(...page.map(({ id }) => id))
        after = last.position
      }
    },
    close: async () => {
      await db.close()
      await sql.end()
      await database.drop()
    },
  }
}
