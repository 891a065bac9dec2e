import { randomBytes } from 'node:crypto'
import postgres, { type Sql } from 'postgres'
import { afterAll, inject } from 'vitest'

/** Creates an empty database, which is dropped after the tests of the file. */
export async function createEmptyDatabase(): Promise<string> {
  const serverUrl = inject('postgresUrl')
  const name = `test_migrate_${randomBytes(6).toString('hex')}`
  await withDatabase(serverUrl, (server) => server`create database ${server(name)}`)
  createdDatabases.push(name)
  return new URL(`/${name}`, serverUrl).href
}

const createdDatabases: string[] = []
afterAll(() =>
  withDatabase(inject('postgresUrl'), async (server) => {
    for (const name of createdDatabases.splice(0)) await server`drop database ${server(name)} with (force)`
  }),
)

export async function withDatabase<Result>(
  url: string,
  work: (sql: Sql) => Promise<Result>,
): Promise<Result> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined })
  try {
    return await work(sql)
  } finally {
    await sql.end()
  }
}
