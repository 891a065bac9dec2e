import type { DevApp } from '../../src/development/dev-app.ts'
import {
  selectPendingNotifications,
  selectUnacknowledgedCounts,
  selectUnattributedCounts,
  selectUnattributedSubscriptionCounts,
  selectUnconsumedCounts,
} from '../../src/db/queries/open-payment-counts.ts'
import { expirePurchases } from '../../src/domain/retention/expire-purchases.ts'
import { prune } from '../../src/domain/retention/prune.ts'
import { decodeId } from '../../src/platform/ids.ts'
import { startPostgresServer } from '../setup/postgres-server.ts'
import { connectEmulator } from '../support/connect-emulator.ts'
import { sequenceAt, writeEvents } from '../support/feed-writer.ts'
import { buyItem, createBuyer } from '../support/purchase-client.ts'
import { expect, serverTest, vi } from '../support/test.ts'
import { waitForIdle } from '../support/wait-for-idle.ts'
import { webhookServerOptions } from '../webhooks/webhook-fixture.ts'
import { startWebhookReceiver } from '../webhooks/webhook-receiver.ts'
import { copyRows } from './large-app.ts'
import { statementExceptions } from './statement-exceptions.ts'
import { findExpensiveStatements, maxBuffers } from './expensive-statements.ts'
import { findViolations, readTenantTables, type StatementFinding } from './statement-rules.ts'
import {
  analyze,
  readFirstUseBuffers,
  replaceSessions,
  resetStatistics,
  sessionCount,
  warmSessions,
} from './warm-sessions.ts'
import { useApp } from './use-app.ts'

vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 })

/** The rows that an AppKey has in each table: a plan that reads by `app_id` alone reads thousands of pages. */
const rowCounts = { large: 25_000, added: 8_000 }
const appIdOf = ({ appKey }: DevApp) => decodeId('ak', appKey) ?? ''

/** A PostgreSQL server that counts the buffers of each statement, and analyzes only where the test does. */
const test = serverTest
  .extend('database', { scope: 'file' }, async ({ postgresUrl: _ }, { onCleanup }) => {
    const server = await startPostgresServer({
      shared_preload_libraries: 'pg_stat_statements',
      autovacuum: 'off',
      synchronous_commit: 'off',
    })
    onCleanup(server.close)
    return { url: server.url, drop: async () => undefined }
  })
  .extend(
    'serverOptions',
    { scope: 'file' },
    webhookServerOptions({ DATABASE_POOL_SIZE: String(sessionCount) }),
  )
  .extend('receiver', { scope: 'file' }, async ({ temporaryRoot: _ }, { onCleanup }) => {
    const receiver = await startWebhookReceiver()
    onCleanup(receiver.close)
    return receiver
  })
  .extend('use', { scope: 'file' }, ({ server, sql, receiver, services }) => {
    return async (project: DevApp) => {
      await useApp({ server, sql, webhookUrl: receiver.url }, project)
      await expirePurchases(services)
      await prune(services)
    }
  })
  .extend('addApp', { scope: 'file' }, ({ server, sql, use }) => {
    return async () => {
      const project = await server.addProject({ sandboxPolicy: 'ALLOW' })
      await connectEmulator(server, project)
      await use(project)
      await copyRows(sql, appIdOf(project), rowCounts.added)
      return project
    }
  })
  .extend('largeApp', { scope: 'file' }, async ({ sql, project, use, services }) => {
    await sql`create extension if not exists pg_stat_statements`
    await warmSessions(sql)
    await replaceSessions(sql, services)
    // The connections of the server plan their statements here, for tables that are known to be empty, and keep the plans.
    await sql`vacuum analyze`
    await use(project)
    await copyRows(sql, appIdOf(project), rowCounts.large)
    return project
  })

test('statements for an AppKey read few rows while the tables have not been analyzed since they were empty', async ({
  sql,
  largeApp: _,
  addApp,
  use,
}) => {
  const second = await addApp()
  await resetStatistics(sql)
  await use(second)
  expect(await findExpensiveStatements(sql)).toEqual([])
})

test('statements for an AppKey that has grown since the tables were analyzed read few rows', async ({
  sql,
  services,
  largeApp: _,
  addApp,
  use,
}) => {
  await analyze(sql, services)
  const unknown = await addApp()
  await resetStatistics(sql)
  await use(unknown)
  expect(await findExpensiveStatements(sql)).toEqual([])
})

test('statements for every AppKey read few rows after the tables were analyzed', async ({
  sql,
  services,
  largeApp,
  addApp,
  use,
}) => {
  const known = await addApp()
  await analyze(sql, services)
  for (const project of [known, largeApp]) {
    await resetStatistics(sql)
    await use(project)
    expect(await findExpensiveStatements(sql)).toEqual([])
  }
})

