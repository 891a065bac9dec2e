import { parseJson } from '../../platform/json.ts'
import type { PastedObject } from '../../stores/contract/sale-search.ts'
import { trimPunctuation } from './clean-text.ts'

/** Receipts contain JSON in JSON in a signed text; no store nests deeper. */
const maxDepth = 8
const maxObjects = 50
const maxMembers = 200
const maxTextLength = 1_536 * 1024

type Reader = { readonly objects: PastedObject[]; remaining: number }

/**
 * The JSON objects of a text and of the texts in them. Nothing is verified: the members only serve to look something up. What is around
 * the JSON or the signed text does not matter.
 */
export function readObjects(text: string): readonly PastedObject[] {
  const start = text.search(/[[{]/)
  const end = Math.max(text.lastIndexOf('}'), text.lastIndexOf(']'))
  const candidates = [text, start === -1 ? '' : text.slice(start, end + 1), trimPunctuation(text)]
  for (const candidate of new Set(candidates)) {
    const reader: Reader = { objects: [], remaining: maxObjects }
    readText(reader, candidate, 0)
    if (reader.objects.length > 0) return reader.objects
  }
  return []
}

function readText(reader: Reader, text: string, depth: number): void {
  if (depth > maxDepth || text.length > maxTextLength) return
  const json = /^\s*[[{"]/.test(text) ? text : decodePayload(text)
  if (json !== null) readValue(reader, parseJson(json), depth)
}

/** The payload of a signed text (JWS); null if the text is none. */
function decodePayload(text: string): string | null {
  const payload = /^ey[\w-]*\.([\w-]+)\.[\w-]*$/.exec(text.replaceAll(/\s+/g, ''))?.[1]
  return payload === undefined ? null : Buffer.from(payload, 'base64url').toString('utf8')
}

function readValue(reader: Reader, value: unknown, depth: number): void {
  if (typeof value === 'string') readText(reader, value, depth + 1)
  if (typeof value !== 'object' || value === null || depth > maxDepth || reader.remaining <= 0) return
  reader.remaining -= 1
  const entries = Object.entries(value).slice(0, maxMembers)
  if (!Array.isArray(value)) {
    const members = entries.filter(([, member]) => typeof member === 'string' || typeof member === 'number')
    reader.objects.push(Object.fromEntries(members.map(([name, member]) => [name, String(member)])))
  }
  for (const [, member] of entries) readValue(reader, member, depth + 1)
}
