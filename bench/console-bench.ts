import postgres, { type Sql } from 'postgres'
import { encodeCursor } from '../src/platform/cursor.ts'
import { generatedUserId } from '../test/support/generated-payments.ts'
import { benchSecret, startApi, type BenchEnvironment } from './bench-environment.ts'
import type { BenchProject } from './bench-project.ts'
import { insertConsoleData, insertSearchCases, type SearchCase } from './console-data.ts'
import { readPaymentCount } from './many-payments.ts'
import { formatLatency, measureQuery } from './measure-query.ts'
import { formatTable, perSecond } from './table.ts'

const limitsMs = { search: 100, page: 200, statistics: 300 }
/** The 10,000th page of 20. */
const deepOffset = 200_000

const query = `query ($filter: PaymentFilter, $orderBy: PaymentOrder, $after: Cursor) {
  payments(filter: $filter, orderBy: $orderBy, first: 20, after: $after) {
    nodes { id status price { amount currencyCode } paidAt user { userId } item { itemId } } pageInfo { endCursor } } }`

type ListCase = {
  readonly name: string
  readonly filter: Readonly<Record<string, unknown>>
  readonly orderBy?: 'PRICE_DESC'
  /** Of the payments in the list. */
  readonly condition: string
}

const cases: readonly ListCase[] = [
  { name: 'order number', filter: { storeOrderId: 'order-123456' }, condition: 'false' },
  { name: 'transaction', filter: { storeTransactionId: 'transaction-123456' }, condition: 'false' },
  { name: 'user', filter: { userId: generatedUserId(77) }, condition: 'false' },
  { name: 'no filter', filter: {}, condition: 'true' },
  { name: 'store', filter: { store: ['GOOGLE_PLAY'] }, condition: `store = 'GOOGLE_PLAY'` },
  { name: 'rare store', filter: { store: ['ONE_STORE'] }, condition: `store = 'ONE_STORE'` },
  {
    name: 'rare item',
    filter: { itemId: 'coins-9' },
    condition: `item_id = (select id from items where external_id = 'coins-9')`,
  },
  { name: 'currency', filter: { currencyCode: 'USD' }, condition: `currency_code = 'USD'` },
  { name: 'rare currency', filter: { currencyCode: 'VND' }, condition: `currency_code = 'VND'` },
  {
    name: 'price',
    filter: { currencyCode: 'KRW' },
    orderBy: 'PRICE_DESC',
    condition: `currency_code = 'KRW'`,
  },
  { name: 'refunded', filter: { status: ['REFUNDED'] }, condition: `status = 'REFUNDED'` },
  { name: 'rare status', filter: { status: ['PAID'] }, condition: `status = 'PAID'` },
  {
    name: 'failed acknowledgement',
    filter: { acknowledgementStatus: ['FAILED'] },
    condition: `acknowledgement_status = 'FAILED'`,
  },
]

/**
 * What the console asks the API: lists, of which the first page, and the 10,000th or the one in the middle of a shorter list; searches
 * by every kind of text; statistics.
 */
export async function benchConsole(
  { folder, databaseUrl, redisUrl }: BenchEnvironment,
  project: BenchProject,
): Promise<string> {
  const count = readPaymentCount(1_000_000)
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => undefined })
  await insertConsoleData(sql, project.appId, { count, folder })
  const searches = await insertSearchCases(sql, project.appId)
  const urls = { DATABASE_URL: databaseUrl, REDIS_URL: redisUrl }
  const api = await startApi({ ...urls, COINSLOT_SECRET: benchSecret, JOB_CONCURRENCY: '0' })
  try {
    const readCursor = (each: ListCase) => findDeepCursor(sql, project.appId, each)
    const tables = [
      await measureLists(api.url, project, readCursor),
      await measureSearch(api.url, project, searches),
      await measureStatistics(api.url, project),
    ]
    const exported = await measureExport(api.url, project)
    const title = `### Console with ${count.toLocaleString('en')} payments`
    return [title, ...tables, `Export as CSV: ${exported}`].join('\n\n')
  } finally {
    await api.stop()
    await sql.end()
  }
}

