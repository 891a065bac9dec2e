import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import postgres from 'postgres'
import { startEmbeddedPostgres } from '../../src/db/embedded/embedded-postgres.ts'
import { createLog } from '../../src/platform/log.ts'
import { startTestServerOnDatabase, type TestServer } from '../support/test-server.ts'
import { dayMs } from '../support/time.ts'
import { storeTimeoutMs } from './faulty-shop.ts'
import { createRandom } from './seeded-random.ts'
import { createBooksReader, type StoreEntry } from './store-books.ts'
import { runSubscriptionYear, type YearResult } from './subscription-year.ts'

/** Nothing kills this database. */
const databaseSettings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }

/** `npm run soak:subscriptions -- --subscribers 1000 --days 365 --seed 1`: exits with 1 unless the records are those of the stores' books. */
async function soak(): Promise<boolean> {
  const { values } = parseArgs({
    options: {
      subscribers: { type: 'string', default: '1000' },
      days: { type: 'string', default: '365' },
      'step-days': { type: 'string', default: '1' },
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    },
  })
  const seed = Number(values.seed)
  const folder = await mkdtemp(join(tmpdir(), 'coinslot-soak-'))
  const database = await startEmbeddedPostgres({
    dataDir: folder,
    log: createLog('silent'),
    settings: databaseSettings,
  })
  const server = await startTestServerOnDatabase(database.url, {
    notifications: true,
    emulator: { maxNotifications: 1_000_000, random: createRandom(seed + 1) },
    environment: {
      RECONCILIATION_MAX_API_CALLS: '100000',
      JOB_CONCURRENCY: '32',
      JOB_RECOVERY_INTERVAL_MS: '400',
      STORE_TIMEOUT_MS: String(storeTimeoutMs),
    },
  })
  const sql = postgres(database.url, { max: 2, onnotice: () => undefined })
  const started = performance.now()
  const passedSeconds = () => Math.round((performance.now() - started) / 1_000)
  console.log(`seed ${seed}`)
  let succeeded = false
  try {
    const result = await runSubscriptionYear(server, sql, {
      subscribers: Number(values.subscribers),
      days: Number(values.days),
      stepMs: Number(values['step-days']) * dayMs,
      actsPerDay: 1 / 40,
      concurrency: 24,
      random: createRandom(seed),
      reconciliationDays: 10,
      quietDays: 10,
      onReconciled: (day, secondsOf) =>
        console.log(`day ${day}, after ${passedSeconds()} s: ${JSON.stringify(secondsOf)}`),
    })
    succeeded = report(result, { seed, seconds: passedSeconds() })
    if (!succeeded) await writeFile(join(folder, 'books.json'), JSON.stringify(await readBooks(server)))
    return succeeded
  } finally {
    await sql.end()
    await server.close()
    await database.close()
    if (succeeded) await rm(folder, { recursive: true, force: true })
    else console.log(`The database and the books of the stores are in ${folder}.`)
  }
}

async function readBooks({ emulator }: TestServer): Promise<readonly StoreEntry[]> {
  return [...(await createBooksReader(emulator)()).values()]
}

function report(result: YearResult, run: { readonly seed: number; readonly seconds: number }): boolean {
  const {
    differences,
    accessViolations,
    unexpectedProblems,
    openDiscrepancies,
    moneyDifferences,
    secondsOf,
    ...counts
  } = result
  const lists = { differences, accessViolations, unexpectedProblems, openDiscrepancies }
  const lengths = Object.entries(lists).map(([name, { length }]) => [name, length])
  console.table({ ...run, ...counts, ...moneyDifferences, ...Object.fromEntries(lengths) })
  console.table(secondsOf)
  const failures = Object.values(lists).flat()
  for (const failure of failures.slice(0, 50)) console.log(failure)
  return failures.length === 0 && Object.values(moneyDifferences).every((micros) => micros === '0')
}

process.exit((await soak()) ? 0 : 1)
