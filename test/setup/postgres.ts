import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pino from 'pino'
import postgres from 'postgres'
import { startEmbeddedPostgres } from '../../src/db/embedded/embedded-postgres.ts'
import { migrate } from '../../src/db/migrate.ts'
import { schedule } from '../../src/jobs/schedule.ts'

export const templateDatabase = 'coinslot_template'

export type TestPostgres = {
  url: string
  close: () => Promise<void>
}

/** Uses the server of `TEST_DATABASE_URL`, whose user may create databases, or starts one. */
export async function startTestPostgres(): Promise<TestPostgres> {
  const given = process.env['TEST_DATABASE_URL']
  if (given !== undefined) return { url: given, close: async () => undefined }

  const dataDir = await mkdtemp(join(tmpdir(), 'coinslot-test-postgres-'))
  const remove = () => rm(dataDir, { recursive: true, force: true })
  // The data does not outlive the run, so nothing needs to reach the disk.
  const settings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: 200 }
  try {
    const { url, close } = await startEmbeddedPostgres({ dataDir, log: pino({ level: 'warn' }), settings })
    return { url, close: () => close().finally(remove) }
  } catch (error) {
    await remove()
    throw error
  }
}

/** Creates the migrated template database, which is faster to clone than to migrate. */
export async function prepareTemplate(serverUrl: string): Promise<void> {
  const sql = postgres(serverUrl, { max: 1, onnotice: () => undefined })
  try {
    await sql`drop database if exists ${sql(templateDatabase)} with (force)`
    await sql`create database ${sql(templateDatabase)}`
  } finally {
    await sql.end()
  }
  const template = new URL(`/${templateDatabase}`, serverUrl).href
  await migrate(template)
  await disableCron(template)
}

/** Disables recurring jobs: they follow the machine's clock, and tests with another clock run them explicitly. */
async function disableCron(url: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined })
  await sql`
    insert into graphile_worker._private_known_crontabs (identifier, known_since, last_execution)
    select identifier, now(), '2100-01-01' from unnest(${schedule.map(({ task }) => task)}::text[]) as identifier`
  await sql.end()
}
