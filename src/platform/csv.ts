import type { TableCell } from './table-cell.ts'

/** Spreadsheets use it to recognise UTF-8. */
export const byteOrderMark = '\uFEFF'

/** Also the wide forms, which spreadsheets in East Asian languages treat alike, and the signs that this format itself uses. */
const unsafeStart = /^[=+\-@\t\r\n＝＋－＠'#]/

/**
 * A record of RFC 4180. A text that a spreadsheet could take for a formula begins with an apostrophe, which makes it a text there. Every
 * apostrophe at the beginning of a cell is such a one, so a program may remove it.
 */
export function formatCsvRecord(cells: readonly TableCell[]): string {
  return `${cells.map(formatCell).join(',')}\r\n`
}

/** A record whose first cell is not changed. Only such a cell begins with `#`. */
export function formatCsvMark(mark: string, columnCount: number): string {
  return `${[quote(`#${mark}`), ...Array.from({ length: columnCount - 1 }, () => '')].join(',')}\r\n`
}

function formatCell(cell: TableCell): string {
  if (cell === null) return ''
  if (typeof cell === 'object') return cell.decimal
  return quote(unsafeStart.test(cell) ? `'${cell}` : cell)
}

function quote(text: string): string {
  return /[",\r\n]/.test(text) || text.trim() !== text ? `"${text.replaceAll('"', '""')}"` : text
}
