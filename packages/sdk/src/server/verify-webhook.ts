import { decodeBase64 } from '../core/base64.ts'
import { CoinslotError } from '../core/coinslot-error.ts'
import type { OrUnknown, Store } from '../core/known-values.ts'
import { readEventType, type PaymentEventType } from './event-types.ts'

/** The body of a webhook request. */
export type WebhookEvent = {
  readonly id: string
  readonly cursor: string
  readonly type: OrUnknown<PaymentEventType>
  readonly occurredAt: string
  readonly previousStatus: string | null
  readonly status: string
  readonly store: Store
  readonly purchaseId: string
  readonly purchase: {
    readonly id: string
    readonly status: string
    readonly userId: string
    readonly itemId: string
  }
  /** The payment when the request was sent; null before a payment exists. It has no purchase token. */
  readonly payment: {
    readonly id: string
    readonly status: string
    readonly userId: string
    readonly itemId: string
    readonly quantity: number
    readonly environment: string
    readonly storeTransactionId: string
    readonly storeOrderId: string | null
    readonly price: { readonly amount: string; readonly currencyCode: string } | null
    readonly paidAt: string
    readonly completedAt: string | null
    readonly refundedAt: string | null
    readonly refundedQuantity: number
  } | null
}

/** A request as the HTTP server received it. */
export type WebhookRequest = {
  /** The bytes or the text of the body, before it is parsed. */
  readonly body: string | Uint8Array
  /** The headers: an object of `fetch`, or of Node with lower-case names. */
  readonly headers:
    | {
        /** The value of a header; null if there is none. */
        readonly get: (name: string) => string | null
      }
    | Readonly<Record<string, string | readonly string[] | undefined>>
}

export type WebhookSettings = {
  /** The secrets of the endpoint, `whsec_…`. */
  readonly secrets: readonly string[]
  /** The current time in milliseconds since 1970. */
  readonly now: number
}

const toleranceSeconds = 300
const hmac = { name: 'HMAC', hash: 'SHA-256' }

/**
 * Verifies the signature of a webhook request, and returns its event.
 * @throws CoinslotError WEBHOOK_INVALID
 */
export async function verifyWebhook(
  { secrets, now }: WebhookSettings,
  { body, headers }: WebhookRequest,
): Promise<WebhookEvent> {
  if (typeof body !== 'string' && !(body instanceof Uint8Array)) {
    throw invalid('The body must be the text or the bytes that were received, before they are parsed.')
  }
  const id = readHeader(headers, 'webhook-id')
  const timestamp = readHeader(headers, 'webhook-timestamp')
  const signatures = readHeader(headers, 'webhook-signature')
  if (!/^\d{1,12}$/.test(timestamp)) throw invalid('`webhook-timestamp` is no number of seconds.')
  const ageSeconds = now / 1000 - Number(timestamp)
  if (Math.abs(ageSeconds) > toleranceSeconds) {
    throw invalid(
      `\`webhook-timestamp\` differs from the clock by ${Math.round(ageSeconds)} s; ${toleranceSeconds} s are allowed.`,
    )
  }
  const encoder = new TextEncoder()
  const bytes = typeof body === 'string' ? encoder.encode(body) : body
  const signed = join(encoder.encode(`${id}.${timestamp}.`), bytes)
  if (!(await isSignedByAny(secrets, signatures, signed))) {
    throw invalid('No signature belongs to this body and one of the secrets. Was the body changed or parsed?')
  }
  return parseEvent(bytes)
}

const invalid = (message: string) => new CoinslotError('WEBHOOK_INVALID', message)

async function isSignedByAny(
  secrets: readonly string[],
  header: string,
  signed: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  const signatures = header
    .split(' ')
    .filter((part) => part.startsWith('v1,'))
    .map((part) => decodeBase64(part.slice('v1,'.length)))
    .filter((signature) => signature !== null)
  for (const secret of secrets) {
    const key = await importSecret(secret)
    for (const signature of signatures) {
      // Web Crypto compares in constant time.
      if (await crypto.subtle.verify(hmac, key, signature, signed)) return true
    }
  }
  return false
}

async function importSecret(secret: string) {
  const bytes = secret.trim() === secret ? decodeBase64(secret.replace(/^whsec_/, '')) : null
  if (bytes === null || bytes.length === 0) {
    const message = 'The webhook secret must be `whsec_` and base64, without white space.'
    throw new CoinslotError('INVALID_CONFIGURATION', message)
  }
  return crypto.subtle.importKey('raw', bytes, hmac, false, ['verify'])
}

function readHeader(headers: WebhookRequest['headers'], name: string): string {
  const value = isFetchHeaders(headers) ? headers.get(name) : headers[name]
  if (typeof value === 'string' && value !== '') return value
  throw invalid(`The header \`${name}\` is missing.`)
}

const isFetchHeaders = (
  headers: WebhookRequest['headers'],
): headers is { readonly get: (name: string) => string | null } => typeof headers['get'] === 'function'

function join(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(first.length + second.length)
  joined.set(first)
  joined.set(second, first.length)
  return joined
}

function parseEvent(bytes: Uint8Array): WebhookEvent {
  try {
    const event = JSON.parse(new TextDecoder().decode(bytes)) as WebhookEvent
    return { ...event, type: readEventType(event.type) }
  } catch {
    throw invalid('The body is signed, but it is no JSON.')
  }
}
