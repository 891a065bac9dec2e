import type { Sql } from 'postgres'
import type { Db } from '../../src/db/client.ts'
import {
  scanPurchases,
  type PurchaseConditions,
  type PurchaseSpan,
} from '../../src/db/queries/purchase-list.ts'
import { rowsPerScan } from '../../src/db/queries/rows-per-scan.ts'
import { newUuid } from '../../src/platform/ids.ts'
import { buffersOf, connectRecorded, explain, nodesOf, type Executed } from '../support/explain-plan.ts'
import { expect, serverTest, vi } from '../support/test.ts'

vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 })

const [purchaseCount, purchasesOfOthers, otherApps] = [25_000, 300, 20]
const maxBuffers = 200
/** One for each purchase that is examined, and the index. */
const maxBuffersOfScan = 2 * rowsPerScan + 500

const itemId = newUuid()

/** Of ten purchases seven are verified, one each expired, canceled and requested; one in 5,000 failed. The newest has the number 1. */
async function insertPurchases(sql: Sql, appId: string, count: number): Promise<void> {
  await sql.begin(async (transaction) => {
    await transaction`set local session_replication_role = replica`
    await transaction`
      insert into users (app_id, id, external_id, registered_at)
      select ${appId}::uuid, md5(${appId} || '-user-' || n)::uuid, 'generated-' || n, now() from generate_series(0, 99) n`
    await transaction`
      insert into items (app_id, id, external_id, name, type, enabled, created_at, updated_at)
      values (${appId}, ${itemId}, 'item', 'Item', 'CONSUMABLE', true, now(), now())`
    await transaction`
      insert into purchases (app_id, id, user_id, item_id, store, status, account_token, store_product_id, requested_at, expires_at)
      select ${appId}::uuid,
             (lpad(to_hex((extract(epoch from t.at) * 1000)::bigint), 12, '0') || '7000' || substr(md5(n::text), 1, 16))::uuid,
             md5(${appId} || '-user-' || n % 100)::uuid, ${itemId}::uuid,
             case when n % 4 = 0 then 'APP_STORE' when n % 4000 = 1 then 'ONE_STORE' else 'GOOGLE_PLAY' end,
             case when n % 5000 = 0 then 'FAILED' when n % 10 < 7 then 'VERIFIED' when n % 10 = 7 then 'EXPIRED'
                  when n % 10 = 8 then 'CANCELED' else 'REQUESTED' end,
             gen_random_uuid(), 'product', t.at, t.at + interval '1 day'
      from generate_series(1, ${count}::int) n
      cross join lateral (select timestamptz '2026-06-01T00:00:00Z' - n * interval '1 minute' as at) t`
  })
}

const test = serverTest
  .extend('appId', { scope: 'file' }, async ({ database: _ }) => newUuid())
  .extend('executed', { scope: 'file' }, async ({ database: _ }): Promise<Executed[]> => [])
  .extend('recorded', { scope: 'file' }, async ({ database, executed, appId }, { onCleanup }) => {
    const sql = await connectRecorded(database.url, executed)
    onCleanup(() => sql.end())
    await sql`alter table purchases set (autovacuum_enabled = off)`
    for (let other = 0; other < otherApps; other += 1)
      await insertPurchases(sql, newUuid(), purchasesOfOthers)
    await insertPurchases(sql, appId, purchaseCount)
    return sql
  })

const minute = (number: number) => new Date(Date.UTC(2026, 5, 1) - number * 60_000)

type Case = {
  readonly name: string
  readonly conditions: PurchaseConditions
  readonly index: string
  readonly isScan?: true
}

const [byTime, byStatus, byUser] = [
  'purchases_app_id_id_pk',
  'purchases_unpaid_list',
  'purchases_user',
] as const

const cases: readonly Case[] = [
  { name: 'no filter', conditions: {}, index: byTime },
  { name: 'a status', conditions: { status: ['REQUESTED'] }, index: byStatus },
  { name: 'a rare status', conditions: { status: ['FAILED'] }, index: byStatus },
  { name: 'a status that no purchase has', conditions: { status: ['PENDING'] }, index: byStatus },
  { name: 'two statuses', conditions: { status: ['FAILED', 'CANCELED'] }, index: byStatus },
  { name: 'the status VERIFIED', conditions: { status: ['VERIFIED'] }, index: byTime, isScan: true },
  { name: 'a user', conditions: { userExternalId: 'generated-7' }, index: byUser },
  {
    name: 'a user and a status',
    conditions: { userExternalId: 'generated-9', status: ['REQUESTED'] },
    index: byUser,
    isScan: true,
  },
  {
    name: 'a period',
    conditions: { requestedFrom: minute(9_000), requestedTo: minute(8_980) },
    index: byTime,
    isScan: true,
  },
  { name: 'a rare store', conditions: { store: ['ONE_STORE'] }, index: byTime, isScan: true },
  { name: 'an item', conditions: { itemExternalId: 'item' }, index: byTime, isScan: true },
  {
    name: 'a store and two statuses',
    conditions: { store: ['ONE_STORE'], status: ['EXPIRED', 'CANCELED'] },
    index: byStatus,
    isScan: true,
  },
]

