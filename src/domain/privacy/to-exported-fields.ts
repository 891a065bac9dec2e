/** A row as JSON: times in RFC 3339, large numbers as text, without the tenant and without bytes. */
export function toExportedFields(row: object): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(row)
      .filter(([name, value]) => name !== 'appId' && !(value instanceof Uint8Array))
      .map(([name, value]) => [name, toExportedValue(value)]),
  )
}

function toExportedValue(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString()
  return typeof value === 'bigint' ? value.toString() : value
}
