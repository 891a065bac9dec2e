export type Row = readonly string[]

/** A table in Markdown, its columns padded. */
export function formatTable(head: Row, rows: readonly Row[]): string {
  const widths = head.map((_, column) =>
    Math.max(...[head, ...rows].map((row) => (row[column] ?? '').length)),
  )
  const line = (row: Row) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`
  return [line(head), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...rows.map(line)].join(
    '\n',
  )
}

export const perSecond = (value: number) => Math.round(value).toLocaleString('en')
export const ms = (value: number) => value.toFixed(value < 10 ? 2 : 1)
export const ratio = (value: number) => value.toFixed(2)
