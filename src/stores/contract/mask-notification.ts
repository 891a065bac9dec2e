import { parseJson } from '../../platform/json.ts'

/** What replaces a value that would be too much. */
const omitted = '…'
const maxStringLength = 1_000
const maxElements = 100
const maxDepth = 12
/** Names and values together, in UTF-16 code units. */
const maxTotalLength = 65_536

/** Fields whose values prove a purchase or a sender. Stores name further ones like these. */
const secretFields = /(?:token|secret|signature|password|authorization|credential|key)s?$/i
/** Tokens that name a user of the app, and prove nothing. */
const publicFields: ReadonlySet<string> = new Set(['appAccountToken'])

type Budget = { remaining: number }

/**
 * The content of a notification for people: parts that are encoded (signed data, base64) are decoded, signatures and secrets are left
 * out, and what is long is shortened. Null if it is not JSON.
 */
export function maskNotification(body: string): unknown {
  const parsed = parseJson(body)
  return parsed === undefined || parsed === null ? null : mask(parsed, 0, { remaining: maxTotalLength })
}

function mask(value: unknown, depth: number, budget: Budget): unknown {
  if (typeof value === 'string') return maskString(value, depth, budget)
  if (typeof value !== 'object' || value === null) {
    budget.remaining -= 8
    return value
  }
  if (depth >= maxDepth || budget.remaining <= 0) return omitted
  if (Array.isArray(value)) {
    const elements = value.slice(0, maxElements).map((element) => mask(element, depth + 1, budget))
    return value.length > maxElements ? [...elements, omitted] : elements
  }
  const fields: [string, unknown][] = []
  for (const [name, field] of Object.entries(value)) {
    if (budget.remaining <= 0 || fields.length >= maxElements) {
      fields.push([omitted, omitted])
      break
    }
    const shortName = name.slice(0, maxStringLength)
    budget.remaining -= shortName.length
    fields.push([shortName, isSecret(name, field) ? describeSecret(field) : mask(field, depth + 1, budget)])
  }
  return Object.fromEntries(fields)
}

/** Numbers and null reveal nothing that is called a token. */
function isSecret(name: string, value: unknown): boolean {
  if (typeof value !== 'string' && typeof value !== 'object') return false
  return value !== null && secretFields.test(name) && !publicFields.has(name)
}

function describeSecret(value: unknown): string {
  return typeof value === 'string' ? `(hidden, ${value.length} characters)` : '(hidden)'
}

function maskString(text: string, depth: number, budget: Budget): unknown {
  const decoded = decode(text)
  if (decoded !== null) return mask(decoded, depth + 1, budget)
  const shortened = text.length > maxStringLength ? `${text.slice(0, maxStringLength)}${omitted}` : text
  if (budget.remaining < shortened.length) return omitted
  budget.remaining -= shortened.length
  return shortened.toWellFormed()
}

/** The object in a signed text (`header.payload.signature`), in base64 or in JSON; null if the text is none of these. */
function decode(text: string): object | null {
  const parts = text.split('.')
  const payload = parts.length === 3 ? (parts[1] ?? '') : text
  if (/^[\w+/=-]+$/.test(payload)) return parseObject(Buffer.from(payload, 'base64').toString('utf8'))
  return text.trimStart().startsWith('{') ? parseObject(text) : null
}

function parseObject(text: string): object | null {
  const parsed = text.trimStart().startsWith('{') ? parseJson(text) : null
  return typeof parsed === 'object' ? parsed : null
}
