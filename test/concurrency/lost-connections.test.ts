import postgres from 'postgres'
import { expect, test } from 'vitest'
import { openDb } from '../../src/db/client.ts'
import { createTestDatabase } from '../setup/database.ts'
import { eventually } from '../support/eventually.ts'

test('whoever asks a database that dropped all connections is answered soon, however often it does so', async () => {
  const database = await createTestDatabase()
  const admin = postgres(database.url, { max: 1, onnotice: () => undefined })
  const options = { poolSize: 10, preparedStatements: true, statementTimeoutMs: 15_000 }
  const db = openDb({ url: database.url, ...options })
  const waits: number[] = []
  let goOn = true
  const askAllTheTime = async (asker: number) => {
    while (goOn) {
      const start = performance.now()
      await db.sql`select ${asker}::int as asker`.catch(() => undefined)
      waits.push(performance.now() - start)
    }
  }
  const asking = Promise.all(Array.from({ length: 20 }, (_, asker) => askAllTheTime(asker)))
  let cut = 0
  // How many a pool has open when they are cut depends on how far it has come since the last time.
  while (cut < 50) {
    const answered = waits.length
    await eventually(() => expect(waits.length).toBeGreaterThan(answered + 500), { timeoutMs: 20_000 })
    cut += (
      await admin`
        select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and application_name = 'coinslot'`
    ).length
  }
  goOn = false
  await asking
  // Those that were given to a connection while it broke are given up after six seconds; everybody else goes on at once.
  expect(waits.filter((wait) => wait > 9_000)).toEqual([])
  expect(waits.filter((wait) => wait > 3_000).length).toBeLessThan(cut)
  expect(await db.sql`select 1 as one`).toEqual([{ one: 1 }])
  await db.close()
  await admin.end()
  await database.drop()
}, 120_000)

test('a database that was away for a while is used again as soon as it is back', async () => {
  const database = await createTestDatabase()
  const { pathname } = new URL(database.url)
  const server = postgres(new URL('/postgres', database.url).href, { max: 1, onnotice: () => undefined })
  const allow = (isAllowed: boolean) =>
    server.unsafe(`alter database ${pathname.slice(1)} allow_connections ${String(isAllowed)}`)
  const options = { poolSize: 10, preparedStatements: true, statementTimeoutMs: 15_000 }
  const db = openDb({ url: database.url, ...options })
  const ask = () => db.sql`select 1 as one`
  await Promise.all(Array.from({ length: 10 }, ask))
  await allow(false)
  await server`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${pathname.slice(1)}`
  // Each failure makes the next attempt wait a little longer.
  for (let turn = 0; turn < 30; turn += 1) {
    const outcomes = await Promise.allSettled(Array.from({ length: 10 }, ask))
    if (turn > 0) expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(['rejected']))
  }
  await allow(true)
  const start = performance.now()
  await eventually(ask)
  expect(performance.now() - start).toBeLessThan(3_000)
  await db.close()
  await server.end()
  await database.drop()
}, 60_000)
