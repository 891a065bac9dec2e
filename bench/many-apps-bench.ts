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
import { perSecond } from './table.ts'
import { spreadOf } from './harness/summary.ts'

const scales = { short: { seconds: 2, rounds: 3 }, full: { seconds: 4, rounds: 5 } } as const
const scenarios = [
  { name: '1 AppKey', appCount: 1, isImporting: false },
  { name: '10 AppKeys', appCount: 10, isImporting: false },
  { name: '10 AppKeys beside one that imports', appCount: 10, isImporting: true },
  { name: '100 AppKeys', appCount: 100, isImporting: false },
] as const
type Scenario = Pick<(typeof scenarios)[number], 'appCount' | 'isImporting'>
/** Events of one statement of the AppKey that imports, the most that one run of a sequencer takes. */
const importedEvents = 1_000
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
    const measure = (scenario: Scenario, open: OpenSequencer) =>
      measureWriters(dbs, { ...scenario, open, seconds })
    for (const open of [openFeedSequencer, openGlobalSequencer]) await measure(scenarios[1], open)
    const candidates = scenarios.map((scenario): Candidate => ({
      name: scenario.name,
      measure: () => measure(scenario, openFeedSequencer),
      measureLimit: async () => (await measure(scenario, openGlobalSequencer)).perSecond,
    }))
    return {
      id: 'many-apps',
      title: 'What does a sequencer for each AppKey gain?',
      note: `Events from their commit to their position, ${clientCount} clients, ${processCount} processes with a sequencer each. Limit: one sequencer of all AppKeys behind one lock, as before, with the same pauses between its runs, so the ratio is that of the locks and statements alone. An AppKey that imports writes ${perSecond(importedEvents)} events at a time, one after the other; they are not counted.`,
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

type WriterLoad = Scenario & { readonly open: OpenSequencer; readonly seconds: number }

async function measureWriters(
  dbs: readonly Db[],
  { appCount, isImporting, open, seconds }: WriterLoad,
): Promise<Measurement> {
  const appIds = Array.from({ length: appCount }, newUuid)
  const importing = newUuid()
  const feeds = new Map([...appIds, importing].map((appId) => [appId, createFeedProgress()] as const))
  const processes = dbs.map((db) => ({
    db,
    sequencer: open(db, (appId, head) => feeds.get(appId)?.advance(Number(head))),
  }))
  const end = performance.now() + seconds * 1_000
  const latencies: number[] = []
  /** Returns how long the events waited for their positions. */
  const writeEvents = async (client: number, appId: string, count: number): Promise<number> => {
    const { db, sequencer } = processes[client % processCount] ?? {}
    const feed = feeds.get(appId)
    if (db === undefined || sequencer === undefined || feed === undefined) throw new Error('unknown AppKey')
    await insertEvents(db, appId, count)
    const committedAt = performance.now()
    const positioned = feed.whenPositioned(count)
    sequencer.announce(appId)
    await positioned
    return performance.now() - committedAt
  }
  const write = async (client: number) => {
    for (let turn = client; performance.now() < end; turn += 1) {
      latencies.push(await writeEvents(client, appIds[turn % appCount] ?? '', 1))
    }
  }
  const writeImport = async () => {
    while (performance.now() < end) await writeEvents(0, importing, importedEvents)
  }
  const begin = performance.now()
  const clients = Array.from({ length: clientCount }, (_, client) => write(client))
  await Promise.all(isImporting ? [...clients, writeImport()] : clients)
  const elapsed = (performance.now() - begin) / 1_000
  await Promise.all(processes.map(({ sequencer }) => sequencer.close()))
  latencies.sort((a, b) => a - b)
  return {
    perSecond: latencies.length / elapsed,
    p50Ms: spreadOf(latencies)?.median ?? 0,
    p99Ms: latencies[Math.floor(latencies.length * 0.99)] ?? 0,
  }
}

async function insertEvents({ sql }: Db, appId: string, count: number): Promise<void> {
  const ids = Array.from({ length: count }, newUuid)
  await sql`
    insert into event_outbox (app_id, id, type, occurred_at, purchase_id, store, status)
    select ${appId}, id, 'PURCHASE_REQUESTED', now(), id, 'TEST_STORE', 'REQUESTED' from unnest(${ids}::uuid[]) id`
}

/** Resolves those who wait for the positions of as many events as were committed when they began to wait. */
function createFeedProgress() {
  let head = 0
  let committed = 0
  let waiting: { readonly count: number; readonly resolve: () => void }[] = []
  return {
    whenPositioned: (count: number) =>
      new Promise<void>((resolve) => {
        committed += count
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
