import { randomUUID } from 'node:crypto'
import type { Sql } from 'postgres'
import type { Db } from '../../src/db/client.ts'
import {
  selectBuyerGroups,
  selectStatisticsGroups,
  type StatisticsQuery,
} from '../../src/db/queries/payment-statistics.ts'
import { expect, serverTest, vi } from '../support/test.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const firstDay = '2024-09-01'
const dayCount = 522
/** Two AppKeys with totals of 522 days: 100 groups of 100 payments on each. */
const test = serverTest.extend('appIds', { scope: 'file' }, async ({ sql, server: _ }) => {
  const appIds = [randomUUID(), randomUUID()] as const
  for (const appId of appIds) await insertTotals(sql, appId)
  await sql`analyze payment_daily_totals, buyer_daily_totals`
  return appIds
})

async function insertTotals(sql: Sql, appId: string) {
  await sql`
    insert into payment_daily_totals
    select ${appId}::uuid, 'PRODUCTION', ${firstDay}::date + day, store, md5('item' || item)::uuid, 'C' || country, 'CU' || country,
           100, 100, 499000000, 2, 9980000, 2, 2, 9980000
    from generate_series(0, ${dayCount - 1}) day, unnest(array['APP_STORE', 'GOOGLE_PLAY']) store, generate_series(1, 10) item,
         generate_series(1, 5) country`
  await sql`
    insert into buyer_daily_totals
    select ${appId}::uuid, 'PRODUCTION', currency, ${firstDay}::date + day, ${firstDay}::date + day - gap, 10
    from generate_series(0, ${dayCount - 1}) day, generate_series(1, 400, 4) gap, unnest(array['', 'CU1']) currency`
}

type Plan = {
  readonly 'Node Type': string
  readonly 'Shared Hit Blocks': number
  readonly 'Shared Read Blocks': number
  readonly Plans?: readonly Plan[]
}

/** Runs the statement of a query with EXPLAIN, and returns its plan. */
async function explain(db: Db, run: (db: Db) => Promise<unknown>): Promise<Plan> {
  const plans: Plan[] = []
  const tag = (first: TemplateStringsArray | string, ...rest: unknown[]) => {
    const call = db.sql as unknown as (...args: unknown[]) => Promise<{ 'QUERY PLAN': { Plan: Plan }[] }[]>
    if (typeof first === 'string' || !/^\s*select first_day/.test(first[0] ?? '')) return call(first, ...rest)
    const [head = '', ...others] = first
    const texts = [`explain (analyze, buffers, format json) ${head}`, ...others]
    return call(Object.assign(texts, { raw: texts }), ...rest).then(([row]) => {
      if (row?.['QUERY PLAN'][0] !== undefined) plans.push(row['QUERY PLAN'][0].Plan)
      return []
    })
  }
  await run({ orm: db.orm, sql: tag as unknown as Db['sql'] })
  const [plan] = plans
  if (plan === undefined) throw new Error('the statement was not explained')
  return plan
}

const nodeTypes = (plan: Plan): string[] => [plan['Node Type'], ...(plan.Plans ?? []).flatMap(nodeTypes)]
const buffers = (plan: Plan) => plan['Shared Hit Blocks'] + plan['Shared Read Blocks']

const query = {
  from: '2025-01-01',
  to: '2025-01-30',
  environment: 'PRODUCTION',
  stores: null,
  itemId: null,
  currencyCode: null,
  countryCode: null,
  groupBy: ['DAY'],
  timeZone: 'Asia/Seoul',
} as const

test.for([
  ['a month by day', {}, 600],
  ['a month by item and country', { groupBy: ['ITEM', 'COUNTRY'] }, 600],
  ['one item in a month', { itemId: randomUUID() }, 600],
  ['400 days by month', { to: '2026-02-04', groupBy: ['MONTH'] }, 6_000],
] as const)(
  'the sales of %s read only the totals of these days',
  async ([, change, maxBuffers], { services, appIds }) => {
    const request: StatisticsQuery = { ...query, ...change, appId: appIds[1] }
    const plan = await explain(services.db, (db) => selectStatisticsGroups(db, request, 2_001))
    expect(nodeTypes(plan)).not.toContain('Seq Scan')
    expect(buffers(plan)).toBeLessThan(maxBuffers)
  },
)

test.for([
  ['a month by day', {}, 1_500],
  ['400 days', { to: '2026-02-04', groupBy: [] }, 10_000],
] as const)(
  'the buyers of %s read only the totals of these days',
  async ([, change, maxBuffers], { services, appIds }) => {
    const request: StatisticsQuery = { ...query, ...change, appId: appIds[1] }
    const plan = await explain(services.db, (db) => selectBuyerGroups(db, request))
    expect(nodeTypes(plan)).not.toContain('Seq Scan')
    expect(buffers(plan)).toBeLessThan(maxBuffers)
  },
)
