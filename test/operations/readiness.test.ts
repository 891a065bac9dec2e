import postgres, { type Sql } from 'postgres'
import { classifyFailure } from '../../src/db/queries/probe-database.ts'
import { eventually } from '../support/eventually.ts'
import { expect, serverTest } from '../support/test.ts'
import type { TestServer } from '../support/test-server.ts'

const poolSize = 2

const test = serverTest.extend(
  'serverOptions',
  { scope: 'file' },
  // Without jobs, whose heartbeats are written to a table.
  { environment: { DATABASE_POOL_SIZE: String(poolSize), JOB_CONCURRENCY: '0' } },
)

type Readiness = { readonly ready: boolean; readonly reasons: readonly string[] } & Readonly<
  Record<string, unknown>
>

async function readReadiness({ instance }: TestServer): Promise<Readiness> {
  const response = await fetch(`${instance.url}/readyz`)
  const readiness = (await response.json()) as Readiness
  expect(response.status).toBe(readiness.ready ? 200 : 503)
  return readiness
}

/** A result is served for a second, so that probes do not load the database. */
async function expectReadiness(
  server: TestServer,
  expected: Readonly<Record<string, unknown>>,
): Promise<void> {
  await eventually(async () => expect(await readReadiness(server)).toMatchObject(expected), {
    timeoutMs: 10_000,
  })
}

/** Ends the connections of the server, which opens others, and waits until they have ended. */
async function endConnections(sql: Sql): Promise<void> {
  await sql`
    select pg_terminate_backend(pid, 10000) from pg_stat_activity
    where datname = current_database() and application_name = 'coinslot'`
}

const isReady = { ready: true, reasons: [], database: 'ok', writes: 'ok', migrations: 'ok', clock: 'ok' }

test('a server is ready when its database answers and accepts writes', async ({ server }) => {
  await expectReadiness(server, isReady)
})

test('many requests share one probe, which writes a temporary file and no table', async ({ server, sql }) => {
  const readFiles = async () => {
    await sql`select pg_stat_clear_snapshot()`
    const [row] = await sql<{ files: string; inserted: string; updated: string }[]>`
      select temp_files as files, tup_inserted as inserted, tup_updated as updated from pg_stat_database
      where datname = current_database()`
    return { files: Number(row?.files), written: Number(row?.inserted) + Number(row?.updated) }
  }
  // PostgreSQL counts what a connection has written at its end at the latest: what the start wrote must not count later.
  await endConnections(sql)
  await expectReadiness(server, isReady)
  const before = await readFiles()
  await eventually(
    async () => {
      await Promise.all(Array.from({ length: 50 }, () => readReadiness(server)))
      const { files } = await readFiles()
      expect(files).toBeGreaterThan(before.files)
    },
    { timeoutMs: 15_000 },
  )
  const after = await readFiles()
  expect(after.files - before.files).toBeLessThan(20)
  expect(after.written - before.written).toBeLessThan(20)
})

test('a server is not ready when its database is read-only, like a standby', async ({ server, sql }) => {
  const [row] = await sql<{ name: string }[]>`select current_database() as name`
  const name = row?.name ?? ''
  await sql`alter database ${sql(name)} set default_transaction_read_only = on`
  await endConnections(sql)
  await expectReadiness(server, {
    ready: false,
    database: 'ok',
    writes: 'read_only',
    reasons: ['The database is read-only, for example a standby.'],
  })
  const writable = sql.unsafe(
    `set default_transaction_read_only = off; alter database "${name}" reset default_transaction_read_only`,
  )
  await writable
  await endConnections(sql)
  await expectReadiness(server, isReady)
})

test('a server is not ready when a newer version has migrated its database', async ({ server, sql }) => {
  await sql`
    insert into drizzle.__drizzle_migrations (hash, created_at)
    select 'of a newer version', max(created_at) + 1 from drizzle.__drizzle_migrations`
  await expectReadiness(server, {
    ready: false,
    migrations: 'newer',
    reasons: ['A newer version has migrated the database.'],
  })
  await sql`delete from drizzle.__drizzle_migrations where hash = 'of a newer version'`
  await expectReadiness(server, isReady)
})

test('a server is not ready while all its connections are in use', async ({ server, services }) => {
  const released = Promise.withResolvers<undefined>()
  const held = Array.from({ length: poolSize }, () => services.db.sql.begin(() => released.promise))
  await expectReadiness(server, {
    ready: false,
    database: 'no_connection',
    reasons: ['No connection to the database is free.'],
  })
  released.resolve(undefined)
  await Promise.all(held)
  await expectReadiness(server, isReady)
})

test.for([
  ['a full disk', '53100', { database: 'ok', writes: 'disk_full' }],
  ['a read-only transaction', '25006', { database: 'ok', writes: 'read_only' }],
  ['no connection left', '53300', { database: 'no_connection' }],
  ['a failed write', '58030', { database: 'ok', writes: 'failed' }],
  ['a server that starts up', '57P03', { database: 'unavailable' }],
] as const)('the error of PostgreSQL for %s is recognized', ([, code, expected]) => {
  const error = Object.assign(Object.create(postgres.PostgresError.prototype) as Error, {
    code,
    message: 'x',
  })
  expect(classifyFailure(error)).toMatchObject(expected)
})
