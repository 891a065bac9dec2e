import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { format, resolveConfig } from 'prettier'
import { formatBenchTable, plotRatios, ratiosOf, type BenchTable, type Ratios } from './report.ts'

const folder = new URL('../../docs/benchmarks/', import.meta.url)
const resultsFile = fileURLToPath(new URL('results.json', folder))

/** A table with the day and the machine of its measurement. */
export type RecordedTable = {
  readonly date: string
  readonly machine: string
  readonly table: BenchTable
}

/**
 * Writes the tables as Markdown, their ratios as a plot, and all as JSON that later runs are checked against. The recorded tables of other
 * parts stay, because the long parts are not measured with the short ones.
 * @param order the ids of all tables
 */
export async function recordResults(
  tables: readonly BenchTable[],
  { machine, order }: { readonly machine: string; readonly order: readonly string[] },
): Promise<void> {
  await mkdir(folder, { recursive: true })
  const date = new Date().toISOString().slice(0, 10)
  const measured = tables.map((table): RecordedTable => ({ date, machine, table }))
  const results = mergeResults((await readResults()) ?? [], measured, order)
  const text = [
    '# Results of the benchmarks',
    'Written by `npm run bench -- --record`, part by part. Each cell is the median of the rounds, with the least and the greatest.',
    '![The rates as parts of their limits, on a logarithmic scale](ratios.svg)',
    ...results.map(formatRecordedTable),
  ]
  await writeFormatted(fileURLToPath(new URL('README.md', folder)), text.join('\n\n'))
  await writeFormatted(resultsFile, JSON.stringify(results))
  await writeFile(new URL('ratios.svg', folder), plotRatios(results.map(({ table }) => table)))
}

async function writeFormatted(filepath: string, text: string): Promise<void> {
  await writeFile(filepath, await format(text, { ...(await resolveConfig(filepath)), filepath }))
}

/** The newest table of each id, in the given order. */
export function mergeResults(
  recorded: readonly RecordedTable[],
  measured: readonly RecordedTable[],
  order: readonly string[],
): RecordedTable[] {
  const newest = new Map([...recorded, ...measured].map((result) => [result.table.id, result]))
  return order.flatMap((id) => newest.get(id) ?? [])
}

const formatRecordedTable = ({ date, machine, table }: RecordedTable) =>
  `${formatBenchTable(table)}\n\nMeasured on ${date}: ${machine}.`

async function readResults(): Promise<RecordedTable[] | null> {
  const recorded = await readFile(resultsFile, 'utf8').catch(() => null)
  return recorded === null ? null : (JSON.parse(recorded) as RecordedTable[])
}

/** null if nothing is recorded. */
export async function readRecordedRatios(): Promise<Ratios | null> {
  const recorded = await readResults()
  return recorded && ratiosOf(recorded.map(({ table }) => table))
}
