import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseTimes } from './cpu-time.ts'
import { mergeResults } from './recorded-results.ts'
import { formatBenchTable, plotRatios, ratiosOf, type BenchTable } from './report.ts'
import { measureRounds } from './rounds.ts'
import { readPhases } from './start-phases.ts'
import { spreadOf, summarizeRow } from './summary.ts'

describe('rounds', () => {
  test('every round measures each row beside its limit, and every second round the limit first', async () => {
    const order: string[] = []
    const candidate = (name: string) => ({
      name,
      measure: (round: number) => {
        order.push(`${name}${round}`)
        return Promise.resolve({ perSecond: 10 * (round + 1) })
      },
      measureLimit: (round: number) => {
        order.push(`limit ${name}${round}`)
        return Promise.resolve(100)
      },
    })
    const rows = await measureRounds([candidate('a'), candidate('b')], 2)
    expect(order).toEqual(['a0', 'limit a0', 'b0', 'limit b0', 'limit a1', 'a1', 'limit b1', 'b1'])
    expect(rows.map(({ measurements }) => measurements.map(({ perSecond }) => perSecond))).toEqual([
      [10, 20],
      [10, 20],
    ])
  })

  test('a row whose limit cannot be measured has no ratio', async () => {
    const candidate = {
      name: 'a',
      measure: () => Promise.resolve({ perSecond: 10 }),
      measureLimit: () => Promise.resolve(null),
    }
    const [row] = await measureRounds([candidate], 3)
    expect(row && summarizeRow(row)).toMatchObject({ limit: null, ratio: null, rate: { median: 10 } })
  })
})

describe('summaries', () => {
  test('the median of an even number of rounds is the mean of the two in the middle', () => {
    expect(spreadOf([4, 1, 3, 2])).toEqual({ median: 2.5, min: 1, max: 4 })
    expect(spreadOf([5, 1, 9])).toEqual({ median: 5, min: 1, max: 9 })
    expect(spreadOf([])).toBeNull()
  })

  test('half of the rounds are on each side of the median, in whatever order they were measured', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(10_000), { minLength: 1, maxLength: 20 }), (values) => {
        const { median, min, max } = spreadOf(values) ?? { median: Number.NaN, min: 0, max: 0 }
        expect(values.filter((value) => value <= median).length * 2).toBeGreaterThanOrEqual(values.length)
        expect(values.filter((value) => value >= median).length * 2).toBeGreaterThanOrEqual(values.length)
        expect([min, max]).toEqual([Math.min(...values), Math.max(...values)])
      }),
    )
  })

  test('the ratio is that of the same round, so a machine that slows down does not change it', () => {
    const measurements = [100, 50, 10].map((perSecond) => ({
      perSecond,
      apiCpuMicros: perSecond,
      unexpected: 1,
    }))
    const summary = summarizeRow({ name: 'a', measurements, limits: [200, 100, 20] })
    expect(summary.ratio).toEqual({ median: 0.5, min: 0.5, max: 0.5 })
    expect(summary).toMatchObject({ apiCpuMicros: 50, postgresCpuMicros: null, p99Ms: null, unexpected: 3 })
  })
})

describe('recorded results', () => {
  const result = (id: string, date: string) => ({
    date,
    machine: 'two cores',
    table: { id, title: id, note: '', rows: [] },
  })

  test('a recorded table replaces the older one of its part, and those of other parts stay in their order', () => {
    const recorded = [result('verify', '2026-01-01'), result('growth', '2026-01-01')]
    const measured = [result('growth', '2026-02-02'), result('consume', '2026-02-02')]
    const merged = mergeResults(recorded, measured, ['verify', 'consume', 'growth', 'feed'])
    expect(merged.map(({ table, date }) => [table.id, date])).toEqual([
      ['verify', '2026-01-01'],
      ['consume', '2026-02-02'],
      ['growth', '2026-02-02'],
    ])
  })
})

describe('the report', () => {
  const row = summarizeRow({ name: 'A & B', measurements: [{ perSecond: 1_500 }], limits: [3_000] })
  const table: BenchTable = { id: 'consume', title: 'How fast?', note: 'A note.', rows: [row] }

  test('a table has the rate, its spread, the limit and the ratio', () => {
    expect(formatBenchTable(table)).toContain('1,500 (1,500–1,500)')
    expect(formatBenchTable(table)).toContain('0.50 (0.50–0.50)')
    expect(ratiosOf([table])).toEqual({ 'consume: A & B': 0.5 })
  })

  test('the plot is XML with a bar for each ratio', () => {
    const plot = plotRatios([table])
    expect(plot).toContain('consume: A &amp; B')
    expect(plot.match(/fill="#4a7fb5"/g)).toHaveLength(1)
    expect(plot).not.toContain('NaN')
  })
})

test('the CPU time of a process is read whatever its program is named', () => {
  const stat = '42 (a (odd) name) S 7 1 1 0 -1 4194560 1 2 3 4 100 20 3 4 20 0 11 0 5'
  expect(parseTimes(stat)).toEqual({ parent: 7, ticks: 127 })
})

test('a phase of a start lasts until the next step or until the server is ready', () => {
  const output = [
    '[ 0.0 s] Coinslot starts in the mode development: DATABASE_URL is not set.',
    '[ 0.5 s] Creating the embedded PostgreSQL in /tmp/a.b/postgres (first start only).',
    '[12.0 s] Preparing the example app.',
  ].join('\n')
  expect([...readPhases(output, 12_500)]).toEqual([
    ['Coinslot starts in the mode development', 500],
    ['Creating the embedded PostgreSQL', 11_500],
    ['Preparing the example app', 500],
  ])
})
