import { cpus, totalmem } from 'node:os'
import { startBenchMachine } from './bench-machine.ts'
import { benchConsume } from './consume-bench.ts'
import { benchFeed } from './feed-bench.ts'
import { benchInbox } from './inbox-bench.ts'
import { makeBenchProject } from './project.ts'
import { benchStartUp } from './start-up-bench.ts'
import { benchStoreVerify } from './store-verify-bench.ts'
import { benchVerify } from './verify-bench.ts'

/** Everything, in under four minutes; absolute figures depend on the machine, ratios less so. */
async function bench(): Promise<void> {
  const parts: string[] = []
  const show = (part: string) => {
    parts.push(part)
    console.error('.')
  }
  show(await benchVerify())
  show(await benchStartUp())
  const machine = await startBenchMachine()
  try {
    const project = await makeBenchProject(machine)
    show(await benchStoreVerify(machine, project))
    show(await benchConsume(machine, project))
    show(await benchFeed(machine, project))
    show(await benchInbox(machine, project))
  } finally {
    await machine.close()
  }
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`
  console.log(`Node ${process.version}, ${cpus().length} cores, ${memory}\n`)
  console.log(parts.join('\n\n'))
}

await bench()
