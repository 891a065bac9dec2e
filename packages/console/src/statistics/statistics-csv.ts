import type { StatisticsGroupFragment } from '../generated/operations.ts'

const columns = [
  'firstDay',
  'lastDay',
  'store',
  'itemId',
  'countryCode',
  'currencyCode',
  'paymentCount',
  'gross',
  'refundCount',
  'refunded',
  'net',
  'refundedPaymentCount',
  'refundRate',
  'buyerCount',
  'averageRevenuePerBuyer',
] as const satisfies readonly (keyof StatisticsGroupFragment)[]

/** The table as a CSV, with exact amounts. */
export function toCsv(groups: readonly StatisticsGroupFragment[]): string {
  const rows = groups.map((group) => columns.map((column) => toCell(group[column])))
  return [columns, ...rows].map((row) => `${row.join(',')}\r\n`).join('')
}

/** A text that a spreadsheet would execute as a formula gets an apostrophe; a number may begin with a minus. */
function toCell(value: string | number | null): string {
  if (value === null) return ''
  const text = String(value)
  const isFormula = /^[=+\-@\t\r\n'#＝＋－＠]/.test(text) && !/^-?\d+(\.\d+)?$/.test(text)
  const safe = isFormula ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** Has the browser store a text as a file. */
export function downloadText(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  URL.revokeObjectURL(url)
}
