/** What one round measured of a row or of its limit. */
export type Measurement = {
  readonly perSecond: number
  readonly p50Ms?: number
  readonly p99Ms?: number
  /** Microseconds of CPU per operation. */
  readonly apiCpuMicros?: number
  readonly postgresCpuMicros?: number
  readonly unexpected?: number
}

/** A row of a title: what is measured, and the limit that it is compared with in the same round. */
export type Candidate = {
  /** Names the row in the recorded ratios too. */
  readonly name: string
  readonly measure: (round: number) => Promise<Measurement>
  /** null where the limit cannot be measured, for example without pgbench. */
  readonly measureLimit: (round: number) => Promise<number | null>
}

export type MeasuredRow = {
  readonly name: string
  readonly measurements: readonly Measurement[]
  /** One of each round, or none. */
  readonly limits: readonly number[]
}

/** One question of the benchmarks with what its rounds measured. */
export type MeasuredTable = {
  /** Begins the names of its rows in the recorded ratios. */
  readonly id: string
  readonly title: string
  /** What the limit is, and how the rows were measured. */
  readonly note: string
  readonly rows: readonly MeasuredRow[]
}

/**
 * Measures all candidates in every round, so that a change of the machine's speed meets all of them. A row and its limit follow each
 * other, and every second round has the limit first.
 */
export async function measureRounds(
  candidates: readonly Candidate[],
  roundCount: number,
): Promise<MeasuredRow[]> {
  const rows = candidates.map(({ name }) => ({
    name,
    measurements: [] as Measurement[],
    limits: [] as number[],
  }))
  for (let round = 0; round < roundCount; round += 1) {
    for (const [index, candidate] of candidates.entries()) {
      const row = rows[index]
      if (row === undefined) continue
      const measureRow = async () => row.measurements.push(await candidate.measure(round))
      const measureLimit = async () => {
        const limit = await candidate.measureLimit(round)
        if (limit !== null) row.limits.push(limit)
      }
      const steps = round % 2 === 0 ? [measureRow, measureLimit] : [measureLimit, measureRow]
      for (const step of steps) await step()
    }
  }
  return rows
}

/** The table with the rounds of another run of the same part. */
export function addRounds(table: MeasuredTable, { rows: added }: MeasuredTable): MeasuredTable {
  const rows = table.rows.map((row): MeasuredRow => {
    const { measurements = [], limits = [] } = added.find(({ name }) => name === row.name) ?? {}
    return {
      ...row,
      measurements: [...row.measurements, ...measurements],
      limits: [...row.limits, ...limits],
    }
  })
  return { ...table, rows }
}
