import postgres from 'postgres'
import type { Db } from '../../src/db/client.ts'
import { selectOverviewIssues } from '../../src/db/queries/overview.ts'
import { newUuid } from '../../src/platform/ids.ts'
import { insertGeneratedPayments } from '../support/generated-payments.ts'
import { expect, serverTest, vi } from '../support/test.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const paymentCount = 30_000
/** 5,000 payments of each age, 1,000 rows of each other list with their payments, and the way to them. */
const maxBuffers = 60_000

type Statement = { readonly text: string; readonly parameters: readonly unknown[] }

const itemIds = [newUuid(), newUuid()]

const test = serverTest
  .extend('appId', { scope: 'file' }, async ({ database: _ }) => newUuid())
  .extend('executed', { scope: 'file' }, async ({ database: _ }): Promise<Statement[]> => [])
  // One connection that remembers its statements, with the settings of the server's connections.
  .extend('recorded', { scope: 'file' }, async ({ database, executed, appId }, { onCleanup }) => {
    const sql = postgres(database.url, {
      max: 1,
      debug: (_connection, text, parameters) => executed.push({ text, parameters: [...parameters] }),
    })
    onCleanup(() => sql.end())
    for (const setting of ['enable_seqscan', 'enable_bitmapscan', 'jit'])
      await sql.unsafe(`set ${setting} = off`)
    await insertGeneratedPayments(sql, { appId, itemIds, last: paymentCount, userCount: 500 })
    await sql`update payments set paid_at = paid_at + (now() - timestamptz '2026-06-01') where app_id = ${appId}`
    await insertOthers(sql, appId)
    return sql
  })

/** Many rows that are no issue, and some that are. */
async function insertOthers(sql: postgres.Sql, appId: string): Promise<void> {
  await sql`
    insert into acknowledgements (app_id, payment_id, consumable, deadline_at, store_acknowledged, attempts, last_error, alert_level,
                                  acknowledged_at, next_attempt_at)
    select app_id, id, true, paid_at + interval '3 days', false, 1, case when n % 50 = 0 then 'refused' end,
           case when n % 70 = 0 then 'WARNING' end, case when n % 50 <> 0 and n % 70 <> 0 and n % 3 > 0 then now() end,
           case when n % 70 = 0 or n % 3 = 0 then now() end
    from (select app_id, id, paid_at, row_number() over () as n from payments where app_id = ${appId}) p`
  await sql`
    insert into notifications (app_id, id, store, store_notification_id, type, received_at, source, encrypted_body, encrypted_payload,
                               status, attempts)
    select ${appId}, gen_random_uuid(), 'APP_STORE', 'n-' || n, 'REFUND', now(), 'PUSH', '\\x00', '\\x00',
           case when n % 100 = 0 then 'FAILED' else 'PROCESSED' end, 1
    from generate_series(1, ${paymentCount}::int) n`
  await sql`
    insert into verification_failures (app_id, hour, store, code, count, last_failed_at)
    select ${appId}, now() - n * interval '1 hour', 'APP_STORE', 'RECEIPT_INVALID', 5, now() from generate_series(0, 3000) n`
  await sql`
    insert into reconciliation_discrepancies (app_id, id, store, source, subject, run_id, detected_at, description, resolved_at)
    select ${appId}, gen_random_uuid(), 'ONE_STORE', 'REFUNDS', 's-' || n, gen_random_uuid(), now(), 'differs',
           case when n % 100 > 0 then now() end
    from generate_series(1, ${paymentCount}::int) n`
}

type PlanNode = {
  readonly 'Node Type': string
  readonly 'Relation Name'?: string
  readonly 'Index Name'?: string
  readonly 'Actual Rows': number
  readonly 'Actual Loops': number
  readonly 'Shared Hit Blocks': number
  readonly 'Shared Read Blocks': number
  readonly Plans?: readonly PlanNode[]
}

const nodesOf = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)]

const indexes: Readonly<Record<string, readonly string[]>> = {
  acknowledgements: ['acknowledgements_alerted', 'acknowledgements_failed'],
  notifications: ['notifications_failed'],
  reconciliation_discrepancies: ['reconciliation_discrepancies_open_day'],
  purchases: ['purchases_unpaid'],
  unattributed_sales: ['unattributed_sales_detected_at'],
  refund_reviews: ['refund_reviews_due'],
  verification_failures: ['verification_failures_app_id_hour_store_code_pk'],
}

test('the issues are counted by bounded reads of indexes, whatever the statistics and the plans know', async ({
  recorded,
  executed,
  appId,
}) => {
  const db = { sql: recorded } as unknown as Db
  const now = new Date()
  const span = { appId, environment: 'PRODUCTION', now, keysUntil: now } as const
  for (const analyze of [false, true]) {
    if (analyze) await recorded`analyze`
    for (const mode of ['force_custom_plan', 'force_generic_plan']) {
      await recorded.unsafe(`set plan_cache_mode = ${mode}`)
      executed.length = 0
      await selectOverviewIssues(db, span)
      const [statement] = executed.filter(({ text }) => text.includes('ACKNOWLEDGEMENT_DEADLINE'))
      if (statement === undefined) throw new Error('the statement must be recorded')
      const explained = await recorded.unsafe(
        `explain (analyze, buffers, timing off, summary off, format json) ${statement.text}`,
        [...statement.parameters] as string[],
        { prepare: true },
      )
      const [row] = explained as unknown as [{ 'QUERY PLAN': readonly [{ readonly Plan: PlanNode }] }]
      const plan = row['QUERY PLAN'][0].Plan
      const scans = nodesOf(plan).filter((node) => node['Relation Name'] !== undefined)
      expect(scans.filter((node) => node['Node Type'] === 'Seq Scan')).toEqual([])
      for (const [table, allowed] of Object.entries(indexes)) {
        const used = scans.filter((node) => node['Relation Name'] === table).map((node) => node['Index Name'])
        expect(used.toSorted(), `${table} ${mode}`).toEqual([...allowed].toSorted())
      }
      const buffers = plan['Shared Hit Blocks'] + plan['Shared Read Blocks']
      expect(buffers, JSON.stringify(plan, null, 1)).toBeLessThan(maxBuffers)
    }
  }
})

test('counts are bounded and say so', async ({ recorded, appId }) => {
  await recorded`update notifications set status = 'FAILED' where app_id = ${appId}`
  const now = new Date()
  const rows = await selectOverviewIssues({ sql: recorded } as unknown as Db, {
    appId,
    environment: 'PRODUCTION',
    now,
    keysUntil: now,
  })
  expect(rows.find(({ kind }) => kind === 'NOTIFICATIONS_FAILED')).toMatchObject({
    count: 1_000,
    isExact: false,
  })
  expect(rows.find(({ kind }) => kind === 'DISCREPANCIES_OPEN')).toMatchObject({ count: 300, isExact: true })
})
