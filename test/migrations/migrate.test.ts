import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { advisoryLocks } from '../../src/db/advisory-locks.ts'
import { migrate } from '../../src/db/migrate.ts'
import { eventually } from '../support/eventually.ts'
import { repositoryRoot, spawnScript } from '../support/server-process.ts'
import { createEmptyDatabase, withDatabase } from './empty-database.ts'

/** The tests start processes, which takes long on a busy machine. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

/** The migrations that ran, and all columns. */
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

test('a second migration of an empty database changes nothing', async () => {
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

test('a database with another migration history is rejected, and is not changed', async () => {
  const url = await createEmptyDatabase()
  await withDatabase(url, async (sql) => {
    await sql`create schema drizzle`
    await sql`create table drizzle.__drizzle_migrations (id serial primary key, hash text not null, created_at bigint)`
    await sql`insert into drizzle.__drizzle_migrations (hash, created_at) values ('of an older version', 1)`
    await expect(migrate(url)).rejects.toThrow(
      /created by a version of Coinslot with other migrations.+data directory/s,
    )
    const schemas = await sql`select from pg_namespace where nspname = 'graphile_worker'`
    const tables = await sql`select from pg_class where relnamespace = 'public'::regnamespace`
    expect([...schemas, ...tables]).toEqual([])
  })
})

test('a database that a newer version has migrated is rejected, unless the operator allows it', async () => {
  const url = await createEmptyDatabase()
  await migrate(url)
  await withDatabase(url, async (sql) => {
    await sql`
      insert into drizzle.__drizzle_migrations (hash, created_at)
      select 'of a newer version', max(created_at) + 1 from drizzle.__drizzle_migrations`
  })
  await expect(migrate(url)).rejects.toThrow(/newer version of Coinslot.+ALLOW_NEWER_SCHEMA=true/s)
  await migrate(url, { allowNewerSchema: true })
})

test("a failed migration names its file, PostgreSQL's message and the place, and changes nothing", async () => {
  const url = await createEmptyDatabase()
  await withDatabase(url, async (sql) => {
    await sql`create table payments (id text)`
    await expect(migrate(url)).rejects.toThrow(
      /^The migration 0000_initial \(statement \d+, at "CREATE TABLE "payments" .+"\) failed: relation "payments" already exists \(SQLSTATE 42P07\)\. .*Nothing was changed\./s,
    )
    const tables =
      await sql`select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'`
    expect(tables.map(({ relname }) => relname as string)).toEqual(['payments'])
  })
})

test('a process that finds another one migrating waits for the lock, until the lock timeout', async () => {
  const url = await createEmptyDatabase()
  await withDatabase(url, async (sql) => {
    await sql`select pg_advisory_lock(${advisoryLocks.migration})`
    await expect(migrate(url, { lockTimeoutMs: 200 })).rejects.toThrow(
      'Timed out waiting for the migration lock',
    )
    const migrating = migrate(url)
    await eventually(async () => {
      const waiting = await sql`
        select from pg_locks l join pg_database d on d.oid = l.database
        where d.datname = current_database() and l.locktype = 'advisory' and not l.granted`
      expect(waiting).toHaveLength(1)
    })
    await sql`select pg_advisory_unlock(${advisoryLocks.migration})`
    await migrating
  })
})

test('the functions use the advisory lock that is reserved for the sequencer', async () => {
  const url = await createEmptyDatabase()
  await migrate(url)
  const functions = await withDatabase(
    url,
    (sql) => sql`
      select proname as name from pg_proc
      where pronamespace = 'public'::regnamespace and prosrc like ${`%pg_advisory_xact_lock(${advisoryLocks.sequencer})%`}
      order by 1`,
  )
  expect(functions).toEqual([{ name: 'drop_oldest_event_partition' }, { name: 'sequence_events' }])
  const [sequencer] = await withDatabase(
    url,
    (sql) => sql<{ source: string }[]>`select prosrc as source from pg_proc where proname = 'sequence_feed'`,
  )
  expect(sequencer?.source).toContain(`pg_advisory_xact_lock_shared(${advisoryLocks.sequencer})`)
  expect(sequencer?.source).toContain(`pg_try_advisory_xact_lock(${advisoryLocks.feed}, uuid_hash(feed))`)
  expect(sequencer?.source).toContain(`pg_advisory_xact_lock(${advisoryLocks.eventPartition})`)
})

/** Unique over all tenants: which of them is connected to an app of a store. */
const tablesOfAllTenants = ['store_apps']

/**
 * Without a tenant. An operator signs in to the installation before any AppKey is known, and may be granted several (decision 47);
 * the processes that run jobs belong to no AppKey.
 */
const tablesWithoutTenant = [
  'job_workers',
  'operator_accounts',
  'operator_links',
  'operator_sessions',
  'operator_tokens',
  'operator_two_factors',
  'operator_verifications',
  'operators',
]

test('the tenant is part of every index, and leads every foreign key and no index without a condition but primary keys', async () => {
  const url = await createEmptyDatabase()
  await migrate(url)
  const { indexes, foreignKeys, tables } = await withDatabase(url, async (sql) => ({
    tables: await sql<{ name: string }[]>`
      select c.relname as name from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')`,
    indexes: await sql<{ table: string; name: string; is_tenant_part: boolean; offers_tenant: boolean }[]>`
      select t.relname as "table", i.relname as name, a.attnum = any(x.indkey) as is_tenant_part,
             a.attnum = x.indkey[0] and x.indpred is null and not x.indisprimary as offers_tenant
      from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class t on t.oid = x.indrelid
      join pg_attribute a on a.attrelid = t.oid and a.attname = 'app_id'
      where t.relnamespace = 'public'::regnamespace`,
    foreignKeys: await sql<{ table: string; name: string; leads: string; to: string }[]>`
      select f.conrelid::regclass::text as "table", f.conname as name, a.attname as leads, b.attname as "to"
      from pg_constraint f
      join pg_attribute a on a.attrelid = f.conrelid and a.attnum = f.conkey[1]
      join pg_attribute b on b.attrelid = f.confrelid and b.attnum = f.confkey[1]
      where f.contype = 'f' and f.connamespace = 'public'::regnamespace`,
  }))
  const tenantIndexes = indexes.filter(({ table }) => !tablesOfAllTenants.includes(table))
  expect(tenantIndexes.filter((index) => !index.is_tenant_part || index.offers_tenant)).toEqual([])
  const tenantForeignKeys = foreignKeys.filter(({ table }) => !tablesWithoutTenant.includes(table))
  expect(tenantForeignKeys.filter(({ leads, to }) => leads !== 'app_id' || to !== 'app_id')).toEqual([])
  const indexed = new Set(indexes.map(({ table }) => table))
  const withoutTenant = tables.map(({ name }) => name).filter((name) => !indexed.has(name))
  expect(withoutTenant.toSorted()).toEqual(tablesWithoutTenant)
  expect(tables.length).toBeGreaterThan(10)
})

test('the statistics of every table whose keys have other columns know no AppKey', async () => {
  const url = await createEmptyDatabase()
  await migrate(url)
  const tables = await withDatabase(
    url,
    (sql) => sql<{ name: string }[]>`
      select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'app_id'
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and a.attstattarget is distinct from 0
      order by 1`,
  )
  expect(tables.map(({ name }) => name)).toEqual([
    'apps',
    'audit_heads',
    'event_partitions',
    'feed_heads',
    'store_apps',
  ])
})
