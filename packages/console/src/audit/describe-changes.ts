/** A changed field: its values before and after; undefined where there is none. */
export type ChangedField = { readonly name: string; readonly before: unknown; readonly after: unknown }

/** The changes of an audit entry as fields with their values before and after; the other fields of the entry have only one value. */
export function describeChanges(changes: unknown): ChangedField[] {
  if (!isRecord(changes)) return []
  const { before, after, ...others } = changes
  const [old, next] = [isRecord(before) ? before : {}, isRecord(after) ? after : {}]
  const names = [...new Set([...Object.keys(old), ...Object.keys(next)])]
  return [
    ...names.map((name) => ({ name, before: old[name], after: next[name] })),
    ...Object.entries(others).map(([name, value]) => ({ name, before: undefined, after: value })),
  ]
}

/** Whether a field of both sides has changed. */
export function isChanged({ before, after }: ChangedField): boolean {
  return JSON.stringify(before) !== JSON.stringify(after)
}

/** A value as a text: texts as they are, everything else as JSON. */
export function valueText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
