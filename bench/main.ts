import { cpus, totalmem } from 'node:os'
import { startBenchEnvironment, type BenchEnvironment, type BenchScale } from './bench-environment.ts'
import { createBenchProject, type BenchProject } from './bench-project.ts'
import { benchConsole } from './console-bench.ts'
import { benchConsolePaint } from './console-paint.ts'
import { benchConsume } from './consume-bench.ts'
import { benchEntitlements } from './entitlements-bench.ts'
import { benchFanOut } from './fan-out-bench.ts'
import { benchFeed } from './feed-bench.ts'
import { benchLists } from './lists-bench.ts'
import { benchGrowth } from './growth-bench.ts'
import { benchManyApps } from './many-apps-bench.ts'
import { benchNotifications } from './notification-bench.ts'
import { benchOverload } from './overload-bench.ts'
import { benchProcesses } from './processes-bench.ts'
import { benchResume } from './resume-bench.ts'
import { findRegressions } from './harness/check-ratios.ts'
import { measureWorsePartsAgain } from './harness/measure-again.ts'
import { formatBenchTable, summarizeTable } from './harness/report.ts'
import { readRecordedRatios, recordResults } from './harness/recorded-results.ts'
import type { MeasuredTable } from './harness/rounds.ts'
import { benchSchedule } from './schedule-bench.ts'
import { benchSignatures } from './signature-bench.ts'
import { benchStartUp } from './start-up-bench.ts'
import { benchVerify } from './verify-bench.ts'

type BenchPart = {
  readonly description: string
  /** Takes too long for a run without arguments. */
  readonly isLong?: boolean
  readonly run: (environment: BenchEnvironment, project: BenchProject, scale: BenchScale) => Promise<Report>
}

/** Tables are recorded and checked, texts are only printed. */
type Report = string | MeasuredTable

const benchParts: Readonly<Record<string, BenchPart>> = {
  signatures: {
    description:
      'App Store signatures checked on one core, compared with the bare curve and with Apple’s library',
    run: (_environment, _project, scale) => benchSignatures(scale),
  },
  'start-up': {
    description: 'time until a development server is ready, on an empty and on an existing data directory',
    run: () => benchStartUp(),
  },
  verify: {
    description: 'verifyPurchase by store, compared with pgbench running the record statement',
    run: benchVerify,
  },
  consume: {
    description: 'consumePayment, compared with pgbench running the same statement',
    run: benchConsume,
  },
  entitlements: {
    description: 'entitlements of a user, compared with pgbench running the same statement',
    run: benchEntitlements,
  },
  lists: {
    description: 'lists of payments, compared with Mercurius and PostGraphile on the same tables',
    run: benchLists,
  },
  feed: { description: 'latency from the commit of a consume to a subscriber', run: benchFeed },
  notifications: {
    description: 'store notifications checked and stored, compared with health checks of the same process',
    run: benchNotifications,
  },
  'many-apps': {
    description:
      'events of 1, 10 and 100 AppKeys that get their positions, compared with one sequencer for all',
    isLong: true,
    run: benchManyApps,
  },
  growth: {
    description:
      'verifyPurchase and consumePayment beside 10,000,000 payments, compared with 10,000; with --payments=<count> of others',
    isLong: true,
    run: benchGrowth,
  },
  processes: {
    description: 'consumePayment and verifyPurchase with two processes, compared with one',
    isLong: true,
    run: benchProcesses,
  },
  overload: {
    description:
      'consumePayment at half, once and twice the capacity: throughput and latency of what is accepted',
    isLong: true,
    run: benchOverload,
  },
  'fan-out': {
    description: '10,000 subscribers of one process, compared with a bare WebSocket server',
    isLong: true,
    run: benchFanOut,
  },
  resume: {
    description: 'one reader that catches up on a million events, page by page',
    isLong: true,
    run: benchResume,
  },
  schedule: {
    description: 'the subscriptions that are due, picked from a million',
    isLong: true,
    run: benchSchedule,
  },
  'console-paint': {
    description:
      'largest contentful paint of the pages of the console in Chromium, as they are built for production',
    isLong: true,
    run: benchConsolePaint,
  },
  console: {
    description:
      'lists, searches, statistics and an export of a million payments; with --payments=<count> of others',
    isLong: true,
    run: benchConsole,
  },
}

