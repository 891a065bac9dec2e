import type { MetricValues, Series } from './messages.ts'

/** What a process has told so far, by series. */
export type Told = Map<string, number>

export type CountTotals = {
  /** Adds what the process counted since it last told. */
  readonly raise: (told: Told, values: MetricValues) => void
  readonly values: () => MetricValues
}

type Total = { readonly metric: MetricValues[number]; readonly series: Map<string, Series> }

/** What is counted, and not only true for a moment. */
export const isCount = ({ type }: MetricValues[number]) => type === 'counter' || type === 'histogram'

/**
 * What processes counted, added up. They may end: what they told stays. Only increases are added, so a total never falls, not
 * even by a rounding: Prometheus would take that for a restart, and count everything again.
 */
export function createCountTotals(): CountTotals {
  const totals = new Map<string, Total>()
  return {
    raise: (told, values) => {
      for (const metric of values.filter(isCount)) {
        const total = totals.get(metric.name) ?? { metric, series: new Map<string, Series>() }
        totals.set(metric.name, total)
        for (const one of metric.values) raiseSeries(total, told, one)
      }
    },
    values: () =>
      [...totals.values()].map(({ metric, series }) => ({ ...metric, values: [...series.values()] })),
  }
}

function raiseSeries({ metric, series }: Total, told: Told, one: Series): void {
  const key = keyOf(metric.name, one)
  const now = one.value ?? 0
  const more = Math.max(now - (told.get(key) ?? 0), 0)
  told.set(key, now)
  const total = series.get(key) ?? { ...one, value: 0 }
  series.set(key, { ...total, value: (total.value ?? 0) + more })
}

function keyOf(name: string, { metricName, labels }: Series): string {
  const sorted = Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return JSON.stringify([name, metricName, sorted])
}
