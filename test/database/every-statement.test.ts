// First, because only what is loaded after it is counted.
import { readStatementSources } from './statement-coverage.ts'
import postgres from 'postgres'
import { migrate } from '../../src/db/migrate.ts'
import { callAuditedMutations } from '../audit/audited-calls.ts'
import { createReasonClient } from '../audit/reason-client.ts'
import { openReviewTest } from '../refund-reviews/refund-review-fixture.ts'
import { startPostgresServer } from '../setup/postgres-server.ts'
import { uuidOf } from '../support/database-records.ts'
import { addOperator, addSession, appIdOf } from '../support/operators.ts'
import { createBuyer, requestPurchase } from '../support/purchase-client.ts'
import { expect, vi } from '../support/test.ts'
import { webhookServerOptions } from '../webhooks/webhook-fixture.ts'
import { startWebhookReceiver } from '../webhooks/webhook-receiver.ts'
import { changeRecords } from './every-statement/change-records.ts'
import { maintain } from './every-statement/maintain.ts'
import { readLists } from './every-statement/read-lists.ts'
import { readRecords } from './every-statement/read-records.ts'
import { readStatistics } from './every-statement/read-statistics.ts'
import { recordTogether } from './every-statement/record-together.ts'
import { reencrypt } from './every-statement/reencrypt.ts'
import { useOperators } from './every-statement/use-operators.ts'
import { judgeStatements, readExecutedStatements } from './executed-statements.ts'
import { statementExceptions } from './statement-exceptions.ts'
import { readTenantTables } from './statement-rules.ts'
import { useApp } from './use-app.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

/** A PostgreSQL server that keeps the text of each statement that is executed after the migrations, within functions as well. */
const test = openReviewTest
  .extend('database', { scope: 'file' }, async ({ postgresUrl: _ }, { onCleanup }) => {
    const server = await startPostgresServer({
      shared_preload_libraries: 'pg_stat_statements',
      'pg_stat_statements.track': 'all',
      synchronous_commit: 'off',
    })
    onCleanup(server.close)
    await migrate(server.url)
    const sql = postgres(server.url, { max: 1, onnotice: () => undefined })
    await sql`create extension pg_stat_statements`
    await sql`select pg_stat_statements_reset()`
    await sql.end()
    return { url: server.url, drop: async () => undefined }
  })
  .extend('serverOptions', { scope: 'file' }, { ...webhookServerOptions(), notifications: true })
  .extend('receiver', { scope: 'file' }, async ({ temporaryRoot: _ }, { onCleanup }) => {
    const receiver = await startWebhookReceiver()
    onCleanup(receiver.close)
    return receiver
  })
  .extend('owner', { scope: 'file' }, async ({ server, sql, project }) => {
    const operator = await addOperator(sql, { installationOwner: true })
    const session = await addSession({ server, sql }, operator, { secondFactorAt: new Date() })
    return createReasonClient(server.graphqlUrl, { ...session, 'x-app-key': project.appKey })
  })

test('every statement of the server names the AppKey for every table, and no part of one depends on what another part writes', async ({
  server,
  project,
  services,
  admin,
  records,
  notifications,
  sql,
  owner,
  receiver,
  openReview,
}) => {
  const { db } = services
  const appId = appIdOf(project)
  const app = await services.apps.find(appId)
  if (app === null) throw new Error('the AppKey was not found')
  await useApp({ server, sql, webhookUrl: receiver.url }, project, 1)
  await callAuditedMutations({ server, project, admin, records, notifications, sql, owner, openReview })
  await readLists(db, appId)
  await readRecords(db, appId)
  await readStatistics(db, appId)
  await useOperators(db, appId)
  await changeRecords(db, appId)
  const { id } = await requestPurchase(await createBuyer(server, { as: 'server' }))
  await recordTogether({ db, sql, appId, purchaseId: uuidOf(id) })
  await reencrypt(db, app.row)
  await maintain({ server, services, appId })

  const tenantTables = await readTenantTables(sql)
  const texts = await readExecutedStatements(sql)
  const { violations, usedExceptions } = await judgeStatements(texts, tenantTables)
  expect(violations).toEqual([])
  expect(statementExceptions.filter((each) => !usedExceptions.has(each))).toEqual([])

  const sources = await readStatementSources('src/db')
  const unread = sources.filter(
    ({ file, text, isExecuted }) => !isExecuted && isRead(file, text, tenantTables),
  )
  expect(unread.map(({ file, within, text }) => `${file}, ${within}: ${text.slice(0, 200)}`)).toEqual([])
  expect(sources.filter(({ isExecuted }) => isExecuted).length).toBeGreaterThan(700)
})

/** Definitions of tables are no statements, and what neither is a query nor names a table of AppKeys creates databases. */
function isRead(file: string, text: string, tenantTables: ReadonlySet<string>): boolean {
  if (file.startsWith('src/db/tables/')) return false
  if (/^src\/db\/(?:queries|fragments)\//.test(file)) return true
  return text.split(/\W+/).some((word) => tenantTables.has(word))
}
