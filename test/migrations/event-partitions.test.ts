import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { drizzle } from 'drizzle-orm/postgres-js'
import { migrate as runMigrations } from 'drizzle-orm/postgres-js/migrator'
import { Logger, runMigrations as migrateJobs } from 'graphile-worker'
import { expect, test } from 'vitest'
import { migrate } from '../../src/db/migrate.ts'
import { migrationsFolder } from '../../src/db/migrations-folder.ts'
import { newUuid } from '../../src/platform/ids.ts'
import { createEmptyDatabase, withDatabase } from './empty-database.ts'

type Journal = { readonly entries: readonly { readonly idx: number }[] }

/** As a server of that time left it. */
async function migrateUpTo(url: string, last: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'coinslot-migrations-'))
  try {
    await cp(migrationsFolder, folder, { recursive: true })
    const file = join(folder, 'meta/_journal.json')
    const journal = JSON.parse(await readFile(file, 'utf8')) as Journal
    await writeFile(file, JSON.stringify({ ...journal, entries: journal.entries.slice(0, last + 1) }))
    await migrateJobs({ connectionString: url, logger: new Logger(() => () => undefined) })
    await withDatabase(url, (sql) => runMigrations(drizzle(sql), { migrationsFolder: folder }))
  } finally {
    await rm(folder, { recursive: true })
  }
}

test('a feed of before the months keeps its positions and its order, whether or not they were given yet', async () => {
  const url = await createEmptyDatabase()
  await migrateUpTo(url, 5)
  const [appId, pruned] = [newUuid(), newUuid()]
  const before = await withDatabase(url, async (sql) => {
    const write = (app: string, count: number) => sql`
      insert into events (app_id, id, type, at, purchase_id, payment_id, store, previous_status, status)
      select ${app}, gen_random_uuid(), 'PAYMENT_PAID', now() - n * interval '1 day', gen_random_uuid(), gen_random_uuid(),
             'TEST_STORE', 'PENDING', 'PAID'
      from generate_series(1, ${count}::int) n`
    await write(appId, 250)
    await write(pruned, 3)
    await sql`select from place_events(1000)`
    await sql`delete from events where app_id = ${pruned}`
    await sql`delete from events where app_id = ${appId} and position = 1`
    await write(appId, 7)
    return sql`
      select id, type, at, purchase_id, payment_id, store, previous_status, status, position::int, recorded::int from events
      order by recorded`
  })
  await migrate(url)
  await withDatabase(url, async (sql) => {
    const columns = sql`id, type, at, purchase_id, payment_id, store, previous_status, status`
    const placed = await sql`select ${columns}, position::int from events order by position`
    const unplaced = await sql`select ${columns}, recorded::int from unplaced_events order by recorded`
    expect([...placed, ...unplaced]).toEqual(
      before.map(({ position, recorded, ...row }) =>
        position === null ? { ...row, recorded } : { ...row, position },
      ),
    )
    // What was pruned with a purchase is no reason to refuse an old cursor.
    const floors = await sql`select distinct feed_floor(app_id)::int as floor from feed_heads`
    expect(floors).toEqual([{ floor: 0 }])

    await sql`
      insert into unplaced_events (app_id, id, type, at, purchase_id, store, status)
      values (${appId}, ${newUuid()}, 'PURCHASE_REQUESTED', now(), ${newUuid()}, 'TEST_STORE', 'REQUESTED')`
    await sql`select from place_events(1000)`
    const feed = await sql<{ id: string; position: number }[]>`
      select id, position::int from list_events(${appId}, 0, null, 1000, null, null, true)`
    expect(feed.map(({ position }) => position)).toEqual(Array.from({ length: 257 }, (_, index) => index + 2))
    expect(feed.slice(0, -1).map(({ id }) => id)).toEqual(before.map(({ id }) => id as string))
  })
})
