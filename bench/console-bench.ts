import postgres, { type Sql } from 'postgres'
import { encodeCursor } from '../src/platform/cursor.ts'
import { generatedUserId, insertGeneratedPayments } from '../test/support/generated-payments.ts'
import { benchSecret, startApi, type BenchEnvironment } from './bench-environment.ts'
import type { BenchProject } from './bench-project.ts'
import { openConnection } from './http-load.ts'
import { formatTable, ms, perSecond } from './table.ts'

const defaultPaymentCount = 1_000_000
const batchSize = 250_000
const runs = 40
/** Of a page of 20. */
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

/** Lists of payments at the API: the first page, and the 10,000th or the one in the middle of a shorter list. */
export async function benchConsole(
  { databaseUrl, redisUrl }: BenchEnvironment,
  project: BenchProject,
): Promise<string> {
  const count = readPaymentCount()
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => undefined })
  await insertPayments(sql, project.appId, count)
  const urls = { DATABASE_URL: databaseUrl, REDIS_URL: redisUrl }
  const api = await startApi({ ...urls, COINSLOT_SECRET: benchSecret, JOB_CONCURRENCY: '0' })
  try {
    const rows: string[][] = []
    for (const each of cases) {
      const after = await findDeepCursor(sql, project.appId, each)
      const first = await measure(api.url, project, { ...each, after: null })
      const deep = after === null ? null : await measure(api.url, project, { ...each, after })
      rows.push([each.name, ...first, ...(deep ?? ['–', '–'])])
    }
    const head = ['filter', 'first p50 ms', 'first p95 ms', 'deep p50 ms', 'deep p95 ms']
    const table = formatTable(head, rows)
    const exported = await measureExport(api.url, project)
    return `### Lists of ${count.toLocaleString('en')} payments\n\n${table}\n\nExport as CSV: ${exported}`
  } finally {
    await api.stop()
    await sql.end()
  }
}

/** `--payments=10000000` */
function readPaymentCount(): number {
  const option = process.argv.find((argument) => argument.startsWith('--payments='))
  return option === undefined ? defaultPaymentCount : Number(option.slice('--payments='.length))
}

async function insertPayments(sql: Sql, appId: string, count: number): Promise<void> {
  const items = await sql<{ id: string }[]>`select id from items where app_id = ${appId} order by external_id`
  const itemIds = items.map(({ id }) => id)
  for (let first = 1; first <= count; first += batchSize) {
    const last = Math.min(count, first + batchSize - 1)
    await insertGeneratedPayments(sql, { appId, itemIds, first, last, userCount: Math.ceil(count / 50) })
  }
  await sql`vacuum analyze payments, users`
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

async function measure(
  url: string,
  { serverHeaders: headers }: BenchProject,
  {
    filter,
    orderBy = 'PAID_AT_DESC',
    after,
  }: Pick<ListCase, 'filter'> & { readonly orderBy?: string; readonly after: string | null },
): Promise<[string, string]> {
  const { send, close } = openConnection({ url, headers })
  const body = JSON.stringify({ query, variables: { filter, orderBy, after } })
  const latencies: number[] = []
  for (let run = 0; run < runs; run += 1) {
    const startedAt = performance.now()
    const response = await send(body)
    if (!response.body.includes('"nodes"')) throw new Error(response.body)
    // A connection plans a statement anew at first.
    if (run >= runs / 4) latencies.push(performance.now() - startedAt)
  }
  close()
  latencies.sort((a, b) => a - b)
  const quantile = (part: number) => ms(latencies[Math.floor((latencies.length - 1) * part)] ?? 0)
  return [quantile(0.5), quantile(0.95)]
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
