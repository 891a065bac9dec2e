import { CsvError, parse } from 'csv-parse/sync'

export type CsvRecord = {
  /** Number of the row as a spreadsheet counts it: the first row is 1, and empty rows count. */
  readonly row: number
  readonly cells: readonly string[]
}

export type CsvResult =
  | { readonly ok: true; readonly records: readonly CsvRecord[] }
  | { readonly ok: false; readonly row: number; readonly reason: string }

const delimiters = [',', '\t', ';'] as const

/**
 * Reads a text of RFC 4180, with or without a byte order mark. Cells are separated by the commas, tabs or semicolons that the first line
 * has. Rows without any text are left out, and so is the apostrophe with which `formatCsvRecord` begins unsafe cells.
 */
export function readCsv(text: string): CsvResult {
  try {
    const parsed = parse(text, {
      bom: true,
      delimiter: findDelimiter(text),
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
    }) as unknown as readonly ParsedRecord[]
    const records = parsed.map(({ record, info }) => ({
      row: info.records + info.empty_lines,
      cells: record.map((cell) => cell.replace(/^'/, '')),
    }))
    return { ok: true, records: records.filter(({ cells }) => cells.some((cell) => cell.trim() !== '')) }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    const { lines } = error as CsvError & { readonly lines?: number }
    return { ok: false, row: lines ?? 1, reason: reasons[error.code] ?? 'It is no valid CSV.' }
  }
}

type ParsedRecord = {
  readonly record: readonly string[]
  readonly info: { readonly records: number; readonly empty_lines: number }
}

const reasons: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: 'A quotation mark is not closed.',
  CSV_INVALID_CLOSING_QUOTE: 'A quotation mark ends before its cell does.',
  INVALID_OPENING_QUOTE: 'A cell with a quotation mark must begin with one, and have each other one twice.',
}

function findDelimiter(text: string): string {
  const firstLine = text.slice(0, 10_000).split(/[\r\n]/, 1)[0] ?? ''
  return delimiters.find((delimiter) => firstLine.includes(delimiter)) ?? ','
}
