import postgres from 'postgres'
import { startEmbeddedPostgres } from '../../src/db/embedded/embedded-postgres.ts'

/** Runs an embedded PostgreSQL in a process that a test can signal and kill. */
const [dataDir] = process.argv.slice(2)
if (dataDir === undefined) throw new Error('usage: embedded-postgres-process.ts <folder>')

const log = { debug: () => undefined, info: () => undefined, warn: () => undefined }
const { url, pid, close } = await startEmbeddedPostgres({ dataDir, log })
const sql = postgres(url, { max: 1 })
const alive = setInterval(() => undefined, 1000)

process.once('SIGINT', () => void drain())

async function drain(): Promise<void> {
  const [row] = await sql`select 'drained' as said from pg_sleep(0.3)`
  console.log(JSON.stringify(row))
  await sql.end()
  await close()
  clearInterval(alive)
}

console.log(JSON.stringify({ url, pid }))
