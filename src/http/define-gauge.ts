import { Gauge, type Registry } from 'prom-client'

export type GaugeDefinition<Label extends string> = {
  readonly name: `coinslot_${string}`
  readonly help: string
  readonly labelNames?: readonly Label[]
  /** How the values of several processes of a machine are combined; `max` for values that each of them reads from the same place. */
  readonly aggregator?: 'sum' | 'max' | 'min' | 'first'
}

export type GaugeSample<Label extends string> = {
  readonly labels?: Readonly<Record<Label, string>>
  readonly value: number
}

/** Defines a gauge that is read at each scrape. Null, and series that are not read again, have no value. */
export function defineGauge<Label extends string = never>(
  registry: Registry,
  definition: GaugeDefinition<Label>,
  read: () =>
    readonly GaugeSample<Label>[] | number | null | Promise<readonly GaugeSample<Label>[] | number | null>,
): void {
  const { name, help, labelNames = [], aggregator = 'sum' } = definition
  const gauge: Gauge<Label> = new Gauge<Label>({
    name,
    help,
    labelNames: [...labelNames],
    aggregator,
    registers: [registry],
    async collect() {
      const samples = await read()
      gauge.reset()
      // Without labels `reset` sets the value to 0, which would be wrong for one that is unknown.
      if (labelNames.length === 0 && samples === null) gauge.remove()
      if (typeof samples === 'number') gauge.set(samples)
      for (const { labels, value } of typeof samples === 'number' ? [] : (samples ?? [])) {
        if (labels === undefined) gauge.set(value)
        else gauge.set(labels, value)
      }
    },
  })
}

/**
 * Adds the series of all label values that have no sample, with 0. So a series is missing only while it cannot be read, which an alert
 * finds.
 */
export function fillZeros<Label extends string>(
  labelSets: readonly Readonly<Record<Label, string>>[],
  samples: readonly GaugeSample<Label>[],
): GaugeSample<Label>[] {
  const keyOf = (labels: Readonly<Record<string, string>> = {}) =>
    JSON.stringify(Object.entries(labels).toSorted())
  const known = new Set(samples.map(({ labels }) => keyOf(labels)))
  const missing = labelSets.filter((labels) => !known.has(keyOf(labels)))
  return [...samples, ...missing.map((labels) => ({ labels, value: 0 }))]
}
