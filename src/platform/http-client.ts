import {
  Agent as HttpAgent,
  globalAgent as httpGlobalAgent,
  type AgentOptions,
  request as requestPlain,
  type ClientRequest,
  type IncomingMessage,
} from 'node:http'
import { Agent as HttpsAgent, globalAgent as httpsGlobalAgent, request as requestSecure } from 'node:https'
import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate } from 'node:zlib'
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

/** `get` takes a name in lower case. */
export type HttpHeaders = Pick<Headers, 'get'>

/** A response of any status. Redirects are responses too: they are never followed, so that credentials reach no other server. */
export type HttpResponse = { readonly status: number; readonly headers: HttpHeaders; readonly body: string }

/** @throws HttpError when there is no complete response within the timeout */
export function requestHttp(request: HttpRequest): Promise<HttpResponse> {
  return observeCall(request.peer, async () => {
    try {
      return await send(request)
    } catch (error) {
      if (error instanceof HttpError) throw error
      throw new HttpError('NETWORK', 'the connection failed', { cause: error })
    }
  })
}

/** Servers close idle connections, often after five seconds: this side closes them before, unless the server states another time. */
const idleTimeoutMs = 4_000
/** The options of the global agents contain the proxy, if `NODE_USE_ENV_PROXY` is set. The types leave out those of the first one. */
const { options: plainOptions } = httpGlobalAgent as unknown as { readonly options: AgentOptions }
const agents = {
  http: new HttpAgent({ ...plainOptions, timeout: idleTimeoutMs }),
  https: new HttpsAgent({ ...httpsGlobalAgent.options, timeout: idleTimeoutMs }),
}
/** By protocol. `fetch` takes more than twice the CPU time of a request of `node:http`. */
const transports = {
  'http:': { request: requestPlain, agent: agents.http },
  'https:': { request: requestSecure, agent: agents.https },
} as const

const defaultHeaders = { accept: '*/*', 'user-agent': 'node' }

function send(request: HttpRequest): Promise<HttpResponse> {
  return new Promise((resolve, reject) => {
    const outgoing = open(request)
    const timer = setTimeout(
      () => fail(new HttpError('TIMEOUT', 'the request timed out')),
      Math.max(1, Math.ceil(request.timeoutMs)),
    )
    const fail = (error: unknown) => {
      clearTimeout(timer)
      outgoing.destroy()
      reject(error instanceof Error ? error : new Error('the request failed', { cause: error }))
    }
    outgoing.on('error', fail)
    // A server that upgrades to another protocol causes neither an error nor a response.
    const onClose = () => fail(new Error('the connection was closed without a response'))
    outgoing.on('close', onClose)
    outgoing.on('response', (incoming) => {
      outgoing.off('close', onClose)
      readResponse(incoming, request.maxBodyBytes).then((response) => {
        clearTimeout(timer)
        resolve(response)
      }, fail)
    })
    outgoing.end(request.body)
  })
}

/** @throws a TypeError for a URL that is none, or of another protocol */
function open({ url, method, headers }: HttpRequest): ClientRequest {
  const target = new URL(url)
  const { protocol } = target
  if (protocol !== 'http:' && protocol !== 'https:') throw new TypeError(`unsupported protocol ${protocol}`)
  if (target.username !== '' || target.password !== '') throw new TypeError('the URL contains credentials')
  const { request, agent } = transports[protocol]
  return request(target, { method, agent, headers: { ...defaultHeaders, ...headers } })
}

async function readResponse(incoming: IncomingMessage, maxBytes: number): Promise<HttpResponse> {
  const { statusCode = 0, headers } = incoming
  const bytes = await readBytes(incoming, maxBytes)
  const encoding = headers['content-encoding']
  const decoded = encoding === undefined ? bytes : await decode(bytes, encoding, maxBytes)
  return { status: statusCode, headers: toHeaders(headers), body: decoded.toString('utf8') }
}

function readBytes(incoming: IncomingMessage, maxBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    incoming.on('data', (chunk: Buffer) => {
      size += chunk.byteLength
      if (size > maxBytes) reject(tooLarge(maxBytes))
      else chunks.push(chunk)
    })
    incoming.on('error', reject)
    incoming.on('end', () => resolve(Buffer.concat(chunks, size)))
    incoming.on('close', () => reject(new Error('the connection was closed within the response')))
  })
}

const decoders: Readonly<
  Record<string, (bytes: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>>
> = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
}

/** A request asks for no encoding by itself, but the libraries of the stores do, and some servers compress without being asked. */
async function decode(bytes: Buffer, encoding: string, maxBytes: number): Promise<Buffer> {
  const { [encoding.trim().toLowerCase()]: decoder } = decoders
  if (decoder === undefined) return bytes
  try {
    return await decoder(bytes, { maxOutputLength: maxBytes })
  } catch (error) {
    const isTooLarge = error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE'
    throw isTooLarge ? tooLarge(maxBytes) : error
  }
}

function tooLarge(maxBytes: number): HttpError {
  return new HttpError('TOO_LARGE', `the response exceeds ${maxBytes} bytes`)
}

function toHeaders(headers: IncomingMessage['headers']): HttpHeaders {
  return {
    get: (name) => {
      const { [name]: value } = headers
      return (Array.isArray(value) ? value.join(', ') : value) ?? null
    },
  }
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
export function readClockSkewMs(headers: HttpHeaders): number | null {
  const date = Date.parse(headers.get('date') ?? '')
  return Number.isNaN(date) ? null : Date.now() - date
}
