import type { Problem } from '../domain/problem.ts'

/** Ends the command; its message is the whole of what is said. */
export class CommandError extends Error {
  override readonly name = 'CommandRefused'
}

/** `CODE: message (field)`. */
export function toCommandError({
  code,
  message,
  field,
}: Pick<Problem, 'code' | 'message' | 'field'>): CommandError {
  return new CommandError(`${code}: ${message}${field.length > 0 ? ` (${field.join('.')})` : ''}`)
}

type FieldValue = string | number | boolean | null | readonly FieldValue[]

/** What a command answers, by names as they stand in the API. */
export type Fields = Readonly<Record<string, FieldValue>>

/** For people a line per field, for programs JSON. */
export function printFields(fields: Fields, json = false): void {
  if (json) {
    console.log(JSON.stringify(fields, null, 2))
    return
  }
  const width = Math.max(...Object.keys(fields).map((name) => name.length))
  for (const [name, value] of Object.entries(fields))
    console.log(`${name.padEnd(width)}  ${formatValue(value)}`)
}

/** For people a table, for programs a JSON array. */
export function printRows(names: readonly string[], rows: readonly Fields[], json = false): void {
  if (json) {
    console.log(JSON.stringify(rows, null, 2))
    return
  }
  const lines = [names, ...rows.map((row) => names.map((name) => formatValue(row[name] ?? null)))]
  const widths = names.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)))
  for (const line of lines)
    console.log(
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
}

function formatValue(value: FieldValue): string {
  if (value === null) return '-'
  return Array.isArray(value)
    ? value.map((each: FieldValue) => formatValue(each)).join(', ') || '-'
    : String(value)
}
