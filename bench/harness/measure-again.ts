import { compareTable } from './check-ratios.ts'
import type { Ratios } from './report.ts'
import { addRounds, type MeasuredTable } from './rounds.ts'

/** The runs of a part that looked worse in the first one. */
const runCount = 3

type CheckOptions = {
  readonly recorded: Ratios
  /** Runs the parts with these ids once more. */
  readonly measure: (ids: readonly string[]) => Promise<readonly MeasuredTable[]>
  readonly print: (text: string) => void
}

/**
 * Measures those parts twice more that have a row which looks worse than recorded, and returns the tables with the rounds of all runs.
 *
 * A shared machine changes its speed within minutes, and a program and its limit do not change alike, so the rounds of one run can agree
 * with each other and be wrong. A row is judged by the median of the rounds of all its runs. To fail only what is worse in each run would
 * pass a real loss that is lucky in one of three, and to stop at the first run that makes the median acceptable would favour luck too.
 */
export async function measureWorsePartsAgain(
  tables: readonly MeasuredTable[],
  { recorded, measure, print }: CheckOptions,
): Promise<readonly MeasuredTable[]> {
  const worseIds = new Set<string>()
  for (const table of tables) {
    const { certain, worse } = compareTable(recorded, table)
    if (certain.length > 0 || worse.length === 0) continue
    worseIds.add(table.id)
    print(
      [`${table.id} is measured ${runCount - 1} times more, because a row looks worse:`, ...worse].join(
        '\n  ',
      ),
    )
  }
  if (worseIds.size === 0) return tables
  let measured = tables
  for (let run = 2; run <= runCount; run += 1) {
    const again = await measure([...worseIds])
    measured = measured.map((table) => {
      const added = again.find(({ id }) => id === table.id)
      return added === undefined ? table : addRounds(table, added)
    })
  }
  return measured
}
