import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startApi } from './bench-environment.ts'
import { formatTable, ms, type Row } from './table.ts'

/** `npm start` without configuration: on an empty data directory, then again on the same one. */
export async function benchStartUp(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'coinslot-start-'))
  const rows: Row[] = []
  try {
    for (const name of ['first start (creates the database)', 'second start']) {
      const began = performance.now()
      const api = await startApi({ COINSLOT_DATA_DIR: folder, EMULATOR_PORT: '0' })
      const took = performance.now() - began
      const memory = await readMemoryMiB(api.pid)
      await api.stop()
      rows.push([name, ms(took), memory])
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
  return `### Start-up\n\n${formatTable(['development start', 'ready after ms', 'memory of the server, MiB'], rows)}`
}

async function readMemoryMiB(pid: number): Promise<string> {
  try {
    const status = await readFile(`/proc/${pid}/status`, 'utf8')
    return String(Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024))
  } catch {
    return 'unknown'
  }
}
