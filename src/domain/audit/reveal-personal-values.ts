import type { AuditEntryRow } from '../models.ts'

/** What stands for a user id in the stored changes of an entry. */
const placeholderName = '$personal'

type Changes = AuditEntryRow['changes']

/** The changes of an entry with its user ids, or with the pseudonyms of users who were erased. */
export function revealPersonalValues({
  changes,
  personalValues,
}: Pick<AuditEntryRow, 'changes' | 'personalValues'>): Changes {
  const values = new Map(Object.entries(personalValues ?? {}))
  return mapPlaceholders(changes, (digest) => values.get(digest) ?? null) as Changes
}

/** The digests in the stored changes of an entry. */
export function listDigests(changes: Changes): Set<string> {
  const digests = new Set<string>()
  mapPlaceholders(changes, (digest) => digests.add(digest))
  return digests
}

function mapPlaceholders(content: unknown, replace: (digest: string) => unknown): unknown {
  if (Array.isArray(content)) return content.map((element) => mapPlaceholders(element, replace))
  if (typeof content !== 'object' || content === null) return content
  const fields = Object.entries(content)
  const [first] = fields
  if (first?.[0] === placeholderName && typeof first[1] === 'string') return replace(first[1])
  return Object.fromEntries(fields.map(([name, value]) => [name, mapPlaceholders(value, replace)]))
}
