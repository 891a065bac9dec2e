import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import { expect, test } from 'vitest'
import type { MetricValues } from './messages.ts'
import { createMetricsAggregator, type MetricsAggregator } from './metrics-aggregator.ts'

const limitMs = 50

/** A process with metrics of each kind, which answers when it is asked unless it hangs. */
function startProcess(sum: MetricsAggregator) {
  const registry = new Registry()
  const registers = [registry]
  const sold = new Counter({ name: 'sold', help: 'x', labelNames: ['store', 'kind'], registers })
  const open = new Gauge({ name: 'open', help: 'x', registers })
  const took = new Histogram({ name: 'took', help: 'x', labelNames: ['route'], buckets: [0.1, 1], registers })
  let hangs = false
  let questions = 0
  const tell = async () => {
    const json: unknown = JSON.parse(JSON.stringify(await registry.getMetricsAsJSON()))
    source.report(json as MetricValues)
  }
  const source = sum.add(() => {
    questions += 1
    if (!hangs) void tell()
  })
  return {
    sold,
    open,
    took,
    tell,
    questions: () => questions,
    hang: () => void (hangs = true),
    end: source.remove,
  }
}

async function read(sum: MetricsAggregator, series: string): Promise<number | null> {
  const line = (await sum.aggregate()).split('\n').find((each) => each.startsWith(`${series} `))
  return line === undefined ? null : Number(line.split(' ')[1])
}

test('counters and histograms are added up by their labels, in whatever order these come', async () => {
  const sum = createMetricsAggregator({ limitMs })
  const [one, other] = [startProcess(sum), startProcess(sum)]
  one.sold.inc({ store: 'a', kind: 'x' }, 2)
  other.sold.inc({ kind: 'x', store: 'a' }, 3)
  other.sold.inc({ store: 'b', kind: 'x' })
  one.took.observe({ route: '/' }, 0.5)
  other.took.observe({ route: '/' }, 0.05)
  expect(await read(sum, 'sold{store="a",kind="x"}')).toBe(5)
  expect(await read(sum, 'sold{store="b",kind="x"}')).toBe(1)
  expect(await read(sum, 'took_bucket{le="0.1",route="/"}')).toBe(1)
  expect(await read(sum, 'took_bucket{le="+Inf",route="/"}')).toBe(2)
  expect(await read(sum, 'took_count{route="/"}')).toBe(2)
  expect(await read(sum, 'took_sum{route="/"}')).toBeCloseTo(0.55)
})

test('what a process counted outlives it, and what it held open does not', async () => {
  const sum = createMetricsAggregator({ limitMs })
  const [doomed, other] = [startProcess(sum), startProcess(sum)]
  for (const each of [doomed, other]) {
    each.sold.inc({ store: 'a', kind: 'x' }, 10)
    each.took.observe({ route: '/' }, 1)
    each.open.set(7)
  }
  expect(await read(sum, 'open')).toBe(14)
  doomed.end()
  const next = startProcess(sum)
  next.sold.inc({ store: 'a', kind: 'x' })
  expect(await read(sum, 'sold{store="a",kind="x"}')).toBe(21)
  expect(await read(sum, 'took_count{route="/"}')).toBe(2)
  expect(await read(sum, 'open')).toBe(7)
})

test('a sum of fractions does not fall by a rounding when a process ends', async () => {
  const sum = createMetricsAggregator({ limitMs })
  // Added up in this order they are more than in the one in which they end.
  const processes = [0.1, 0.2, 0.3].map((seconds) => {
    const each = startProcess(sum)
    each.took.observe({ route: '/' }, seconds)
    return each
  })
  let before = await read(sum, 'took_sum{route="/"}')
  for (const index of [2, 1, 0]) {
    processes[index]!.end()
    const now = await read(sum, 'took_sum{route="/"}')
    expect(now).toBeGreaterThanOrEqual(before ?? Number.NaN)
    before = now
  }
})

test('one that hangs delays the sum by the limit only, keeps its counts in it, and is asked once', async () => {
  const sum = createMetricsAggregator({ limitMs })
  const [stuck, other] = [startProcess(sum), startProcess(sum)]
  for (const each of [stuck, other]) {
    each.sold.inc({ store: 'a', kind: 'x' })
    each.open.set(1)
  }
  await sum.aggregate()
  stuck.hang()
  const asked = stuck.questions()
  for (let scrape = 0; scrape < 3; scrape += 1) {
    const start = performance.now()
    expect(await read(sum, 'sold{store="a",kind="x"}')).toBe(2)
    expect(performance.now() - start).toBeLessThan(limitMs + 1_000)
    expect(await read(sum, 'open')).toBe(1)
  }
  expect(stuck.questions()).toBe(asked + 1)
  stuck.sold.inc({ store: 'a', kind: 'x' }, 5)
  await stuck.tell()
  expect(await read(sum, 'sold{store="a",kind="x"}')).toBe(7)
})

test('one that ends while it is asked is not waited for', async () => {
  const sum = createMetricsAggregator({ limitMs: 60_000 })
  const [doomed, other] = [startProcess(sum), startProcess(sum)]
  other.open.set(3)
  doomed.hang()
  const asked = read(sum, 'open')
  doomed.end()
  expect(await asked).toBe(3)
})
