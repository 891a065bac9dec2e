import { ratiosOf, summarizeTable, type Ratios } from './report.ts'
import type { MeasuredTable } from './rounds.ts'

/** Ratios differ from run to run, also on an idle machine. */
const toleratedLoss = 0.15

/** Sentences about the rows of a table. */
type Findings = {
  /** Rows that were not measured, or had unexpected answers: no further round changes that. */
  readonly certain: readonly string[]
  /** Rows whose ratio is worse than the recorded one by more than 15 %. */
  readonly worse: readonly string[]
}

export function compareTable(recorded: Ratios, table: MeasuredTable): Findings {
  const summary = summarizeTable(table)
  const measured = ratiosOf([summary])
  const rows = Object.entries(recorded).filter(([name]) => name.startsWith(`${table.id}: `))
  return {
    certain: [
      ...rows.flatMap(([name]) => (measured[name] === undefined ? [`${name} was not measured.`] : [])),
      ...summary.rows.flatMap(({ name, unexpected }) =>
        unexpected > 0 ? [`${table.id}: ${name} had ${unexpected} unexpected answers.`] : [],
      ),
    ],
    worse: rows.flatMap(([name, before]) => {
      const now = measured[name]
      if (now === undefined || now >= before * (1 - toleratedLoss)) return []
      return [`${name} reached ${now.toFixed(3)} of its limit; the record is ${before.toFixed(3)}.`]
    }),
  }
}

/** All that is wrong with the tables. */
export function findRegressions(recorded: Ratios, tables: readonly MeasuredTable[]): string[] {
  return tables.flatMap((table) => Object.values(compareTable(recorded, table)).flat())
}
