import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import postgres, { type Sql } from 'postgres'
import { expect, vi } from 'vitest'
import { baseTest } from '../support/base-test.ts'
import { eventually } from '../support/eventually.ts'
import { repositoryRoot, spawnScript } from '../support/server-process.ts'
import { testSecret } from '../support/test-server.ts'
import { startDumpableServer } from './dumpable-server.ts'
import { runCli, runCliJson, type CreatedApp } from './run-cli.ts'

/** Each test starts processes, which can take long on a busy machine. */
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 })

const run = promisify(execFile)

const test = baseTest
  .extend('server', { scope: 'file' }, async ({ postgresUrl }, { onCleanup }) => {
    const server = await startDumpableServer(postgresUrl)
    onCleanup(server.close)
    return server
  })
  .extend('source', { scope: 'file' }, async ({ server }, { onCleanup }) => {
    const admin = postgres(server.url, { max: 1, onnotice: () => undefined })
    const name = `backup_source_${process.pid}`
    await admin`create database ${admin(name)}`
    onCleanup(async () => {
      await admin`drop database ${admin(name)} with (force)`
      await admin.end()
    })
    const url = new URL(server.url)
    url.pathname = `/${name}`
    return url.href
  })
  .extend('environment', { scope: 'file' }, async ({ source }) => {
    const environment = { NODE_ENV: 'test', DATABASE_URL: source, COINSLOT_SECRET: testSecret }
    expect(await runCli(['migrate'], environment)).toMatchObject({ exitCode: 0 })
    await runCliJson<CreatedApp>(['app', 'create', '--name', 'Arcade', '--tester', 'bob'], environment)
    return environment
  })
  .extend('dump', { scope: 'file' }, async ({ environment, source, temporaryFolder }) => {
    expect(environment.DATABASE_URL).toBe(source)
    return async (format: 'custom' | 'plain') => {
      const file = join(temporaryFolder, `backup.${format}`)
      await run('pg_dump', [`--format=${format}`, `--file=${file}`, source])
      return file
    }
  })

/** The databases that a check has left behind. */
async function listScratchDatabases(url: string): Promise<readonly unknown[]> {
  const sql = postgres(url, { max: 1 })
  try {
    return await sql`select datname from pg_database where datname like 'coinslot_backup_check_%'`
  } finally {
    await sql.end()
  }
}

async function withSql(url: string, work: (sql: Sql) => Promise<unknown>): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined })
  await work(sql).finally(() => sql.end())
}

test('a dump in the custom or the plain format is restored, compared and removed again', async ({
  environment,
  source,
  dump,
}) => {
  for (const format of ['custom', 'plain'] as const) {
    const { exitCode, stdout, stderr } = await runCli(['backup-check', await dump(format)], environment)
    expect([exitCode, stderr]).toEqual([0, ''])
    expect(stdout).toMatch(/^ok +rows of audit_log +1 +1 +-$/m)
    expect(stdout).toMatch(/^ok +audit log +unbroken/m)
    expect(await listScratchDatabases(source)).toEqual([])
  }
})

test('a backup whose audit log was changed, and one of another server, are not usable', async ({
  environment,
  source,
  dump,
}) => {
  const original = await dump('custom')
  await withSql(source, (sql) =>
    sql.begin(async (transaction) => {
      await transaction`set local session_replication_role = replica`
      await transaction`update audit_log set reason = 'changed later'`
    }),
  )
  const changed = await runCli(['backup-check', await dump('plain')], environment)
  expect([changed.exitCode, changed.stdout]).toEqual([
    1,
    expect.stringMatching(/^fail +audit log of ak_\w+ .*not the one that was written/m),
  ])
  const other = await runCli(['backup-check', original], environment)
  expect([other.exitCode, other.stdout]).toEqual([
    1,
    expect.stringContaining('The audit log of the server does not continue it'),
  ])
  const alone = await runCli(['backup-check', original, '--no-compare'], environment)
  expect(alone.exitCode).toBe(0)
  await withSql(source, (sql) =>
    sql.begin(async (transaction) => {
      await transaction`set local session_replication_role = replica`
      await transaction`update audit_log set reason = null`
    }),
  )
})

test('a file that is no dump, and a missing program, are named, and nothing is left behind', async ({
  environment,
  source,
  dump,
  temporaryFolder,
}) => {
  const noDump = join(temporaryFolder, 'no-dump.sql')
  await writeFile(noDump, 'select * from nothing;\n')
  const broken = await runCli(['backup-check', noDump], environment)
  expect([broken.exitCode, broken.stderr]).toEqual([
    1,
    expect.stringContaining('psql could not restore the dump'),
  ])
  const empty = join(temporaryFolder, 'empty.sql')
  await writeFile(empty, '')
  const failed = await runCli(['backup-check', empty], environment)
  expect([failed.exitCode, failed.stderr]).toEqual([1, expect.stringContaining('The dump is empty')])
  const foreign = join(temporaryFolder, 'foreign.sql')
  await writeFile(foreign, 'create table games (id int);\n')
  const other = await runCli(['backup-check', foreign], environment)
  expect([other.exitCode, other.stdout]).toEqual([1, expect.stringContaining('no tables of Coinslot')])
  const missing = await runCli(['backup-check', await dump('custom')], { ...environment, PATH: '/nowhere' })
  expect([missing.exitCode, missing.stderr]).toEqual([
    1,
    expect.stringContaining('pg_restore is not in the PATH'),
  ])
  expect(await listScratchDatabases(source)).toEqual([])
})

test('an interrupted check drops its database', async ({ environment, source, temporaryFolder }) => {
  const slow = join(temporaryFolder, 'slow.sql')
  await writeFile(slow, 'select pg_sleep(60);\n')
  const script = join(repositoryRoot, 'src/cli/coinslot.mjs')
  const child = spawnScript(script, ['backup-check', slow], environment)
  await eventually(async () => expect(await listScratchDatabases(source)).toHaveLength(1), {
    timeoutMs: 60_000,
  })
  await child.kill('SIGINT')
  expect(await listScratchDatabases(source)).toEqual([])
})