const partNames = Object.keys(benchParts)

function describeUsage(): string {
  const width = Math.max(...partNames.map((name) => name.length))
  const lines = Object.entries(benchParts).map(
    ([name, { description, isLong = false }]) =>
      `  ${name.padEnd(width)}  ${description}${isLong ? ' (only by name)' : ''}`,
  )
  return [
    'npm run bench                  every part that is not marked, with short runs: less than three minutes',
    'npm run bench -- <part> …      the named parts, with long runs and all client counts',
    'npm run bench -- all           every part, with long runs and all client counts',
    '  --short                      short runs of the named parts',
    '  --check                      exits with 1 if a ratio is 15 % worse than in docs/benchmarks/results.json;',
    '                               a part that looks so is run twice more first',
    '  --record                     writes the tables and the plot of their ratios to docs/benchmarks/',
    '',
    'Parts:',
    ...lines,
  ].join('\n')
}

type BenchSelection = {
  readonly parts: readonly (readonly [name: string, part: BenchPart])[]
  readonly scale: BenchScale
}

function selectParts(names: readonly string[], flags: readonly string[]): BenchSelection {
  if (names.length === 0) {
    const parts = Object.entries(benchParts).filter(([, { isLong = false }]) => !isLong)
    return { parts, scale: 'short' }
  }
  const selected = names.includes('all') ? partNames : names
  const parts = selected.map((name): BenchSelection['parts'][number] => {
    const part = benchParts[name]
    if (part === undefined) throw new Error(`unknown part ${name}\n\n${describeUsage()}`)
    return [name, part]
  })
  return { parts, scale: flags.includes('--short') ? 'short' : 'full' }
}

/** Runs the parts one after the other, on stores that nobody has used before. */
async function measureParts({ parts, scale }: BenchSelection): Promise<Report[]> {
  const environment = await startBenchEnvironment()
  const reports: Report[] = []
  try {
    const project = await createBenchProject(environment)
    for (const [name, part] of parts) {
      const began = performance.now()
      reports.push(await part.run(environment, project, scale))
      console.error(`${name}: ${((performance.now() - began) / 1_000).toFixed(1)} s`)
    }
  } finally {
    await environment.close()
  }
  return reports
}

/** Absolute figures depend on the machine, ratios less so. */
async function runBenches(selection: BenchSelection, flags: readonly string[]): Promise<void> {
  const reports = await measureParts(selection)
  const isTable = (report: Report) => typeof report !== 'string'
  const first = reports.filter(isTable)
  const recorded = flags.includes('--check') ? await readRecordedRatios() : null
  const measure = async (ids: readonly string[]) => {
    const parts = selection.parts.filter(([name]) => ids.includes(name))
    return (await measureParts({ ...selection, parts })).filter(isTable)
  }
  const print = (text: string) => {
    console.error(text)
  }
  const measured =
    recorded === null ? first : await measureWorsePartsAgain(first, { recorded, measure, print })
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`
  const machine = `Node ${process.version}, ${cpus().length} cores, ${memory}`
  const tables = measured.map(summarizeTable)
  const texts = [...reports.filter((report) => typeof report === 'string'), ...tables.map(formatBenchTable)]
  console.log([machine, ...texts].join('\n\n'))
  if (flags.includes('--record')) await recordResults(tables, { machine, order: partNames })
  if (flags.includes('--check')) reportCheck(recorded && findRegressions(recorded, measured))
}

function reportCheck(regressions: readonly string[] | null): void {
  const lines = regressions ?? ['Nothing is recorded: npm run bench -- --record does it.']
  console.log(`\n${lines.length === 0 ? 'No ratio is worse than recorded.' : lines.join('\n')}`)
  if (lines.length > 0) process.exitCode = 1
}

const flags = process.argv.slice(2).filter((argument) => argument.startsWith('--'))
const names = process.argv.slice(2).filter((argument) => !argument.startsWith('--'))
if (flags.includes('--help')) console.log(describeUsage())
else await runBenches(selectParts(names, flags), flags)