async function findDeepCursor(
  sql: Sql,
  appId: string,
  { condition, orderBy }: ListCase,
): Promise<string | null> {
  const key = orderBy === undefined ? 'paid_at' : 'price_micros'
  const [row] = await sql.unsafe<{ key: Date | string; id: string }[]>(
    `select ${key} as key, id from (
       select ${key}, id, row_number() over (order by ${key} desc, id desc) as place, count(*) over () as total
       from payments where app_id = $1 and ${condition}
     ) p where place = greatest(1, least(${deepOffset}, total / 2))`,
    [appId],
  )
  if (row === undefined) return null
  const sortKey = row.key instanceof Date ? row.key.toISOString() : row.key
  return encodeCursor(orderBy === undefined ? 'payments' : 'payments/price', appId, `${sortKey} ${row.id}`)
}

const searchQuery = `query ($text: String!) { search(text: $text) { text recognizedAs { kind isFound }
  groups { typeName hits { id ... on Payment { status storeOrderId user { userId } } } hasMore } } }`

async function measureSearch(url: string, project: BenchProject, searches: readonly SearchCase[]) {
  const rows: string[][] = []
  for (const { name, text, isFound } of searches) {
    const expected = isFound ? '"hits":[{' : '"groups":[]'
    const latency = await measureQuery(url, project, { query: searchQuery, variables: { text }, expected })
    rows.push([name, ...formatLatency(latency, limitsMs.search)])
  }
  return formatTable(['search by', 'p50 ms', `p95 ms (limit ${limitsMs.search})`], rows)
}

const statisticsQuery = `query ($from: Date!, $groupBy: [PaymentStatisticsDimension!]) {
  paymentStatistics(from: $from, to: "2026-06-01", groupBy: $groupBy) { hasMoreGroups
    groups { firstDay store itemId currencyCode paymentCount quantity gross refunded net buyerCount } buyers { buyerCount newBuyerCount } } }`

const statisticsCases = [
  ['a month by day', '2026-05-02', ['DAY']],
  ['a month by item and store', '2026-05-02', ['ITEM', 'STORE']],
  ['400 days by day', '2025-04-28', ['DAY']],
  ['400 days by month and store', '2025-04-28', ['MONTH', 'STORE']],
  ['400 days by item', '2025-04-28', ['ITEM']],
] as const

async function measureStatistics(url: string, project: BenchProject) {
  const rows: string[][] = []
  for (const [name, from, groupBy] of statisticsCases) {
    const measured = { query: statisticsQuery, variables: { from, groupBy }, expected: '"groups":[{' }
    const latency = await measureQuery(url, project, measured)
    rows.push([name, ...formatLatency(latency, limitsMs.statistics)])
  }
  return formatTable(['statistics of', 'p50 ms', `p95 ms (limit ${limitsMs.statistics})`], rows)
}

async function measureLists(
  url: string,
  project: BenchProject,
  readCursor: (each: ListCase) => Promise<string | null>,
) {
  const rows: string[][] = []
  for (const each of cases) {
    const measure = async (after: string | null) => {
      const variables = { filter: each.filter, orderBy: each.orderBy ?? 'PAID_AT_DESC', after }
      const latency = await measureQuery(url, project, { query, variables, expected: '"nodes"' })
      return formatLatency(latency, limitsMs.page)
    }
    const after = await readCursor(each)
    rows.push([each.name, ...(await measure(null)), ...(after === null ? ['–', '–'] : await measure(after))])
  }
  const p95 = `p95 ms (limit ${limitsMs.page})`
  return formatTable(['filter', 'first p50 ms', `first ${p95}`, 'deep p50 ms', `deep ${p95}`], rows)
}

async function measureExport(url: string, { serverHeaders }: BenchProject): Promise<string> {
  const startedAt = performance.now()
  const response = await fetch(new URL('/export/payments.csv', url), { headers: serverHeaders })
  let lines = 0
  for await (const part of response.body ?? []) {
    for (const byte of part as Uint8Array) lines += byte === 10 ? 1 : 0
  }
  return `${perSecond(lines / ((performance.now() - startedAt) / 1_000))} rows/s`
}
