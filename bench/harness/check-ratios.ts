/** Ratios of a run by the name of the row. */
export type Ratios = Readonly<Record<string, number>>

/** Ratios differ from run to run, also on an idle machine. */
const toleratedLoss = 0.15

/**
 * Sentences about the rows whose ratio is worse than the recorded one by more than 15 %, and about recorded rows that were not measured.
 * Only rows of the given tables are compared.
 */
export function findRegressions(recorded: Ratios, measured: Ratios, ids: readonly string[]): string[] {
  const isOfTable = (name: string) => ids.some((id) => name.startsWith(`${id}: `))
  return Object.entries(recorded)
    .filter(([name]) => isOfTable(name))
    .flatMap(([name, before]) => {
      const now = measured[name]
      if (now === undefined) return [`${name} was not measured.`]
      const least = before * (1 - toleratedLoss)
      if (now >= least) return []
      return [`${name} reached ${now.toFixed(3)} of its limit; the record is ${before.toFixed(3)}.`]
    })
}
