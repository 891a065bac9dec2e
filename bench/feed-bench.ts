import { createClient } from 'graphql-ws'
import postgres from 'postgres'
import { WebSocket } from 'ws'
import { createKeyring } from '../src/platform/crypto.ts'
import { decodeId, encodeId } from '../src/platform/ids.ts'
import { benchSecret, startApi, type BenchEnvironment } from './bench-environment.ts'
import { generateLoad, quantile } from './http-load.ts'
import { consumeBody, insertPayments } from './payment-series.ts'
import { seriesIdOf } from './series-id.ts'
import type { BenchProject } from './bench-project.ts'
import { formatTable, ms } from './table.ts'

const consumeCount = 1_000

/** Latency from the commit of a consume (timestamp by PostgreSQL) until a subscriber receives its event. */
export async function benchFeed(environment: BenchEnvironment, project: BenchProject): Promise<string> {
  const { databaseUrl, redisUrl } = environment
  await insertPayments(databaseUrl, project.appId, 'feed', consumeCount)
  const api = await startApi({ DATABASE_URL: databaseUrl, REDIS_URL: redisUrl, COINSLOT_SECRET: benchSecret })
  const received = new Map<string, number>()
  const client = createClient({
    url: api.url.replace('http', 'ws'),
    webSocketImpl: WebSocket,
    connectionParams: project.serverHeaders,
    retryAttempts: 0,
  })
  const events = client.iterate<{ paymentEvents: { id: string } }>({
    query: 'subscription { paymentEvents { id } }',
  })
  const reading = (async () => {
    for await (const { data } of events) {
      if (data != null) received.set(data.paymentEvents.id, performance.timeOrigin + performance.now())
      if (received.size === consumeCount) return
    }
  })()
  await new Promise((resolve) => client.on('connected', resolve))
  const keyring = createKeyring([benchSecret])
  let n = 0
  const nextBody = () => {
    n += 1
    return n > consumeCount ? null : consumeBody(keyring, project.appId, seriesIdOf('feed', n), `feed-${n}`)
  }
  const load = {
    url: api.url,
    clients: 2,
    durationMs: 20_000,
    headers: project.serverHeaders,
    expected: '"problem":null',
  }
  await generateLoad({ ...load, nextBody })
  await Promise.race([reading, new Promise((resolve) => setTimeout(resolve, 3_000))])
  await client.dispose()
  await api.stop()
  const latencies = await readLatencies(databaseUrl, received)
  const row = [String(latencies.length), ms(quantile(latencies, 0.5)), ms(quantile(latencies, 0.99))]
  return `### Commit to a subscriber\n\n${formatTable(['events received', 'p50 ms', 'p99 ms'], [row])}`
}

/** `xmin` of the consume's row is the transaction whose commit time is needed. */
async function readLatencies(
  databaseUrl: string,
  receivedAt: ReadonlyMap<string, number>,
): Promise<number[]> {
  const sql = postgres(databaseUrl, { max: 1 })
  const rows = await sql<{ id: string; committed: number }[]>`
    select e.id, (extract(epoch from pg_xact_commit_timestamp(c.xmin)) * 1000)::float8 as committed
    from events e join consumes c on c.app_id = e.app_id and c.payment_id = e.payment_id
    where e.id = any(${[...receivedAt.keys()].flatMap((id) => decodeId('evt', id) ?? [])}::uuid[])`
  await sql.end()
  return rows
    .map(({ id, committed }) => (receivedAt.get(encodeId('evt', id)) ?? 0) - committed)
    .sort((a, b) => a - b)
}
