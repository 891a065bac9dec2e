import postgres from 'postgres'
import { expect } from 'vitest'
import { baseTest } from '../support/base-test.ts'
import { createTestDatabase } from './database.ts'

baseTest('simultaneously created test databases are distinct', async ({ postgresUrl }) => {
  const databases = await Promise.all([1, 2, 3, 4].map(() => createTestDatabase(postgresUrl)))
  expect(new Set(databases.map(({ url }) => url)).size).toBe(4)
  for (const { url } of databases) {
    const sql = postgres(url, { max: 1 })
    const [migrations] = await sql`select to_regclass('drizzle.__drizzle_migrations') is not null as made`
    expect(migrations).toEqual({ made: true })
    await sql.end()
  }
  await Promise.all(databases.map(({ drop }) => drop()))
})
