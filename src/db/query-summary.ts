/** Long enough for the statements with several parts that write a payment. */
const maxSummaryLength = 120
/** Statements that are built for a list of conditions have many texts. */
const maxCachedTexts = 1_000
const maxCachedLength = 20_000

/** `for update of`, `for no key update` and `do update set` change no table of that name. */
const operationPattern =
  /\b(?<!\b(?:for|for no key|do)\s+)(insert into|update|delete from|from|join|call)\s+(?:only\s+)?"?([a-z_][a-z0-9_.]*)"?/gi

const verbs: Readonly<Record<string, string>> = {
  'insert into': 'INSERT',
  update: 'UPDATE',
  'delete from': 'DELETE',
  from: 'SELECT',
  join: 'SELECT',
  call: 'CALL',
}

const summaries = new Map<string, string>()

/** What a statement does to which tables, such as `INSERT payments, INSERT event_outbox`: the `db.query.summary` of OpenTelemetry. */
export function summarizeQuery(text: string): string {
  const known = summaries.get(text)
  if (known !== undefined) return known
  const summary = createSummary(text)
  if (text.length <= maxCachedLength && summaries.size < maxCachedTexts) summaries.set(text, summary)
  return summary
}

function createSummary(text: string): string {
  const parts = new Set<string>()
  const withNames = new Set(
    Array.from(
      text.matchAll(/(?:\bwith|,)\s+([a-z_]+)\s+as\s*(?:not materialized\s*)?\(/gi),
      ([, name = '']) => name,
    ),
  )
  for (const [, operation = '', target = ''] of text.matchAll(operationPattern)) {
    const verb = verbs[operation.toLowerCase()] ?? ''
    if (target === 'unnest' || target === 'lateral' || withNames.has(target)) continue
    parts.add(`${verb} ${target}`)
  }
  // What is only read for a change is left out.
  const changes = [...parts].filter((part) => !part.startsWith('SELECT'))
  const summary = (changes.length > 0 ? changes : [...parts]).join(', ')
  if (summary !== '') return summary.slice(0, maxSummaryLength)
  return (/^[\s(]*([a-z]+)/i.exec(text)?.[1] ?? 'query').toUpperCase()
}
