import { randomBytes } from 'node:crypto'
import postgres from 'postgres'

/**
 * Runs `work` with the URL of a new, empty database on the same server, and drops the database afterwards. The role needs the right
 * to create databases.
 */
export async function withScratchDatabase<Result>(
  serverUrl: string,
  work: (url: string) => Promise<Result>,
): Promise<Result> {
  const name = `coinslot_backup_check_${randomBytes(6).toString('hex')}`
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  await withAdminConnection(serverUrl, (sql) => sql`create database ${sql(name)} template template0`)
  try {
    return await work(url.href)
  } finally {
    await withAdminConnection(serverUrl, (sql) => sql`drop database if exists ${sql(name)} with (force)`)
  }
}

async function withAdminConnection(url: string, run: (sql: postgres.Sql) => Promise<unknown>): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined, connect_timeout: 10 })
  try {
    await run(sql)
  } finally {
    await sql.end()
  }
}
