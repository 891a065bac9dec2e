import { parseJson } from './json.ts'

const maxDepth = 12
const maxEntries = 200
const maxTextLength = 2_000
/** Shorter texts of the characters of a token are more often ids. */
const minOpaqueLength = 40
const shownSecretLength = 12
/** Shorter secrets would replace parts of unrelated texts. */
const minSecretLength = 8

const secretName = /token$|receipt$|password|secret/i
/** Identifiers that the app passes to its store; see `Purchase.accountToken`. */
const publicName = /accountToken$/i
const signatureName = /^signature$/i
const opaqueText = /^(?=.*[A-Z])(?=.*\d)[\w.~+/=:-]+$/
const hexText = /^[\da-f]+$/i
const base64Text = /^[A-Za-z\d+/_-]+={0,2}$/

/**
 * What a store sent, as JSON for people: signed and encoded parts are decoded, signatures are left out, and of what could be used to
 * claim a purchase (tokens, receipts, long opaque texts) only the beginning remains. Sizes are bounded.
 */
export function toReadableContent(raw: string): unknown {
  const decoded = decode(raw, 0)
  const secrets = new Set<string>()
  collectSecrets(decoded, '', secrets)
  return mask(decoded, '', [...secrets])
}

/** The beginning of a secret: at most a quarter of it, so that the rest cannot be guessed. */
export function maskText(text: string): string {
  return `${text.slice(0, Math.min(shownSecretLength, Math.floor(text.length / 4)))}…`
}

/** Replaces texts that are signed or encoded JSON by what they contain. */
function decode(value: unknown, depth: number): unknown {
  if (depth > maxDepth) return '…'
  if (typeof value === 'string') return decodeText(value, depth)
  if (Array.isArray(value)) return value.slice(0, maxEntries).map((each) => decode(each, depth + 1))
  if (!isObject(value)) return value
  const entries = Object.entries(value).filter(([name]) => !signatureName.test(name))
  return Object.fromEntries(
    entries.slice(0, maxEntries).map(([name, each]) => [name, decode(each, depth + 1)]),
  )
}

function decodeText(text: string, depth: number): unknown {
  const content = parseObject(text) ?? parseSigned(text) ?? parseEncoded(text)
  return content === null ? text : decode(content, depth + 1)
}

function parseObject(text: string): object | null {
  if (!/^\s*[[{]/.test(text)) return null
  const parsed = parseExactJson(text)
  return isObject(parsed) || Array.isArray(parsed) ? parsed : null
}

/** The payload of a compact JWS, without its header, which has certificates, and its signature. */
function parseSigned(text: string): object | null {
  const [header, payload, signature, ...rest] = text.split('.')
  if (!header || !payload || signature === undefined || rest.length > 0) return null
  return parseEncoded(header) === null ? null : parseEncoded(payload)
}

function parseEncoded(text: string): object | null {
  if (text.length < 16 || !base64Text.test(text)) return null
  return parseObject(Buffer.from(text, 'base64').toString('utf8'))
}

/** Integers that a number of JavaScript cannot hold stay as the text that they were. */
function parseExactJson(text: string): unknown {
  if (parseJson(text) === undefined) return undefined
  const keepDigits = (_name: string, value: unknown, { source }: { readonly source?: string }) =>
    typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value) ? source : value
  return JSON.parse(text, keepDigits as (name: string, value: unknown) => unknown) as unknown
}

function collectSecrets(value: unknown, name: string, secrets: Set<string>): void {
  if (typeof value === 'string') {
    if (isSecret(value, name) && value.length >= minSecretLength) secrets.add(value)
    return
  }
  for (const [key, each] of entriesOf(value, name)) collectSecrets(each, key, secrets)
}

function mask(value: unknown, name: string, secrets: readonly string[]): unknown {
  if (typeof value === 'string') return maskValue(value, name, secrets)
  if (Array.isArray(value)) return value.map((each) => mask(each, name, secrets))
  if (!isObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, mask(each, key, secrets)]))
}

function maskValue(text: string, name: string, secrets: readonly string[]): string {
  if (isSecret(text, name)) return maskText(text)
  const masked = secrets.reduce((rest, secret) => rest.replaceAll(secret, maskText(secret)), text)
  return masked.length > maxTextLength ? `${masked.slice(0, maxTextLength)}…` : masked
}

function isSecret(text: string, name: string): boolean {
  if (secretName.test(name) && !publicName.test(name)) return true
  return text.length >= minOpaqueLength && (opaqueText.test(text) || hexText.test(text))
}

/** The elements of a list have the name of the list. */
function entriesOf(value: unknown, name: string): readonly (readonly [string, unknown])[] {
  if (Array.isArray(value)) return value.map((each: unknown) => [name, each] as const)
  return isObject(value) ? Object.entries(value) : []
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
