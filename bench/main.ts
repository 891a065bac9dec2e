import { cpus, totalmem } from 'node:os'
import { startBenchEnvironment, type BenchEnvironment } from './bench-environment.ts'
import { benchConsume } from './consume-bench.ts'
import { benchFanOut } from './fan-out-bench.ts'
import { benchFeed } from './feed-bench.ts'
import { benchNotifications } from './notification-bench.ts'
import { createBenchProject, type BenchProject } from './bench-project.ts'
import { benchResume } from './resume-bench.ts'
import { benchStartUp } from './start-up-bench.ts'
import { benchVerify } from './verify-bench.ts'
import { benchSignatures } from './signature-bench.ts'

type Bench = (machine: BenchEnvironment, project: BenchProject) => Promise<string>

const benches: Readonly<Record<string, Bench>> = {
  signatures: () => benchSignatures(),
  'start-up': () => benchStartUp(),
  verify: benchVerify,
  consume: benchConsume,
  feed: benchFeed,
  inbox: benchNotifications,
  'fan-out': benchFanOut,
  resume: benchResume,
}

/** Everything, in under eight minutes, or what is named; absolute figures depend on the machine, ratios less so. */
async function bench(names: readonly string[]): Promise<void> {
  const chosen = names.map((name) => benches[name])
  if (chosen.includes(undefined)) throw new Error(`There are: ${Object.keys(benches).join(' ')}.`)
  const machine = await startBenchEnvironment()
  const parts: string[] = []
  try {
    const project = await createBenchProject(machine)
    for (const run of chosen) {
      if (run !== undefined) parts.push(await run(machine, project))
      console.error('.')
    }
  } finally {
    await machine.close()
  }
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`
  console.log(`Node ${process.version}, ${cpus().length} cores, ${memory}\n`)
  console.log(parts.join('\n\n'))
}

const selected = process.argv.slice(2)
await bench(selected.length > 0 ? selected : Object.keys(benches))
