import { randomBytes } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import postgres from 'postgres'
import { inject } from 'vitest'
import { templateDatabase } from './postgres.ts'

export type TestDatabase = {
  url: string
  drop: () => Promise<void>
}

/** Creates a migrated database on the PostgreSQL of the run. */
export async function createTestDatabase(serverUrl: string = inject('postgresUrl')): Promise<TestDatabase> {
  const name = `test_${randomBytes(8).toString('hex')}`
  await cloneTemplate(serverUrl, name)
  return {
    url: new URL(`/${name}`, serverUrl).href,
    drop: () => withServer(serverUrl, (sql) => sql`drop database if exists ${sql(name)} with (force)`),
  }
}

async function cloneTemplate(serverUrl: string, name: string): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await withServer(
        serverUrl,
        (sql) => sql`create database ${sql(name)} template ${sql(templateDatabase)}`,
      )
      return
    } catch (error) {
      if (!isTemplateBusy(error) || tries > 200) throw error
    }
    await delay(50)
  }
}

/** Whether a session, of the migration or of an autovacuum, still uses the template (object_in_use). */
function isTemplateBusy(error: unknown): boolean {
  return error instanceof postgres.PostgresError && error.code === '55006'
}

async function withServer(url: string, work: (sql: postgres.Sql) => Promise<unknown>): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined })
  try {
    await work(sql)
  } finally {
    await sql.end({ timeout: 1 })
  }
}
