export type CsvValue = string | number | null

/** Rows as the text of a CSV file. */
export const toCsvText = (rows: readonly (readonly CsvValue[])[]): string =>
  rows.map((row) => `${row.map(toCell).join(',')}\r\n`).join('')

/** A text that a spreadsheet would execute as a formula gets an apostrophe; a number may begin with a minus. */
function toCell(value: CsvValue): string {
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
