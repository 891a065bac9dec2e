import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { runFeedChaos } from '../feed/feed-chaos.ts'
import { startPostgresServer } from '../setup/postgres-server.ts'
import { startRedisProcess } from '../setup/redis-process.ts'
import { findRedisServer } from '../setup/find-redis-server.ts'
import { spawnScript } from '../support/server-process.ts'

const writerScript = fileURLToPath(new URL('feed-writer-process.ts', import.meta.url))
const writers = 8
const readers = 20

type WriterProcesses = {
  readonly stop: () => Promise<unknown>
  readonly killed: () => number
  /** The output of the processes that ended unexpectedly. */
  readonly crashes: () => readonly string[]
}

/** Starts processes that write; one of them is killed and replaced every few seconds. */
function startWriterProcesses(databaseUrl: string, appId: string): WriterProcesses {
  const crashes: string[] = []
  const start = () => {
    const writer = spawnScript(writerScript, [databaseUrl, appId], {})
    void writer.exited.then(({ signal }) => {
      if (signal !== 'SIGKILL') crashes.push(`a writer ended:\n${writer.output()}`)
    })
    return writer
  }
  const running = Array.from({ length: writers }, start)
  const end = new AbortController()
  let killed = 0
  const killing = (async () => {
    for (let turn = 0; await pauseBetweenKills(end.signal); turn += 1) {
      await running[turn % writers]?.kill('SIGKILL')
      running[turn % writers] = start()
      killed += 1
    }
  })()
  return {
    killed: () => killed,
    crashes: () => crashes,
    stop: async () => {
      end.abort()
      await killing
      await Promise.all(running.map((writer) => writer.kill('SIGKILL')))
    },
  }
}

/** Waits between two kills; false when the signal is aborted. */
const pauseBetweenKills = (signal: AbortSignal) =>
  delay(3_000, undefined, { signal }).then(
    () => true,
    () => false,
  )

/** `npm run soak:feed -- --minutes 3`: exits with 1 unless every reader saw all events in order, despite all failures. */
async function soak(): Promise<boolean> {
  const { values } = parseArgs({ options: { minutes: { type: 'string', default: '3' } } })
  const minutes = Number(values.minutes)
  if (!(minutes > 0 && minutes <= 5)) throw new Error('--minutes must be more than 0 and at most 5')
  const postgres = await startPostgresServer()
  const redis = await startRedisProcess(await findRedisServer())
  const writing: WriterProcesses[] = []
  try {
    const { discrepancies, ...counts } = await runFeedChaos({
      postgres,
      redis,
      servers: 3,
      readers,
      durationMs: minutes * 60_000,
      startWriters: (appId) => {
        const started = startWriterProcesses(postgres.url, appId)
        writing.push(started)
        return started
      },
    })
    const writersKilled = writing.reduce((sum, { killed }) => sum + killed(), 0)
    const crashes = writing.flatMap(({ crashes }) => crashes())
    return report({ ...counts, writersKilled }, [...discrepancies, ...crashes], minutes)
  } finally {
    await redis.stop()
    await postgres.close()
  }
}

/** Fails also if one of the failures was never injected. */
function report(
  counts: Readonly<Record<string, number>>,
  failures: readonly string[],
  minutes: number,
): boolean {
  console.table({ minutes, writers, readers, ...counts, failures: failures.length })
  for (const failure of failures) console.log(failure)
  const neverHappened = Object.entries(counts).flatMap(([what, count]) => (count === 0 ? [what] : []))
  if (neverHappened.length > 0) console.log(`never happened: ${neverHappened.join(', ')}`)
  return failures.length === 0 && neverHappened.length === 0
}

// Each child process adds a listener for the exit of this one.
process.setMaxListeners(50)
process.exit((await soak()) ? 0 : 1)
