import { formatTable, ms, perSecond, ratio } from '../table.ts'
import type { MeasuredTable } from './rounds.ts'
import { summarizeRow, type RowSummary, type Spread } from './summary.ts'

/** A table as it is printed and recorded. */
export type BenchTable = Omit<MeasuredTable, 'rows'> & { readonly rows: readonly RowSummary[] }

export function summarizeTable(table: MeasuredTable): BenchTable {
  return { ...table, rows: table.rows.map(summarizeRow) }
}

const head = [
  'row',
  'per second',
  'p50 ms',
  'p99 ms',
  'API CPU µs',
  'PostgreSQL CPU µs',
  'limit/s',
  'ratio',
  'unexpected',
]

export function formatBenchTable({ title, note, rows }: BenchTable): string {
  const cells = rows.map((row) => [
    row.name,
    spread(row.rate, perSecond),
    optional(row.p50Ms, ms),
    optional(row.p99Ms, ms),
    optional(row.apiCpuMicros, perSecond),
    optional(row.postgresCpuMicros, perSecond),
    row.limit === null ? 'not measured' : spread(row.limit, perSecond),
    row.ratio === null ? '' : spread(row.ratio, ratio),
    String(row.unexpected),
  ])
  return `### ${title}\n\n${note}\n\n${formatTable(head, cells)}`
}

const spread = ({ median, min, max }: Spread, format: (value: number) => string) =>
  `${format(median)} (${format(min)}–${format(max)})`
const optional = (value: number | null, format: (value: number) => string) =>
  value === null ? '' : format(value)

/** The medians of the ratios by the name of the row. */
export type Ratios = Readonly<Record<string, number>>

export function ratiosOf(tables: readonly BenchTable[]): Ratios {
  const entries = tables.flatMap(({ id, rows }) =>
    rows.flatMap(({ name, ratio: measured }) =>
      measured === null ? [] : [[`${id}: ${name}`, measured.median] as const],
    ),
  )
  return Object.fromEntries(entries)
}

const width = 960
const labelWidth = 400
const rowHeight = 26
const barHeight = 14
const margin = 20
const valueWidth = 60

/** The ends of the scale: a hundredth of the limit, and a hundred times as much. */
const [least, most] = [0.01, 100]

/** The ratios as horizontal bars on a logarithmic scale, with the spread of the rounds; the dashed line is the limit. */
export function plotRatios(tables: readonly BenchTable[]): string {
  const rows = tables.flatMap(({ id, rows: ofTable }) =>
    ofTable.flatMap((row) => (row.ratio === null ? [] : [{ label: `${id}: ${row.name}`, ratio: row.ratio }])),
  )
  const scale = (value: number) => {
    const position = Math.log(Math.min(most, Math.max(least, value)) / least) / Math.log(most / least)
    return labelWidth + position * (width - labelWidth - valueWidth)
  }
  const height = 2 * margin + rows.length * rowHeight
  const bars = rows.map(({ label, ratio: { median, min, max } }, index) => {
    const y = margin + index * rowHeight
    const middle = y + barHeight / 2
    return [
      `<text x="${labelWidth - 8}" y="${middle + 4}" text-anchor="end">${escapeXml(label)}</text>`,
      `<rect x="${labelWidth}" y="${y}" width="${round(scale(median) - labelWidth)}" height="${barHeight}" fill="#4a7fb5"/>`,
      `<line x1="${round(scale(min))}" y1="${middle}" x2="${round(scale(max))}" y2="${middle}" stroke="#1c1c1c" stroke-width="2"/>`,
      `<text x="${width - valueWidth + 8}" y="${middle + 4}">${median.toFixed(2)}</text>`,
    ].join('\n')
  })
  const limit = round(scale(1))
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="sans-serif" font-size="12">`,
    '<title>Rates of the benchmarks as parts of their limits</title>',
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    ...bars,
    `<line x1="${limit}" y1="${margin / 2}" x2="${limit}" y2="${height - margin / 2}" stroke="#b5544a" stroke-dasharray="4 3"/>`,
    '</svg>',
    '',
  ].join('\n')
}

const round = (value: number) => Math.round(value * 10) / 10

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
