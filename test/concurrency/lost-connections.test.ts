import postgres from 'postgres'
import { openDb } from '../../src/db/client.ts'
import { eventually } from '../support/eventually.ts'
import { expect, serverTest as test } from '../support/test.ts'

test('queries complete soon after the database drops all connections, however often it does so', async ({
  database,
  sql,
}) => {
  const options = { poolSize: 10, preparedStatements: true, statementTimeoutMs: 15_000 }
  const db = openDb({ url: database.url, ...options })
  const waits: number[] = []
  let isRunning = true
  const queryContinuously = async (client: number) => {
    while (isRunning) {
      const start = performance.now()
      await db.sql`select ${client}::int as client`.catch(() => undefined)
      waits.push(performance.now() - start)
    }
  }
  const queries = Promise.all(Array.from({ length: 20 }, (_, client) => queryContinuously(client)))
  let cut = 0
  // The number of open connections depends on how many the pool has reopened since the last cut.
  while (cut < 50) {
    const completed = waits.length
    await eventually(() => expect(waits.length).toBeGreaterThan(completed + 500), { timeoutMs: 20_000 })
    cut += (
      await sql`
        select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and application_name = 'coinslot'`
    ).length
  }
  isRunning = false
  await queries
  // Queries on a breaking connection fail after six seconds; all others continue at once.
  expect(waits.filter((wait) => wait > 9_000)).toEqual([])
  expect(waits.filter((wait) => wait > 3_000).length).toBeLessThan(cut)
  expect(await db.sql`select 1 as one`).toEqual([{ one: 1 }])
  await db.close()
}, 120_000)

test('a database that was unavailable is used again as soon as it is back', async ({ database }) => {
  const { pathname } = new URL(database.url)
  const server = postgres(new URL('/postgres', database.url).href, { max: 1, onnotice: () => undefined })
  const allow = (isAllowed: boolean) =>
    server.unsafe(`alter database ${pathname.slice(1)} allow_connections ${String(isAllowed)}`)
  const options = { poolSize: 10, preparedStatements: true, statementTimeoutMs: 15_000 }
  const db = openDb({ url: database.url, ...options })
  const query = () => db.sql`select 1 as one`
  await Promise.all(Array.from({ length: 10 }, query))
  await allow(false)
  await server`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${pathname.slice(1)}`
  // Each failure makes the next attempt wait a little longer.
  for (let turn = 0; turn < 30; turn += 1) {
    const outcomes = await Promise.allSettled(Array.from({ length: 10 }, query))
    if (turn > 0) expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(['rejected']))
  }
  await allow(true)
  const start = performance.now()
  await eventually(query)
  expect(performance.now() - start).toBeLessThan(3_000)
  await db.close()
  await server.end()
}, 60_000)
