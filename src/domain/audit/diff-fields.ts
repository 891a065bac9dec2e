import { isDeepStrictEqual } from 'node:util'

type AuditFields = Readonly<Record<string, unknown>>

/** The fields that differ, before and after a change, for the audit log; null if there are none. */
export function diffFields(
  before: AuditFields,
  after: AuditFields,
): { readonly before: AuditFields; readonly after: AuditFields } | null {
  const changed = Object.keys(after).filter((name) => !isDeepStrictEqual(before[name], after[name]))
  if (changed.length === 0) return null
  const pick = (fields: AuditFields) =>
    Object.fromEntries(changed.map((name) => [name, fields[name] ?? null]))
  return { before: pick(before), after: pick(after) }
}
