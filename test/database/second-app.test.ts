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
import { writeEvents } from '../support/feed-writer.ts'
import { buyItem, createBuyer } from '../support/purchase-client.ts'
import { expect, serverTest, vi } from '../support/test.ts'
import { waitForIdle } from '../support/wait-for-idle.ts'
import { webhookServerOptions } from '../webhooks/webhook-fixture.ts'
import { startWebhookReceiver } from '../webhooks/webhook-receiver.ts'
import { copyRows } from './large-app.ts'
import { findExpensiveStatements, maxBuffers } from './expensive-statements.ts'
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
