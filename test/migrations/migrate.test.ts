import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { migrate } from '../../src/db/migrate.ts'
import { eventually } from '../support/eventually.ts'
import { repositoryRoot, spawnScript } from '../support/server-process.ts'
import { createEmptyDatabase, withDatabase } from './empty-database.ts'

/** Whole processes start here, which on a busy machine takes its time. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

/** Each migration that ran, and every column that it made. */
function describeSchema(
  url: string,
): Promise<{ migrations: readonly unknown[]; columns: readonly unknown[] }> {
  return withDatabase(url, async (sql) => ({
    migrations: await sql`select hash, created_at from drizzle.__drizzle_migrations order by created_at`,
    columns: await sql`
      select table_name, column_name, data_type, is_nullable from information_schema.columns
      where table_schema = 'public' order by table_name, column_name`,
  }))
}

test('an empty database is migrated, and a second time changes nothing', async () => {
  const url = await createEmptyDatabase()
  await migrate(url)
  const first = await describeSchema(url)
  expect(first.columns.length).toBeGreaterThan(50)
  await migrate(url)
  expect(await describeSchema(url)).toEqual(first)
})

test('four processes that migrate at once run each migration once', async () => {
  const [url, reference] = [await createEmptyDatabase(), await createEmptyDatabase()]
  await migrate(reference)
  const script = join(repositoryRoot, 'src/cli/coinslot.mjs')
  const children = Array.from({ length: 4 }, () => spawnScript(script, ['migrate'], { DATABASE_URL: url }))
  for (const child of children)
    expect([await child.exited, child.output()]).toEqual([{ code: 0, signal: null }, 'migrated  true\n'])
  const { migrations, columns } = await describeSchema(url)
  const expected = await describeSchema(reference)
  expect(migrations).toEqual(expected.migrations)
  expect(columns).toEqual(expected.columns)
})

test('whoever finds another process migrating waits its turn, but not for ever', async () => {
  const url = await createEmptyDatabase()
  await withDatabase(url, async (sql) => {
    await sql`select pg_advisory_lock(7226158401)`
    await expect(migrate(url, { waitMs: 200 })).rejects.toThrow('Another process has been migrating')
    const migrating = migrate(url)
    await eventually(async () => {
      const waiting = await sql`
        select from pg_locks l join pg_database d on d.oid = l.database
        where d.datname = current_database() and l.locktype = 'advisory' and not l.granted`
      expect(waiting).toHaveLength(1)
    })
    await sql`select pg_advisory_unlock(7226158401)`
    await migrating
  })
})

test('the tenant leads every key, index and foreign key of every table', async () => {
  const url = await createEmptyDatabase()
  await migrate(url)
  const { indexes, foreignKeys, tables } = await withDatabase(url, async (sql) => ({
    tables: await sql<{ name: string }[]>`
      select c.relname as name from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')`,
    indexes: await sql<{ table: string; name: string; leads: string | null }[]>`
      select t.relname as "table", i.relname as name, a.attname as leads
      from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class t on t.oid = x.indrelid
      left join pg_attribute a on a.attrelid = t.oid and a.attnum = x.indkey[0]
      where t.relnamespace = 'public'::regnamespace`,
    foreignKeys: await sql<{ name: string; leads: string; to: string }[]>`
      select f.conname as name, a.attname as leads, b.attname as "to"
      from pg_constraint f
      join pg_attribute a on a.attrelid = f.conrelid and a.attnum = f.conkey[1]
      join pg_attribute b on b.attrelid = f.confrelid and b.attnum = f.confkey[1]
      where f.contype = 'f' and f.connamespace = 'public'::regnamespace`,
  }))
  expect(indexes.filter(({ leads }) => leads !== 'app_id')).toEqual([])
  expect(foreignKeys.filter(({ leads, to }) => leads !== 'app_id' || to !== 'app_id')).toEqual([])
  const indexed = new Set(indexes.map(({ table }) => table))
  expect(tables.map(({ name }) => name).filter((name) => !indexed.has(name))).toEqual([])
  expect(tables.length).toBeGreaterThan(10)
})
