import type { MetricValues, Series } from './messages.ts'

/** The last value that a process reported, by series. */
export type LastReported = Map<string, number>

export type CounterTotals = {
  /** Adds what the process counted since its last report. */
  readonly add: (lastReported: LastReported, values: MetricValues) => void
  readonly values: () => MetricValues
}

type Total = { readonly metric: MetricValues[number]; readonly series: Map<string, Series> }

/** Whether the values of a metric only grow, unlike those of a gauge. */
export const isCumulative = ({ type }: MetricValues[number]) => type === 'counter' || type === 'histogram'

/**
 * The sums of what processes counted, including those that have exited. Only increases are added, so a total never falls, not even
 * by a rounding error: Prometheus would take that for a restart and count everything again.
 */
export function createCounterTotals(): CounterTotals {
  const totals = new Map<string, Total>()
  return {
    add: (lastReported, values) => {
      for (const metric of values.filter(isCumulative)) {
        const total = totals.get(metric.name) ?? { metric, series: new Map<string, Series>() }
        totals.set(metric.name, total)
        for (const reported of metric.values) addSeries(total, lastReported, reported)
      }
    },
    values: () =>
      [...totals.values()].map(({ metric, series }) => ({ ...metric, values: [...series.values()] })),
  }
}

function addSeries({ metric, series }: Total, lastReported: LastReported, reported: Series): void {
  const key = seriesKey(metric.name, reported)
  const now = reported.value ?? 0
  const increase = Math.max(now - (lastReported.get(key) ?? 0), 0)
  lastReported.set(key, now)
  const total = series.get(key) ?? { ...reported, value: 0 }
  series.set(key, { ...total, value: (total.value ?? 0) + increase })
}

function seriesKey(name: string, { metricName, labels }: Series): string {
  const sorted = Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return JSON.stringify([name, metricName, sorted])
}
