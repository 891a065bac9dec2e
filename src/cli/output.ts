import type { Problem } from '../domain/problem.ts'
import { escapeControlCharacters } from '../platform/text.ts'

/** Ends the command with exit code 1; only its message is printed. */
export class CommandError extends Error {
  override readonly name = 'CommandError'
}

/** The message has the form `CODE: message (field)`. */
export function toCommandError({
  code,
  message,
  field,
}: Pick<Problem, 'code' | 'message' | 'field'>): CommandError {
  return new CommandError(`${code}: ${message}${field.length > 0 ? ` (${field.join('.')})` : ''}`)
}

type FieldValue = string | number | boolean | null | readonly FieldValue[]

/** The output of a command; the names are those of the API. */
export type Fields = Readonly<Record<string, FieldValue>>

/** Prints one line per field, or a JSON object. */
export function printFields(fields: Fields, json = false): void {
  if (json) {
    console.log(escapeControlCharacters(JSON.stringify(fields, null, 2)))
    return
  }
  const width = Math.max(...Object.keys(fields).map((name) => name.length))
  for (const [name, value] of Object.entries(fields))
    console.log(`${name.padEnd(width)}  ${formatValue(value)}`)
}

/** Prints a table, or a JSON array. */
export function printRows(names: readonly string[], rows: readonly Fields[], json = false): void {
  if (json) {
    console.log(escapeControlCharacters(JSON.stringify(rows, null, 2)))
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

/** Prints one line of JSON Lines, whose texts a terminal shows and does not obey. */
export function printJsonLine(value: unknown): void {
  console.log(escapeControlCharacters(JSON.stringify(value)))
}

function formatValue(value: FieldValue): string {
  if (value === null) return '-'
  return Array.isArray(value)
    ? value.map((each: FieldValue) => formatValue(each)).join(', ') || '-'
    : escapeControlCharacters(String(value)).replaceAll(/\s/g, ' ')
}
