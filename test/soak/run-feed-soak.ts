import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { startEmbeddedPostgres } from '../../src/db/embedded.ts'
import { createLog } from '../../src/platform/log.ts'
import { runFeedChaos } from '../feed/feed-chaos.ts'
import { startRedisProcess } from '../setup/redis-process.ts'
import { findRedisServer } from '../setup/redis-server.ts'
import { spawnScript } from '../support/server-process.ts'

const writerScript = fileURLToPath(new URL('feed-writer-process.ts', import.meta.url))
const writerCount = 8

/** Some seconds; false as soon as the signal comes. */
const waitUnless = (signal: AbortSignal) =>
  delay(3_000, undefined, { signal }).then(
    () => true,
    () => false,
  )

/** Processes that write, one of which is killed and replaced every few seconds. */
function startWriterProcesses(databaseUrl: string, appId: string): { stop: () => Promise<unknown> } {
  const start = () => spawnScript(writerScript, [databaseUrl, appId], {})
  const writers = Array.from({ length: writerCount }, start)
  const end = new AbortController()
  const killing = (async () => {
    for (let turn = 0; await waitUnless(end.signal); turn += 1) {
      await writers[turn % writerCount]?.kill('SIGKILL')
      writers[turn % writerCount] = start()
    }
  })()
  return {
    stop: async () => {
      end.abort()
      await killing
      await Promise.all(writers.map((writer) => writer.kill('SIGKILL')))
    },
  }
}

/** `npm run soak:feed -- --minutes 3`: ends with 1 unless every reader saw the table, in order. */
async function soak(): Promise<boolean> {
  const { values } = parseArgs({ options: { minutes: { type: 'string', default: '3' } } })
  const minutes = Number(values.minutes)
  if (!(minutes > 0 && minutes <= 5)) throw new Error('--minutes must be more than 0 and at most 5')
  const folder = await mkdtemp(join(tmpdir(), 'coinslot-soak-'))
  const database = await startEmbeddedPostgres({ dataDir: folder, log: createLog('silent') })
  const redis = await startRedisProcess(await findRedisServer())
  try {
    const { differences, ...counts } = await runFeedChaos({
      databaseUrl: database.url,
      redis,
      servers: 3,
      readers: 20,
      durationMs: minutes * 60_000,
      startWriters: (appId) => startWriterProcesses(database.url, appId),
    })
    console.table({ ...counts, writers: writerCount, readers: 20, minutes, differences: differences.length })
    for (const difference of differences) console.log(difference)
    // Readers that had nothing to read prove nothing.
    return counts.events > 0 && differences.length === 0
  } finally {
    await redis.stop()
    await database.close()
    await rm(folder, { recursive: true, force: true })
  }
}

// Each process that is watched listens for the end of this one.
process.setMaxListeners(50)
process.exit((await soak()) ? 0 : 1)
