/** A metric of a scrape. */
export type ScrapedMetric = {
  readonly type: string
  /** The labels of its series, without `le`. */
  readonly labels: ReadonlySet<string>
  /** The values of each label. */
  readonly values: ReadonlyMap<string, ReadonlySet<string>>
  readonly seriesCount: number
}

const seriesPattern = /^([a-z0-9_]+)(?:\{(.*)\})? \S+$/gm
const labelPattern = /([a-z_]+)="((?:[^"\\]|\\.)*)"/g

/** Reads the text format of Prometheus. */
export function parseScrape(text: string): Map<string, ScrapedMetric> {
  const metrics = new Map<string, ScrapedMetric>()
  for (const [, name = '', type = ''] of text.matchAll(/^# TYPE (\S+) (\S+)$/gm)) {
    metrics.set(name, { type, labels: new Set(), values: new Map(), seriesCount: 0 })
  }
  for (const [, series = '', labelText = ''] of text.matchAll(seriesPattern)) {
    const name = baseName(metrics, series)
    const metric = metrics.get(name)
    if (metric === undefined) throw new Error(`no type of ${series}`)
    const labels = Array.from(
      labelText.matchAll(labelPattern),
      ([, label = '', value = '']) => [label, value] as const,
    )
    const values = new Map(metric.values)
    for (const [label, value] of labels) values.set(label, new Set([...(values.get(label) ?? []), value]))
    metrics.set(name, {
      ...metric,
      values,
      labels: new Set([
        ...metric.labels,
        ...labels.map(([label]) => label).filter((label) => label !== 'le'),
      ]),
      seriesCount: metric.seriesCount + 1,
    })
  }
  return metrics
}

/** The name of the metric that a series belongs to: a histogram has three kinds of series. */
export function baseName(metrics: ReadonlyMap<string, unknown>, series: string): string {
  return metrics.has(series) ? series : series.replace(/_(?:bucket|sum|count)$/, '')
}
