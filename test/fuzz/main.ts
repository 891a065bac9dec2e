import { parseArgs } from 'node:util'
import { startPostgresServer } from '../setup/postgres-server.ts'
import { startFuzzTarget } from './fuzz-target.ts'
import { runFuzz } from './run-fuzz.ts'
import { runSocketFuzz } from './run-socket-fuzz.ts'

/** `npm run fuzz -- --minutes 10 --seed 7`: exits with 1 if an operation had an effect that none may have. */
const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
})
const seed = Number(values.seed)
console.log(`The seed is ${seed}.`)
const postgres = await startPostgresServer()
const target = await startFuzzTarget(postgres.url)
try {
  const options = { seed, count: Number.MAX_SAFE_INTEGER, maxMs: Number(values.minutes) * 60_000 }
  const reports = await Promise.all([runFuzz(target, options), runSocketFuzz(target, options)])
  for (const { faults: _, ...report } of reports) console.log(report)
  const faults = reports.flatMap((report) => report.faults)
  for (const fault of faults) console.log(`\n${fault}`)
  process.exitCode = faults.length === 0 ? 0 : 1
} finally {
  await target.close()
  await postgres.close()
}