/** The whole list, read as a call reads it: on from where a statement stopped. */
async function readAll(
  db: Db,
  appId: string,
  conditions: PurchaseConditions,
  direction: PurchaseSpan['direction'],
): Promise<string[]> {
  const ids: string[] = []
  for (let after: string | null = null; ;) {
    const span: PurchaseSpan = { conditions, direction, after, before: null, limit: 500 }
    const { rows, stoppedAt } = await scanPurchases(db, appId, span)
    ids.push(...rows.map(({ id }) => id))
    after = rows.length === 500 ? (rows.at(-1)?.id ?? null) : stoppedAt
    if (after === null) return ids
  }
}

/** The same list by one statement without an index. */
async function readPlainly(sql: Sql, appId: string, conditions: PurchaseConditions): Promise<string[]> {
  const { status, store, userExternalId, itemExternalId, requestedFrom, requestedTo } = conditions
  const rows = await sql<{ id: string }[]>`
    select p.id from purchases p
    join users u on u.app_id = p.app_id and u.id = p.user_id join items i on i.app_id = p.app_id and i.id = p.item_id
    where p.app_id = ${appId}
      and (${status === undefined ? null : [...status]}::text[] is null or p.status = any(${[...(status ?? [])]}::text[]))
      and (${store === undefined ? null : [...store]}::text[] is null or p.store = any(${[...(store ?? [])]}::text[]))
      and (${userExternalId ?? null}::text is null or u.external_id = ${userExternalId ?? null})
      and (${itemExternalId ?? null}::text is null or i.external_id = ${itemExternalId ?? null})
      and p.requested_at >= ${requestedFrom?.toISOString() ?? '-infinity'}::text::timestamptz
      and p.requested_at < ${requestedTo?.toISOString() ?? 'infinity'}::text::timestamptz
    order by p.id desc`
  return rows.map(({ id }) => id)
}

async function checkPlans(sql: Sql, appId: string, executed: Executed[], tested: Case): Promise<void> {
  const middle = '019e7f00-0000-7000-8000-000000000000'
  const spans = [
    { direction: 'desc', after: null, before: null },
    { direction: 'asc', after: null, before: null },
    { direction: 'desc', after: middle, before: null },
    { direction: 'asc', after: null, before: middle },
  ] as const
  for (const span of spans) {
    executed.length = 0
    await scanPurchases({ sql } as Db, appId, { conditions: tested.conditions, ...span, limit: 21 })
    const statements = executed.filter(({ text }) => /from purchases/.test(text))
    expect(statements.length).toBeGreaterThan(0)
    for (const statement of statements) {
      const plan = await explain(sql, statement)
      const onPurchases = nodesOf(plan).filter((node) => node['Relation Name'] === 'purchases')
      expect(onPurchases.filter((node) => node['Node Type'].includes('Seq'))).toEqual([])
      expect(new Set(onPurchases.map((node) => node['Index Name']))).toEqual(new Set([tested.index]))
      const allowed = tested.isScan === true ? maxBuffersOfScan : maxBuffers
      expect(buffersOf(plan), `${statement.text}\n${JSON.stringify(plan, null, 1)}`).toBeLessThan(allowed)
    }
  }
}

test.for(cases)(
  'the list of purchases by $name is what a plain statement finds, in both directions',
  async ({ conditions }, { recorded, appId }) => {
    const expected = await readPlainly(recorded, appId, conditions)
    const db = { sql: recorded } as Db
    expect(await readAll(db, appId, conditions, 'desc')).toEqual(expected)
    expect((await readAll(db, appId, conditions, 'asc')).toReversed()).toEqual(expected)
  },
)

test('the list of purchases uses one index for each filter, before and after an analysis', async ({
  recorded,
  executed,
  appId,
}) => {
  for (const isAnalyzed of [false, true]) {
    if (isAnalyzed) await recorded`analyze purchases`
    for (const mode of ['auto', 'force_generic_plan']) {
      await recorded.unsafe(`set plan_cache_mode = ${mode}`)
      for (const tested of cases) await checkPlans(recorded, appId, executed, tested)
    }
  }
})
