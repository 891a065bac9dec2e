import postgres from 'postgres'
import { expect, test } from 'vitest'
import { createTestDatabase } from './database.ts'

test('every test database is its own, also when many are made at once', async () => {
  const databases = await Promise.all([1, 2, 3, 4].map(() => createTestDatabase()))
  expect(new Set(databases.map(({ url }) => url)).size).toBe(4)
  for (const { url } of databases) {
    const sql = postgres(url, { max: 1 })
    const [migrations] = await sql`select to_regclass('drizzle.__drizzle_migrations') is not null as made`
    expect(migrations).toEqual({ made: true })
    await sql.end()
  }
  await Promise.all(databases.map(({ drop }) => drop()))
})
