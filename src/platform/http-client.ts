import { observeCall, type OutgoingPeer } from './outgoing-calls.ts'

/** There was no complete response, so it is unknown whether the server processed the request. */
export class HttpError extends Error {
  override readonly name = 'HttpError'
  readonly kind: 'TIMEOUT' | 'NETWORK' | 'TOO_LARGE'
  constructor(kind: HttpError['kind'], message: string, options: { cause?: unknown } = {}) {
    super(message, { cause: options.cause })
    this.kind = kind
  }
}

export type HttpRequest = {
  /** Whom the request goes to, for metrics and traces. */
  readonly peer: OutgoingPeer
  readonly url: string
  readonly method: 'GET' | 'POST' | 'PUT'
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  /** Covers connecting, the response headers and the whole body. */
  readonly timeoutMs: number
  readonly maxBodyBytes: number
}

/** A response of any status. Redirects are responses too: they are never followed, so that credentials reach no other server. */
export type HttpResponse = { readonly status: number; readonly headers: Headers; readonly body: string }

/** @throws HttpError when there is no complete response within the timeout */
export function requestHttp(request: HttpRequest): Promise<HttpResponse> {
  return observeCall(request.peer, () => send(request))
}

async function send(request: HttpRequest): Promise<HttpResponse> {
  const signal = AbortSignal.timeout(Math.max(1, Math.ceil(request.timeoutMs)))
  try {
    const response = await fetch(request.url, {
      method: request.method,
      headers: request.headers,
      redirect: 'manual',
      signal,
      ...(request.body === undefined ? {} : { body: request.body }),
    })
    const body = await readBody(response, request.maxBodyBytes)
    return { status: response.status, headers: response.headers, body }
  } catch (error) {
    if (error instanceof HttpError) throw error
    if (signal.aborted) throw new HttpError('TIMEOUT', 'the request timed out', { cause: error })
    throw new HttpError('NETWORK', 'the connection failed', { cause: error })
  }
}

async function readBody(response: Response, maxBytes: number): Promise<string> {
  if (response.body === null) return ''
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength
    if (size > maxBytes) throw new HttpError('TOO_LARGE', `the response exceeds ${maxBytes} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks, size).toString('utf8')
}

const maxRetryAfterMs = 60 * 60_000

/**
 * Reads `Retry-After` in each form that servers use: seconds, an HTTP date, and a UNIX time in seconds or
 * milliseconds (the App Store sends milliseconds).
 * @returns the wait in milliseconds from `now`, at most an hour; null when there is no usable value
 */
export function parseRetryAfter(value: string | null, now: number): number | null {
  if (value === null || value.trim() === '') return null
  const number = Number(value)
  const waitMs = Number.isNaN(number) ? Date.parse(value) - now : numericWaitMs(number, now)
  if (!Number.isFinite(waitMs)) return null
  return Math.min(Math.max(0, Math.ceil(waitMs)), maxRetryAfterMs)
}

function numericWaitMs(number: number, now: number): number {
  if (number >= 1e11) return number - now
  if (number >= 1e9) return number * 1000 - now
  return number * 1000
}

/** How far this machine's clock is ahead of the server's, by the `date` header; null when the header is missing. Negative is behind. */
export function readClockSkewMs(headers: Headers): number | null {
  const date = Date.parse(headers.get('date') ?? '')
  return Number.isNaN(date) ? null : Date.now() - date
}
