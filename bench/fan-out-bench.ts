import { setTimeout as delay } from 'node:timers/promises'
import { encodeId } from '../src/platform/ids.ts'
import { createKeyring } from '../src/platform/crypto.ts'
import { startBareBroadcast } from './bare-broadcast.ts'
import { benchSecret, startApi, type BenchEnvironment, type BenchProcess } from './bench-environment.ts'
import { startFeedWriter, type FeedWriter } from './feed-writer.ts'
import { generateLoad } from './http-load.ts'
import { consumeBody, insertPayments } from './payment-series.ts'
import { seriesIdOf } from './series-id.ts'
import type { BenchProject } from './bench-project.ts'
import { startSubscribers, type DeliveryStats, type Subscribers } from './subscriber-client.ts'
import { formatTable, ms, perSecond, ratio, type Row } from './table.ts'

const subscriberCount = 10_000
const singleCount = 10
const burstSize = 50
const eventsPerTick = 10
const tickMs = 10
const consumeSeconds = 5
const consumesPerRun = 40_000

const eventQuery =
  'subscription { paymentEvents { id cursor type occurredAt previousStatus status payment { id status storeTransactionId } } }'
const purchaseQuery =
  'subscription ($id: ID!) { purchaseUpdated(id: $id) { id status payment { id status } } }'

type Usage = { readonly rssBytes: number; readonly cpuSeconds: number }

type FanOutContext = {
  readonly environment: BenchEnvironment
  readonly project: BenchProject
  readonly writer: FeedWriter
}

/** 10,000 subscribers of one process, compared with a bare `ws` server that sends the same bytes. */
export async function benchFanOut(environment: BenchEnvironment, project: BenchProject): Promise<string> {
  await insertPayments(environment.databaseUrl, project.appId, 'broadcast', singleCount + burstSize)
  await insertPayments(environment.databaseUrl, project.appId, 'awaited', subscriberCount)
  const writer = await startFeedWriter(environment, project.appId)
  const context = { environment, project, writer }
  try {
    const ours = await benchBroadcast(context)
    const bare = await benchBareBroadcast(ours.burst.receipts.sample)
    const waiting = await benchWaitingClients(context)
    return [describeBroadcast(ours, bare), describeWaiting(waiting)].join('\n\n')
  } finally {
    await writer.close()
  }
}

type BroadcastResult = {
  readonly bytesPerSubscriber: number
  readonly single: DeliveryStats
  readonly burst: BurstResult
}

type BurstResult = {
  readonly receipts: DeliveryStats
  readonly deliveriesPerSecond: number
  readonly cpuMicrosPerDelivery: number
}

/** Sends messages to all subscribers; `send` returns the time at which each message was sent, by its id. */
type BroadcastSource = {
  readonly send: (count: number) => Promise<Record<string, number>>
  readonly usage: () => Promise<Usage>
}

async function benchBroadcast({ environment, project, writer }: FanOutContext): Promise<BroadcastResult> {
  const api = await startApiProcess(environment)
  const subscribers = startSubscribers()
  let sent = 0
  try {
    const usage = () => readUsage(api)
    const before = await usage()
    const subscription = { query: eventQuery, ids: null, connectionParams: project.serverHeaders }
    await subscribers.connect({ url: api.url.replace('http', 'ws'), count: subscriberCount, subscription })
    await waitForSubscribers(api, subscriberCount)
    const bytesPerSubscriber = ((await usage()).rssBytes - before.rssBytes) / subscriberCount
    const send = async (count: number) => {
      sent += count
      return (await writer.commitEvents('broadcast', sent - count, count)).byEvent
    }
    return { bytesPerSubscriber, ...(await measureBroadcast(subscribers, { send, usage })) }
  } finally {
    await subscribers.stop()
    await api.stop()
  }
}

async function benchBareBroadcast(sample: string): Promise<BroadcastResult> {
  const bare = await startBareBroadcast(sample)
  const subscribers = startSubscribers()
  try {
    const before = await bare.usage()
    await subscribers.connect({ url: bare.url, count: subscriberCount, subscription: null })
    const bytesPerSubscriber = ((await bare.usage()).rssBytes - before.rssBytes) / subscriberCount
    return { bytesPerSubscriber, ...(await measureBroadcast(subscribers, bare)) }
  } finally {
    await subscribers.stop()
    await bare.stop()
  }
}

async function measureBroadcast(
  subscribers: Subscribers,
  { send, usage }: BroadcastSource,
): Promise<Omit<BroadcastResult, 'bytesPerSubscriber'>> {
  await subscribers.expectMessages(singleCount * subscriberCount)
  let commits: Record<string, number> = {}
  for (let turn = 0; turn < singleCount; turn += 1) {
    commits = { ...commits, ...(await send(1)) }
    await delay(1_000)
  }
  await subscribers.wait(20_000)
  const single = await subscribers.measureLatencies(commits)
  await subscribers.expectMessages(burstSize * subscriberCount)
  const before = await usage()
  const burstCommits = await send(burstSize)
  await subscribers.wait(120_000)
  const after = await usage()
  const receipts = await subscribers.measureLatencies(burstCommits)
  const seconds = (receipts.lastAt - Math.min(...Object.values(burstCommits))) / 1_000
  return {
    single,
    burst: {
      receipts,
      deliveriesPerSecond: receipts.count / seconds,
      cpuMicrosPerDelivery: ((after.cpuSeconds - before.cpuSeconds) * 1e6) / receipts.count,
    },
  }
}

type WaitingResult = {
  readonly bytesPerSubscriber: number
  readonly receipts: DeliveryStats
  /** Consumes per second with the waiting clients, and of the same process without them (before and after). */
  readonly consumes: number
  readonly consumesBaseline: number
}

