import postgres from 'postgres'
import { benchSecret, startApi, type BenchEnvironment } from './bench-environment.ts'
import { openConnection } from './http-load.ts'
import type { BenchProject } from './bench-project.ts'
import { formatTable, perSecond } from './table.ts'

const eventCount = 1_000_000
const pageSize = 100

const query = `query ($after: Cursor, $first: Int) { paymentEvents(after: $after, first: $first) {
  nodes { id cursor type occurredAt previousStatus status } pageInfo { endCursor hasNextPage } } }`

/** One reader that missed a million events and catches up page by page. */
export async function benchResume(
  { databaseUrl, redisUrl }: BenchEnvironment,
  project: BenchProject,
): Promise<string> {
  await insertEvents(databaseUrl, project.appId)
  const urls = { DATABASE_URL: databaseUrl, REDIS_URL: redisUrl }
  const api = await startApi({ ...urls, COINSLOT_SECRET: benchSecret, JOB_CONCURRENCY: '0' })
  try {
    const start = performance.now()
    const events = await readPages(api.url, project.serverHeaders)
    const seconds = (performance.now() - start) / 1_000
    const rows = [[String(events), seconds.toFixed(1), perSecond(events / seconds)]]
    return `### Catching up by pages of ${pageSize}\n\n${formatTable(['events', 's', 'events/s'], rows)}`
  } finally {
    await api.stop()
  }
}

async function insertEvents(databaseUrl: string, appId: string): Promise<void> {
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => undefined })
  await sql.unsafe(
    `insert into event_outbox (app_id, id, type, occurred_at, purchase_id, payment_id, store, previous_status, status)
     select $1::uuid, gen_random_uuid(), 'PAYMENT_CONSUMED', now(), gen_random_uuid(), gen_random_uuid(), 'TEST_STORE', 'PAID',
            'CONSUMED'
     from generate_series(1, $2::int)`,
    [appId, eventCount],
  )
  await sql`select from sequence_feeds(array[${appId}::uuid], ${eventCount})`
  await sql`vacuum analyze`
  await sql.end()
}

async function readPages(url: string, headers: Readonly<Record<string, string>>): Promise<number> {
  const { send, close } = openConnection({ url, headers })
  let events = 0
  let after: string | null = null
  for (let hasMore = true; hasMore;) {
    const { body } = await send(JSON.stringify({ query, variables: { after, first: pageSize } }))
    const { nodes, pageInfo }: Page = (JSON.parse(body) as PageResponse).data.paymentEvents
    events += nodes.length
    after = pageInfo.endCursor
    hasMore = pageInfo.hasNextPage
  }
  close()
  return events
}

type Page = {
  readonly nodes: readonly unknown[]
  readonly pageInfo: { readonly endCursor: string; readonly hasNextPage: boolean }
}
type PageResponse = { readonly data: { readonly paymentEvents: Page } }
