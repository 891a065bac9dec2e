import postgres, { type Sql } from 'postgres'
import type { Db } from '../../src/db/client.ts'
import type { DevApp } from '../../src/development/dev-app.ts'
import { insertConsumes, type ConsumeBatch } from '../../src/db/queries/insert-consumes.ts'
import { newUuid } from '../../src/platform/ids.ts'
import { startPostgresServer } from '../setup/postgres-server.ts'
import {
  buffersOf,
  connectExplained,
  connectRecorded,
  explain,
  nodesOf,
  type Executed,
  type PlanNode,
} from '../support/explain-plan.ts'
import { appIdOf } from '../support/operators.ts'
import { buyItem, createBuyer } from '../support/purchase-client.ts'
import type { TestServer } from '../support/test-server.ts'
import { expect, serverTest, vi } from '../support/test.ts'
import { connectEmulator } from '../support/connect-emulator.ts'
import { copyRows } from './large-app.ts'

vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 })

/** From this size on a session keeps the plans of its functions. */
const keptSize = 2 * 1_024 * 1_024
/** The first AppKey makes `payments` as large; the second one has grown since. */
const rowCounts = { first: 9_000, second: 100_000 }
/** Reading and writing a payment with its rows by their keys takes about 70. A plan that reads by the AppKey alone uses 100,000. */
const maxBuffersPerPayment = 100

type Large = { readonly server: TestServer; readonly sql: Sql }
type Session = { readonly sql: Sql; readonly executed: Executed[] }

const sessionNames = ['with the settings of the server', 'without settings, as behind PgBouncer'] as const

/** Connects a session of each kind, and has it plan its functions for tables that are known to be empty. */
const test = serverTest
  .extend('database', { scope: 'file' }, async ({ postgresUrl: _ }, { onCleanup }) => {
    const server = await startPostgresServer({
      shared_preload_libraries: 'pg_stat_statements',
      'pg_stat_statements.track': 'all',
      'pg_stat_statements.track_planning': 'on',
      autovacuum: 'off',
      synchronous_commit: 'off',
    })
    onCleanup(server.close)
    return { url: server.url, drop: async () => undefined }
  })
  .extend('sessions', { scope: 'file' }, async ({ database: { url }, sql, project: _ }, { onCleanup }) => {
    await sql`create extension if not exists pg_stat_statements`
    await sql`vacuum analyze`
    const sessions = {
      'with the settings of the server': await connect(url, connectRecorded),
      'without settings, as behind PgBouncer': await connect(url, (to, executed) =>
        postgres(to, {
          max: 1,
          debug: (_connection, text, parameters) => executed.push({ text, parameters: [...parameters] }),
        }),
      ),
    }
    onCleanup(async () => {
      for (const session of Object.values(sessions)) await session.sql.end()
    })
    for (const session of Object.values(sessions)) expect(await consume(session, newUuid(), [1])).toBe(0)
    return sessions
  })
  .extend('largeApp', { scope: 'file' }, async ({ server, sql, project, sessions }) => {
    await makeLarge({ server, sql }, project, rowCounts.first)
    const [table] = await sql<{ size: number }[]>`select pg_relation_size('payments')::int as size`
    expect(table?.size).toBeGreaterThan(keptSize)
    expect(table?.size).toBeLessThan(1.5 * keptSize)
    // The plans that are kept: the first ones since the table has this size.
    for (const [index, session] of Object.values(sessions).entries())
      expect(await consume(session, appIdOf(project), [index + 1])).toBe(1)
    const second = await server.addProject({ sandboxPolicy: 'ALLOW' })
    await connectEmulator(server, second)
    await makeLarge({ server, sql }, second, rowCounts.second)
    return { appId: appIdOf(second) }
  })

async function connect(url: string, open: (url: string, executed: Executed[]) => Sql | Promise<Sql>) {
  const executed: Executed[] = []
  return { sql: await open(url, executed), executed }
}

