import type { Measurement, MeasuredRow } from './rounds.ts'

/** The median of the rounds, with the least and the greatest. */
export type Spread = { readonly median: number; readonly min: number; readonly max: number }

export type RowSummary = {
  readonly name: string
  readonly rate: Spread
  readonly limit: Spread | null
  /** Of the ratios of the rounds; null without a limit. */
  readonly ratio: Spread | null
  readonly p50Ms: number | null
  readonly p99Ms: number | null
  readonly apiCpuMicros: number | null
  readonly postgresCpuMicros: number | null
  readonly unexpected: number
}

/** null for an empty list. */
export function spreadOf(values: readonly number[]): Spread | null {
  const sorted = values.toSorted((a, b) => a - b)
  const [min] = sorted
  const max = sorted.at(-1)
  if (min === undefined || max === undefined) return null
  const middle = (sorted.length - 1) / 2
  const lower = sorted[Math.floor(middle)] ?? min
  const upper = sorted[Math.ceil(middle)] ?? max
  return { median: (lower + upper) / 2, min, max }
}

export function summarizeRow({ name, measurements, limits }: MeasuredRow): RowSummary {
  const rate = spreadOf(measurements.map(({ perSecond }) => perSecond))
  if (rate === null) throw new Error(`${name} has no round`)
  const ratios = limits.map((limit, round) => (measurements[round]?.perSecond ?? Number.NaN) / limit)
  const medianOf = (key: Exclude<keyof Measurement, 'perSecond' | 'unexpected'>) => {
    const values = measurements.map((measurement) => measurement[key])
    return spreadOf(values.filter((value) => value !== undefined))?.median ?? null
  }
  return {
    name,
    rate,
    limit: spreadOf(limits),
    ratio: spreadOf(ratios),
    p50Ms: medianOf('p50Ms'),
    p99Ms: medianOf('p99Ms'),
    apiCpuMicros: medianOf('apiCpuMicros'),
    postgresCpuMicros: medianOf('postgresCpuMicros'),
    unexpected: measurements.reduce((sum, { unexpected = 0 }) => sum + unexpected, 0),
  }
}
