import { setTimeout as delay } from 'node:timers/promises'
import { createInProcessCoordination } from '../src/coordination/in-process-coordination.ts'
import { openDb, type Db } from '../src/db/client.ts'
import { createFeedCaches } from '../src/events/feed-caches.ts'
import {
  createSequencer,
  feedAdvancedTopic,
  parseAdvances,
  pauseMsAfterRun,
} from '../src/events/sequencer.ts'
import { coalesceRuns } from '../src/platform/coalesce-runs.ts'
import { newUuid } from '../src/platform/ids.ts'
import { createLog } from '../src/platform/log.ts'
import type { BenchEnvironment, BenchScale } from './bench-environment.ts'
import type { BenchProject } from './bench-project.ts'
import { measureRounds, type Candidate, type MeasuredTable, type Measurement } from './harness/rounds.ts'
import { spreadOf } from './harness/summary.ts'

const scales = { short: { seconds: 2, rounds: 3 }, full: { seconds: 4, rounds: 5 } } as const
const appCounts = [1, 10, 100]
const clientCount = 64
/** Each has its own sequencer, as the processes behind a load balancer do. */
const processCount = 2

/** A sequencer of one process: takes the names of feeds with new events, and reports the heads of those that it advanced. */
type BenchSequencer = { readonly announce: (appId: string) => void; readonly close: () => Promise<void> }
type OpenSequencer = (db: Db, onAdvance: (appId: string, head: bigint) => void) => BenchSequencer

/**
 * How fast events get their positions when one, ten or a hundred AppKeys write at once. The limit is the sequencer of all AppKeys, which
 * `sequence_events` still is in the database. A client writes an event, waits for its position, and writes the next one.
 */
export async function benchManyApps(
  { databaseUrl }: BenchEnvironment,
  _project: BenchProject,
  scaleName: BenchScale,
): Promise<MeasuredTable> {
  const { seconds, rounds } = scales[scaleName]
  const options = { url: databaseUrl, poolSize: 16, preparedStatements: true, statementTimeoutMs: 15_000 }
  const dbs = Array.from({ length: processCount }, () => openDb(options))
  try {
    const measure = (appCount: number, open: OpenSequencer) =>
      measureWriters(dbs, { appCount, open, seconds })
    for (const open of [openFeedSequencer, openGlobalSequencer]) await measure(10, open)
    const candidates = appCounts.map((appCount): Candidate => ({
      name: appCount === 1 ? '1 AppKey' : `${appCount} AppKeys`,
      measure: () => measure(appCount, openFeedSequencer),
      measureLimit: async () => (await measure(appCount, openGlobalSequencer)).perSecond,
    }))
    return {
      id: 'many-apps',
      title: 'What does a sequencer for each AppKey gain?',
      note: `Events from their commit to their position, ${clientCount} clients, ${processCount} processes with a sequencer each. Limit: one sequencer of all AppKeys behind one lock, as before, with the same pauses between its runs, so the ratio is that of the locks and statements alone.`,
      rows: await measureRounds(candidates, rounds),
    }
  } finally {
    await Promise.all(dbs.map(({ close }) => close()))
  }
}

const openFeedSequencer: OpenSequencer = (db, onAdvance) => {
  const log = createLog('silent')
  const coordination = createInProcessCoordination({ log })
  coordination.subscribe(feedAdvancedTopic, (message) => {
    for (const { appId, head } of parseAdvances(message)) onAdvance(appId, head)
  })
  return createSequencer({ db, log, coordination, caches: createFeedCaches(db, log) })
}

const openGlobalSequencer: OpenSequencer = (db, onAdvance) => {
  const sequence = coalesceRuns(async () => {
    const rows = await db.sql<
      { app_id: string; sequenced: number; head: string }[]
    >`select app_id, sequenced, head from sequence_events(1000)`
    for (const { app_id: appId, head } of rows) onAdvance(appId, BigInt(head))
    await delay(pauseMsAfterRun(rows.reduce((count, { sequenced }) => count + sequenced, 0)))
  })
  return { announce: () => sequence(), close: sequence.whenIdle }
}

type WriterLoad = { readonly appCount: number; readonly open: OpenSequencer; readonly seconds: number }

async function measureWriters(
  dbs: readonly Db[],
  { appCount, open, seconds }: WriterLoad,
): Promise<Measurement> {
  const feeds = new Map(Array.from({ length: appCount }, () => [newUuid(), createFeedProgress()] as const))
  const appIds = [...feeds.keys()]
  const processes = dbs.map((db) => ({
    db,
    sequencer: open(db, (appId, head) => feeds.get(appId)?.advance(Number(head))),
  }))
  const end = performance.now() + seconds * 1_000
  const latencies: number[] = []
  const write = async (client: number) => {
    const { db, sequencer } = processes[client % processCount] ?? {}
    if (db === undefined || sequencer === undefined) return
    for (let turn = client; performance.now() < end; turn += 1) {
      const appId = appIds[turn % appCount] ?? ''
      const feed = feeds.get(appId)
      if (feed === undefined) return
      await insertEvent(db, appId)
      const committedAt = performance.now()
      const positioned = feed.whenPositioned()
      sequencer.announce(appId)
      await positioned
      latencies.push(performance.now() - committedAt)
    }
  }
  const begin = performance.now()
  await Promise.all(Array.from({ length: clientCount }, (_, client) => write(client)))
  const elapsed = (performance.now() - begin) / 1_000
  await Promise.all(processes.map(({ sequencer }) => sequencer.close()))
  latencies.sort((a, b) => a - b)
  return {
    perSecond: latencies.length / elapsed,
    p50Ms: spreadOf(latencies)?.median ?? 0,
    p99Ms: latencies[Math.floor(latencies.length * 0.99)] ?? 0,
  }
}

async function insertEvent({ sql }: Db, appId: string): Promise<void> {
  await sql`
    insert into event_outbox (app_id, id, type, occurred_at, purchase_id, store, status)
    values (${appId}, ${newUuid()}, 'PURCHASE_REQUESTED', now(), ${newUuid()}, 'TEST_STORE', 'REQUESTED')`
}

/** Resolves those who wait for the positions of as many events as were committed when they began to wait. */
function createFeedProgress() {
  let head = 0
  let committed = 0
  let waiting: { readonly count: number; readonly resolve: () => void }[] = []
  return {
    whenPositioned: () =>
      new Promise<void>((resolve) => {
        committed += 1
        if (head >= committed) resolve()
        else waiting.push({ count: committed, resolve })
      }),
    advance: (position: number) => {
      head = Math.max(head, position)
      for (const { resolve } of waiting.filter(({ count }) => count <= head)) resolve()
      waiting = waiting.filter(({ count }) => count > head)
    },
  }
}
