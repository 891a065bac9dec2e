import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { findRegressions, type Ratios } from './check-ratios.ts'
import { formatBenchTable, plotRatios, ratiosOf, type BenchTable } from './report.ts'

const folder = new URL('../../docs/benchmarks/', import.meta.url)
const ratiosFile = fileURLToPath(new URL('ratios.json', folder))

/** Writes the tables as Markdown, their ratios as a plot, and as what later runs are checked against. */
export async function recordResults(tables: readonly BenchTable[], machine: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  const date = new Date().toISOString().slice(0, 10)
  const text = [
    '# Results of the benchmarks',
    `Written by \`npm run bench -- --record\` on ${date}: ${machine}. Each cell is the median of the rounds, with the least and the greatest.`,
    '![The rates as parts of their limits, on a logarithmic scale](ratios.svg)',
    ...tables.map(formatBenchTable),
  ]
  await writeFile(new URL('README.md', folder), `${text.join('\n\n')}\n`)
  await writeFile(new URL('ratios.svg', folder), plotRatios(tables))
  await writeFile(ratiosFile, `${JSON.stringify(ratiosOf(tables), null, 2)}\n`)
}

/** Sentences about what is worse than recorded; one that says so if nothing is recorded. */
export async function checkResults(tables: readonly BenchTable[]): Promise<string[]> {
  const recorded = await readFile(ratiosFile, 'utf8').catch(() => null)
  if (recorded === null) return ['Nothing is recorded: npm run bench -- --record does it.']
  const ids = tables.map(({ id }) => id)
  return findRegressions(JSON.parse(recorded) as Ratios, ratiosOf(tables), ids)
}
