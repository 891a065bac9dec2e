import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../src/db/embedded.ts'
import { createLog } from '../../src/platform/log.ts'
import { findFreePort } from './free-port.ts'

/** A PostgreSQL of the caller's own, which can be stopped and started again. */
export type PostgresServer = {
  /** An empty database; the address stays. */
  readonly url: string
  /** `fast` ends sessions and writes everything down; `immediate` is a crash, and the next start recovers. */
  readonly stop: (mode: 'fast' | 'immediate') => Promise<void>
  readonly start: () => Promise<void>
  /** Stops it for good. */
  readonly close: () => Promise<void>
}

export async function startPostgresServer(): Promise<PostgresServer> {
  const dataDir = await mkdtemp(join(tmpdir(), 'coinslot-test-restarts-'))
  // The machine does not crash, only the server does: what it handed to the system stays.
  const settings = { fsync: 'off', max_connections: 150 }
  const launch = () => startEmbeddedPostgres({ dataDir, log: createLog('silent'), settings })
  let running = await launch()
  await running.close()
  await writeFile(join(dataDir, 'postgres', 'port'), String(await findFreePort()))
  running = await launch()
  const { url } = running
  return {
    url,
    stop: async (mode) => {
      if (mode === 'immediate') await crash(running)
      else await running.close()
    },
    start: async () => {
      running = await launch()
      if (running.url !== url) throw new Error(`PostgreSQL listens elsewhere: ${running.url}, not ${url}`)
    },
    close: async () => {
      await running.close()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

async function crash({ pid, exited }: EmbeddedPostgres): Promise<void> {
  process.kill(pid, 'SIGQUIT')
  await exited
}
