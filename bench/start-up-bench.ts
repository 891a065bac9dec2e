import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { startDevelopmentServer } from './bench-environment.ts'
import { readCpuMicros } from './harness/cpu-time.ts'
import { readPhases } from './harness/start-phases.ts'
import { spreadOf, type Spread } from './harness/summary.ts'
import { formatTable, ms, type Row } from './table.ts'

const rounds = 3
/** The server is at rest when its first jobs have run. */
const restMs = 2_000

type Start = {
  readonly readyMs: number
  readonly cpuMs: number
  /** Null where it was not waited for. */
  readonly memoryMiB: number | null
  readonly phases: ReadonlyMap<string, number>
}

/** `npm start` without configuration: on an empty data directory, then again on the same one, in several rounds. */
export async function benchStartUp(): Promise<string> {
  const starts = { first: [] as Start[], second: [] as Start[] }
  for (let round = 0; round < rounds; round += 1) {
    const folder = await mkdtemp(join(tmpdir(), 'coinslot-start-'))
    try {
      // The memory at rest differs little from start to start, and waiting for it takes longer than a start.
      const withMemory = round === 0
      starts.first.push(await measureStart(folder, withMemory))
      starts.second.push(await measureStart(folder, withMemory))
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  }
  const rows = Object.entries(starts).flatMap(([name, measured]) => describeStarts(name, measured))
  const note =
    'The first start creates the database. CPU is that of the server and its children; memory is resident, at rest.'
  return `### Start-up\n\n${note}\n\n${formatTable(['development start', 'median', 'spread'], rows)}`
}

async function measureStart(folder: string, withMemory: boolean): Promise<Start> {
  const began = performance.now()
  const server = await startDevelopmentServer({ COINSLOT_DATA_DIR: folder, EMULATOR_PORT: '0' })
  const readyMs = performance.now() - began
  const cpuMs = (readCpuMicros(server.pid) ?? Number.NaN) / 1_000
  if (withMemory) await delay(restMs)
  const memoryMiB = withMemory ? await readMemoryMiB(server.pid) : null
  await server.stop()
  return { readyMs, cpuMs, memoryMiB, phases: readPhases(server.output, readyMs) }
}

function describeStarts(name: string, starts: readonly Start[]): Row[] {
  const row = (what: string, values: readonly number[], format: (value: number) => string): Row => {
    const { median, min, max }: Spread = spreadOf(values) ?? { median: NaN, min: NaN, max: NaN }
    return [`${name}: ${what}`, format(median), `${format(min)}–${format(max)}`]
  }
  const phaseNames = [...(starts[0]?.phases.keys() ?? [])]
  const phaseRows = phaseNames.map((phase) =>
    row(
      `ms in “${phase}”`,
      starts.flatMap(({ phases }) => phases.get(phase) ?? []),
      ms,
    ),
  )
  return [
    row(
      'ready after ms',
      starts.map(({ readyMs }) => readyMs),
      ms,
    ),
    row(
      'CPU ms',
      starts.map(({ cpuMs }) => cpuMs),
      ms,
    ),
    ...phaseRows,
    row(
      'memory MiB',
      starts.flatMap(({ memoryMiB }) => memoryMiB ?? []),
      String,
    ),
  ]
}

async function readMemoryMiB(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024)
}