test('a payment that gives an entitlement reads few rows while an open transaction keeps thousands of deleted events', async ({
  server,
  sql,
  largeApp,
}) => {
  const buyer = await createBuyer({ ...server, project: largeApp }, { as: 'server' })
  const snapshot = await sql.reserve()
  try {
    // PostgreSQL keeps every row that a transaction could still see.
    await snapshot`begin isolation level repeatable read`
    await snapshot`select 1`
    await sql.begin((transaction) => writeEvents(transaction, appIdOf(largeApp), 3_000))
    await waitForIdle(server, sql, 30_000)
    await resetStatistics(sql)
    for (let payment = 0; payment < 3; payment += 1)
      await buyItem(buyer, { itemId: 'remove_ads', store: 'GOOGLE_PLAY' })
  } finally {
    await snapshot`rollback`
    snapshot.release()
  }
  const rows = await sql<{ buffers: number; calls: number }[]>`
    select (shared_blks_hit + shared_blks_read)::int as buffers, calls::int from pg_stat_statements
    where query ~ 'insert into payments' and query ~ 'receipt_insert'`
  const [{ buffers, calls } = { buffers: 0, calls: 0 }] = rows
  // The notification of a payment may run the statement as well, at the same time as the verification.
  expect(calls).toBeGreaterThanOrEqual(3)
  expect(buffers).toBeLessThan(calls * maxBuffers + (await readFirstUseBuffers(sql)))
})

test('the statements for an AppKey name it for every table, and no part of one depends on what another part writes', async ({
  sql,
  largeApp,
}) => {
  const tenantTables = await readTenantTables(sql)
  // The statements inside the functions of the sequencer count too.
  await sql.begin(async (transaction) => {
    await transaction`set local pg_stat_statements.track = 'all'`
    await writeEvents(transaction, appIdOf(largeApp), 2)
    await sequenceAt(transaction, appIdOf(largeApp), new Date().toISOString())
  })
  const rows = await sql<{ query: string }[]>`
    select distinct query from pg_stat_statements
    where dbid = (select oid from pg_database where datname = current_database()) and query ~* '^\\s*(select|insert|update|delete|with)'`
  const violations: string[] = []
  for (const query of rows.map((row) => row.query.replaceAll(/--.*$/gm, '').replaceAll(/\s+/g, ' ').trim())) {
    const excepted = statementExceptions.filter(({ statement }) => statement.test(query))
    for (const { rule, tables } of await findViolations(query, tenantTables)) {
      if (!excepted.some(({ rules }) => rules.includes(rule)))
        violations.push(`${rule} ${tables.join(', ')}: ${query.slice(0, 300)}`)
    }
  }
  expect(violations).toEqual([])
  const texts = rows.map(({ query }) => query)
  for (const executed of [/DELETE FROM event_outbox/, /INSERT INTO feed_heads/, /update payments/])
    expect(
      texts.some((text) => executed.test(text)),
      String(executed),
    ).toBe(true)
})

test.for<[text: string, findings: readonly StatementFinding[]]>([
  ['select 1 from payments p where p.id = $1', [{ rule: 'app-id', tables: ['payments'] }]],
  [
    'select 1 from payments p join users u on u.id = p.user_id where p.app_id = $1',
    [{ rule: 'app-id', tables: ['users'] }],
  ],
  ['select 1 from payments p join users u using (app_id) where p.app_id = $1', []],
  [
    'select 1 from users where id in (select user_id from payments where app_id = $1)',
    [{ rule: 'app-id', tables: ['users'] }],
  ],
  ['update payments set status = $1 where app_id > $2', [{ rule: 'app-id', tables: ['payments'] }]],
  ['insert into users (id) values ($1)', [{ rule: 'app-id', tables: ['users'] }]],
  [
    'with a as (delete from users where app_id = $1 returning 1) select 1 from users u where u.app_id = $1',
    [{ rule: 'snapshot', tables: ['users'] }],
  ],
  [
    'with a as (select 1 from users where app_id = $1 for update) update users set id = $2 where app_id = $1',
    [],
  ],
  [`insert into users (app_id, id) values ($1, nextval('numbers'))`, [{ rule: 'sequence', tables: [] }]],
  ['delete from users where app_id = $1 and ctid = $2', [{ rule: 'ctid', tables: [] }]],
])('the check of statements judges %s', async ([text, findings]) => {
  expect(await findViolations(text, new Set(['payments', 'users']))).toEqual(findings)
})

test('the statements of the metrics read a bounded number of rows, however many payments there are', async ({
  sql,
  largeApp: _,
  addApp,
  services,
}) => {
  await addApp()
  const { db, clock } = services
  await resetStatistics(sql)
  // A connection that runs a statement more than five times keeps its plan.
  for (let run = 0; run < 8; run += 1) {
    await selectUnconsumedCounts(db, clock())
    await selectUnacknowledgedCounts(db, clock())
    await selectUnattributedCounts(db)
    await selectUnattributedSubscriptionCounts(db, clock())
    await selectPendingNotifications(db)
  }
  const rows = await sql<{ query: string; buffers: number }[]>`
    select query, ((shared_blks_hit + shared_blks_read) / calls)::int as buffers from pg_stat_statements
    where query ~ 'from apps a' and query !~ 'update' and calls >= 8`
  expect(rows).toHaveLength(5)
  const [total] = await sql<{ count: number }[]>`select count(*)::int as count from payments`
  // Reading every payment by an index takes at least a buffer for each.
  for (const { query, buffers } of rows) expect(buffers, query).toBeLessThan((total?.count ?? 0) / 2)
})
