import { cpus, totalmem } from 'node:os'
import { startBenchMachine, type BenchMachine } from './bench-machine.ts'
import { benchConsume } from './consume-bench.ts'
import { benchFanOut } from './fan-out-bench.ts'
import { benchFeed } from './feed-bench.ts'
import { benchInbox } from './inbox-bench.ts'
import { makeBenchProject, type BenchProject } from './project.ts'
import { benchResume } from './resume-bench.ts'
import { benchStartUp } from './start-up-bench.ts'
import { benchStoreVerify } from './store-verify-bench.ts'
import { benchVerify } from './verify-bench.ts'

type Bench = (machine: BenchMachine, project: BenchProject) => Promise<string>

const benches: Readonly<Record<string, Bench>> = {
  signatures: () => benchVerify(),
  'start-up': () => benchStartUp(),
  verify: benchStoreVerify,
  consume: benchConsume,
  feed: benchFeed,
  inbox: benchInbox,
  'fan-out': benchFanOut,
  resume: benchResume,
}

/** Everything, in under eight minutes, or what is named; absolute figures depend on the machine, ratios less so. */
async function bench(names: readonly string[]): Promise<void> {
  const chosen = names.map((name) => benches[name])
  if (chosen.includes(undefined)) throw new Error(`There are: ${Object.keys(benches).join(' ')}.`)
  const machine = await startBenchMachine()
  const parts: string[] = []
  try {
    const project = await makeBenchProject(machine)
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

const asked = process.argv.slice(2)
await bench(asked.length > 0 ? asked : Object.keys(benches))
