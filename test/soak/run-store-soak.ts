import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import postgres from 'postgres'
import { startEmbeddedPostgres } from '../../src/db/embedded/embedded-postgres.ts'
import { createLog } from '../../src/platform/log.ts'
import { startTestServerOnDatabase } from '../support/test-server.ts'
import { runStoreSoak } from './store-soak.ts'

/** `npm run soak -- --purchases 10000`: exits with 1 unless every status is right in the end. */
async function soak(): Promise<boolean> {
  const { values } = parseArgs({ options: { purchases: { type: 'string', default: '10000' } } })
  const folder = await mkdtemp(join(tmpdir(), 'coinslot-soak-'))
  const database = await startEmbeddedPostgres({ dataDir: folder, log: createLog('silent') })
  const server = await startTestServerOnDatabase(database.url, {
    notifications: true,
    emulator: { maxNotifications: 1_000_000 },
    environment: { RECONCILIATION_MAX_API_CALLS: '100000', JOB_CONCURRENCY: '8' },
  })
  const sql = postgres(database.url, { max: 2, onnotice: () => undefined })
  try {
    const started = performance.now()
    const options = { purchases: Number(values.purchases), concurrency: 16, random: Math.random }
    const { mismatches, openDiscrepancies, ...counts } = await runStoreSoak(server, sql, options)
    console.table({
      ...counts,
      openDiscrepancies: openDiscrepancies.length,
      mismatches: mismatches.length,
      seconds: Math.round((performance.now() - started) / 1000),
    })
    const failures = [...openDiscrepancies, ...mismatches]
    for (const failure of failures.slice(0, 20)) console.log(failure)
    return counts.unacknowledged + failures.length === 0
  } finally {
    await sql.end()
    await server.close()
    await database.close()
    await rm(folder, { recursive: true, force: true })
  }
}

process.exit((await soak()) ? 0 : 1)