async function makeLarge({ server, sql }: Large, project: DevApp, count: number): Promise<void> {
  const appId = appIdOf(project)
  await buyItem(await createBuyer({ ...server, project }, { as: 'server' }))
  await copyRows(sql, appId, count, ['users', 'sales', 'purchases', 'payments'])
  await sql`
    insert into user_suspensions (app_id, user_id, suspended_at)
    select app_id, id, now() from users where app_id = ${appId} and external_id > 'copy-6' and external_id like 'copy-%'`
  await sql`
    insert into idempotency_keys (app_id, operation, scope, key, request_hash, resource_id, created_at)
    select ${appId}, 'consumePayment', 'server', 'copy-' || n, '', gen_random_uuid(), now() from generate_series(1, ${count}::int) n`
}

/** Consumes the copies of a payment with these numbers. Returns how many were consumed. */
async function consume({ sql }: Pick<Session, 'sql'>, appId: string, copies: readonly number[]) {
  const rows = await sql<{ id: string }[]>`
    select md5('copy-' || n)::uuid as id from unnest(${[...copies]}::int[]) n`
  const batch: ConsumeBatch = {
    ...{
      appId,
      consumedAt: new Date(),
      consumedBy: 'SERVER',
      serverKeyId: null,
      userId: null,
      scope: 'server',
    },
    requests: rows.map(({ id: paymentId }) => ({
      paymentId,
      consumeId: newUuid(),
      eventId: newUuid(),
      idempotencyKey: newUuid(),
      requestHash: 'hash',
      address: null,
    })),
  }
  return (await insertConsumes({ sql } as unknown as Db, batch)).length
}

/** Consumes in a transaction that is rolled back, and then explains the same call. */
async function explainConsume(session: Session, appId: string, copies: readonly number[]) {
  session.executed.length = 0
  await session.sql
    .begin(async (transaction) => {
      expect(await consume({ sql: transaction as unknown as Sql }, appId, copies)).toBe(copies.length)
      throw new Error('rolled back')
    })
    .catch((error: unknown) => {
      if (String(error) !== 'Error: rolled back') throw error
    })
  const call = session.executed.find(({ text }) => text.includes('consume_payments'))
  if (call === undefined) throw new Error('consume_payments was not called')
  return explain(session.sql, call)
}

const range = (first: number, count: number) => Array.from({ length: count }, (_, index) => first + index)

test.for(sessionNames)(
  'consume_payments in a session %s reads few rows of a large AppKey, by the plan that it made when the tables were small',
  async (name, { sql, sessions, largeApp: { appId } }) => {
    await sql`select pg_stat_statements_reset()`
    const first = 1_000 + 100 * sessionNames.indexOf(name)
    for (const copies of [[first], range(first + 1, 50)]) {
      const plan = await explainConsume(sessions[name], appId, copies)
      expect(buffersOf(plan)).toBeLessThan(copies.length * maxBuffersPerPayment)
    }
    const consumed = await sql`select from consumes where app_id = ${appId} and payment_id in
      (select md5('copy-' || n)::uuid from unnest(${range(first, 51)}::int[]) n)`
    expect(consumed).toHaveLength(51)
    const nested = await sql`
      select calls::int, plans::int from pg_stat_statements where query ~* 'payment_update as' and query !~ 'pg_stat_statements'`
    expect([...nested]).toEqual([{ calls: 4, plans: 0 }])
  },
)

test('consume_payments reads no table as a whole, and looks up the suspension by its key alone', async ({
  database: { url },
  largeApp: { appId },
}) => {
  const plans: PlanNode[] = []
  const sql = await connectExplained(url, plans)
  expect(await consume({ sql }, appId, range(2_000, 3))).toBe(3)
  await sql.end()
  const nodes = plans.flatMap(nodesOf)
  expect(nodes.filter((node) => node['Node Type'].includes('Seq Scan'))).toEqual([])
  const [lookup, ...others] = nodes.filter((node) => node['Index Name']?.startsWith('user_suspensions'))
  expect(others).toEqual([])
  expect(lookup?.['Index Name']).toBe('user_suspensions_app_id_user_id_pk')
  // Three pages of the index on the way to each of the users, and no row.
  expect(lookup === undefined ? NaN : buffersOf(lookup)).toBeLessThanOrEqual(9)
})