/** Each client waits for its own purchase. */
async function benchWaitingClients(context: FanOutContext): Promise<WaitingResult> {
  const { environment, project, writer } = context
  const api = await startApiProcess(environment)
  const subscribers = startSubscribers()
  try {
    const baselineBefore = await benchConsumes(context, api, 'consumed-before')
    const before = await readUsage(api)
    const ids = Array.from({ length: subscriberCount }, (_, n) =>
      encodeId('pur', seriesIdOf('awaited', n + 1)),
    )
    const subscription = { query: purchaseQuery, ids, connectionParams: project.serverHeaders }
    await subscribers.expectMessages(subscriberCount)
    await subscribers.connect({ url: api.url.replace('http', 'ws'), count: subscriberCount, subscription })
    await subscribers.wait(60_000)
    const bytesPerSubscriber = ((await readUsage(api)).rssBytes - before.rssBytes) / subscriberCount
    const consumes = await benchConsumes(context, api, 'consumed-beside')
    await subscribers.expectMessages(subscriberCount)
    const commits: Record<string, number> = {}
    const start = performance.now()
    for (let sent = 0; sent < subscriberCount; sent += eventsPerTick) {
      Object.assign(commits, (await writer.commitEvents('awaited', sent, eventsPerTick)).byPurchase)
      await delay(Math.max(0, start + (sent / eventsPerTick + 1) * tickMs - performance.now()))
    }
    await subscribers.wait(20_000)
    const receipts = await subscribers.measureLatencies(commits)
    await subscribers.stop()
    await waitForSubscribers(api, 0)
    const baselineAfter = await benchConsumes(context, api, 'consumed-after')
    return { bytesPerSubscriber, receipts, consumes, consumesBaseline: (baselineBefore + baselineAfter) / 2 }
  } finally {
    await subscribers.stop()
    await api.stop()
  }
}

async function benchConsumes(
  { environment, project }: FanOutContext,
  api: BenchProcess,
  series: string,
): Promise<number> {
  await insertPayments(environment.databaseUrl, project.appId, series, consumesPerRun)
  const keyring = createKeyring([benchSecret])
  let n = 0
  const nextBody = () => {
    n += 1
    return n > consumesPerRun
      ? null
      : consumeBody(keyring, project.appId, seriesIdOf(series, n), `${series}-${n}`)
  }
  const load = {
    url: api.url,
    clients: 32,
    headers: project.serverHeaders,
    expected: '"problem":null',
    nextBody,
  }
  await generateLoad({ ...load, durationMs: 2_000 })
  const { perSecond: rate } = await generateLoad({ ...load, durationMs: consumeSeconds * 1_000 })
  return rate
}

function startApiProcess({ databaseUrl, redisUrl }: BenchEnvironment): Promise<BenchProcess> {
  const urls = { DATABASE_URL: databaseUrl, REDIS_URL: redisUrl }
  return startApi({ ...urls, COINSLOT_SECRET: benchSecret, JOB_CONCURRENCY: '0' })
}

async function readUsage(api: BenchProcess): Promise<Usage> {
  return {
    rssBytes: await readMetric(api, 'process_resident_memory_bytes'),
    cpuSeconds: await readMetric(api, 'process_cpu_seconds_total'),
  }
}

async function waitForSubscribers(api: BenchProcess, count: number): Promise<void> {
  while ((await readMetric(api, 'coinslot_event_subscribers')) !== count) await delay(200)
}

async function readMetric({ url }: BenchProcess, name: string): Promise<number> {
  const text = await (await fetch(url.replace('/graphql', '/metrics'))).text()
  return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1])
}

const kilobytes = (bytes: number) => `${Math.round(bytes / 1024)} KiB`

function describeBroadcast(ours: BroadcastResult, bare: BroadcastResult): string {
  const describe = (name: string, { bytesPerSubscriber, single, burst }: BroadcastResult): Row => [
    name,
    kilobytes(bytesPerSubscriber),
    ms(single.p50Ms),
    ms(single.p99Ms),
    perSecond(burst.deliveriesPerSecond),
    burst.cpuMicrosPerDelivery.toFixed(1),
  ]
  const share = ratio(ours.burst.deliveriesPerSecond / bare.burst.deliveriesPerSecond)
  const cpuShare = ratio(bare.burst.cpuMicrosPerDelivery / ours.burst.cpuMicrosPerDelivery)
  const head = ['', 'memory each', '1 to all p50 ms', 'p99 ms', 'deliveries/s', 'CPU µs each']
  const rows = [
    describe('paymentEvents', ours),
    describe('bare ws, same bytes', bare),
    ['ratio', '', '', '', share, cpuShare],
  ]
  return `### ${subscriberCount} subscribers of one process\n\n${formatTable(head, rows)}`
}

function describeWaiting({
  bytesPerSubscriber,
  receipts,
  consumes,
  consumesBaseline,
}: WaitingResult): string {
  const head = ['', 'memory each', 'received', 'p50 ms', 'p99 ms', 'consumes/s', 'without clients', 'ratio']
  const row = [
    `purchaseUpdated, ${(eventsPerTick * 1_000) / tickMs} events/s to one each`,
    kilobytes(bytesPerSubscriber),
    String(receipts.count),
    ms(receipts.p50Ms),
    ms(receipts.p99Ms),
    perSecond(consumes),
    perSecond(consumesBaseline),
    ratio(consumes / consumesBaseline),
  ]
  return `### ${subscriberCount} waiting clients of one process\n\n${formatTable(head, [row])}`
}
