import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import { expect, test } from 'vitest'
import type { MetricValues } from './messages.ts'
import { createMetricsAggregator, type MetricsAggregator } from './metrics-aggregator.ts'

const timeoutMs = 50

/** A process with metrics of each kind, which responds to requests unless it hangs. */
function startProcess(aggregator: MetricsAggregator) {
  const registry = new Registry()
  const registers = [registry]
  const sold = new Counter({ name: 'sold', help: 'x', labelNames: ['store', 'kind'], registers })
  const open = new Gauge({ name: 'open', help: 'x', registers })
  const took = new Histogram({ name: 'took', help: 'x', labelNames: ['route'], buckets: [0.1, 1], registers })
  let hangs = false
  let requestCount = 0
  const report = async () => {
    const json: unknown = JSON.parse(JSON.stringify(await registry.getMetricsAsJSON()))
    member.report(json as MetricValues)
  }
  const member = aggregator.add(() => {
    requestCount += 1
    if (!hangs) void report()
  })
  return {
    sold,
    open,
    took,
    report,
    requestCount: () => requestCount,
    hang: () => void (hangs = true),
    exit: member.remove,
  }
}

async function read(aggregator: MetricsAggregator, series: string): Promise<number | null> {
  const line = (await aggregator.aggregate()).split('\n').find((text) => text.startsWith(`${series} `))
  return line === undefined ? null : Number(line.split(' ')[1])
}

test('counters and histograms are added up by their labels, whatever the order of the labels', async () => {
  const aggregator = createMetricsAggregator({ timeoutMs })
  const [one, other] = [startProcess(aggregator), startProcess(aggregator)]
  one.sold.inc({ store: 'a', kind: 'x' }, 2)
  other.sold.inc({ kind: 'x', store: 'a' }, 3)
  other.sold.inc({ store: 'b', kind: 'x' })
  one.took.observe({ route: '/' }, 0.5)
  other.took.observe({ route: '/' }, 0.05)
  expect(await read(aggregator, 'sold{store="a",kind="x"}')).toBe(5)
  expect(await read(aggregator, 'sold{store="b",kind="x"}')).toBe(1)
  expect(await read(aggregator, 'took_bucket{le="0.1",route="/"}')).toBe(1)
  expect(await read(aggregator, 'took_bucket{le="+Inf",route="/"}')).toBe(2)
  expect(await read(aggregator, 'took_count{route="/"}')).toBe(2)
  expect(await read(aggregator, 'took_sum{route="/"}')).toBeCloseTo(0.55)
})

test('the counters of a process that exited stay in the sum, and its gauges do not', async () => {
  const aggregator = createMetricsAggregator({ timeoutMs })
  const [exiting, other] = [startProcess(aggregator), startProcess(aggregator)]
  for (const each of [exiting, other]) {
    each.sold.inc({ store: 'a', kind: 'x' }, 10)
    each.took.observe({ route: '/' }, 1)
    each.open.set(7)
  }
  expect(await read(aggregator, 'open')).toBe(14)
  exiting.exit()
  const next = startProcess(aggregator)
  next.sold.inc({ store: 'a', kind: 'x' })
  expect(await read(aggregator, 'sold{store="a",kind="x"}')).toBe(21)
  expect(await read(aggregator, 'took_count{route="/"}')).toBe(2)
  expect(await read(aggregator, 'open')).toBe(7)
})

test('a sum of fractions does not fall by a rounding error when a process exits', async () => {
  const aggregator = createMetricsAggregator({ timeoutMs })
  // In this order, the sum is larger than in the order in which the processes exit.
  const processes = [0.1, 0.2, 0.3].map((seconds) => {
    const each = startProcess(aggregator)
    each.took.observe({ route: '/' }, seconds)
    return each
  })
  let before = await read(aggregator, 'took_sum{route="/"}')
  for (const index of [2, 1, 0]) {
    processes[index]!.exit()
    const now = await read(aggregator, 'took_sum{route="/"}')
    expect(now).toBeGreaterThanOrEqual(before ?? Number.NaN)
    before = now
  }
})

test('a process that hangs delays the sum by the timeout only, keeps its counters in it, and gets one request', async () => {
  const aggregator = createMetricsAggregator({ timeoutMs })
  const [hanging, other] = [startProcess(aggregator), startProcess(aggregator)]
  for (const each of [hanging, other]) {
    each.sold.inc({ store: 'a', kind: 'x' })
    each.open.set(1)
  }
  await aggregator.aggregate()
  hanging.hang()
  const requestsBefore = hanging.requestCount()
  for (let scrape = 0; scrape < 3; scrape += 1) {
    const start = performance.now()
    expect(await read(aggregator, 'sold{store="a",kind="x"}')).toBe(2)
    expect(performance.now() - start).toBeLessThan(timeoutMs + 1_000)
    expect(await read(aggregator, 'open')).toBe(1)
  }
  expect(hanging.requestCount()).toBe(requestsBefore + 1)
  hanging.sold.inc({ store: 'a', kind: 'x' }, 5)
  await hanging.report()
  expect(await read(aggregator, 'sold{store="a",kind="x"}')).toBe(7)
})

test('a process that exits during a request is not waited for', async () => {
  const aggregator = createMetricsAggregator({ timeoutMs: 60_000 })
  const [exiting, other] = [startProcess(aggregator), startProcess(aggregator)]
  other.open.set(3)
  exiting.hang()
  const value = read(aggregator, 'open')
  exiting.exit()
  expect(await value).toBe(3)
})
