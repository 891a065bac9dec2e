import type { LookupAddress } from 'node:dns'
import { request as requestHttp, type IncomingMessage } from 'node:http'
import { request as requestHttps } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { createHostResolver, resolveWithSystem, type ResolveHost } from './dns-resolver.ts'
import { createAddressList, isPublicAddress, toFamilyName } from './public-address.ts'

/** The private or reserved addresses that requests may reach all the same. */
export type NetworkAllowlist = {
  /** Host names in lower case; they may resolve to any address. */
  readonly hosts: readonly string[]
  /** Address ranges such as `10.1.0.0/16` or `::1/128`. */
  readonly cidrs: readonly string[]
}

/** Whether the text is a range that `NetworkAllowlist.cidrs` accepts. */
export function isCidr(text: string): boolean {
  const [address = '', bits = '', ...rest] = text.split('/')
  const family = isIP(address)
  return (
    family !== 0 && rest.length === 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128)
  )
}

export function isHostName(text: string): boolean {
  return URL.parse(`http://${text}/`)?.hostname === text
}

export type SafePostRequest = {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** Covers name resolution, the request and the whole response. */
  readonly timeoutMs: number
  /** Cancels the request. */
  readonly signal?: AbortSignal
  /** The rest of a longer response is not read. */
  readonly maxResponseBytes: number
  readonly allowlist: NetworkAllowlist
  readonly resolve?: ResolveHost
}

export type SafePostResponse = { readonly status: number; readonly truncatedBody: string }

/** The request got no response. The message says why, for the person who configured the URL. */
export class SafePostError extends Error {
  override readonly name = 'SafePostError'
}

/**
 * Posts to a URL that somebody else chose, without reaching private or reserved networks (SSRF). The host name is resolved once, the
 * addresses are checked, and the connection goes to exactly these addresses, so a second DNS response cannot lead elsewhere (DNS
 * rebinding). Each request opens its own connection, and redirects are not followed.
 * @throws SafePostError
 */
export async function safePost(request: SafePostRequest): Promise<SafePostResponse> {
  const url = new URL(request.url)
  const { signal, clear } = startTimeout(request)
  try {
    const addresses = await rejectOnAbort(signal, resolveTarget(request, url))
    const response = await send(request, url, { addresses, signal })
    return {
      status: response.statusCode ?? 0,
      truncatedBody: await readTruncatedBody(response, request.maxResponseBytes),
    }
  } catch (error) {
    throw new SafePostError(describeError(error, signal, url, request.timeoutMs), { cause: error })
  } finally {
    clear()
  }
}

/** A signal that aborts after the timeout or when the caller's signal does. */
function startTimeout({ timeoutMs, signal }: SafePostRequest) {
  const controller = new AbortController()
  const abort = () => controller.abort()
  const timer = setTimeout(abort, timeoutMs)
  signal?.addEventListener('abort', abort)
  if (signal?.aborted === true) abort()
  const clear = () => {
    clearTimeout(timer)
    signal?.removeEventListener('abort', abort)
  }
  return { signal: controller.signal, clear }
}

const resolveHost = createHostResolver()

/**
 * Resolves the host to the addresses that may be connected: all of an allowlisted host, only the allowlisted ones if any address is
 * in an allowlisted range, and otherwise all of them if every one is public.
 * @throws BlockedAddressError
 */
async function resolveTarget(
  { allowlist, resolve }: SafePostRequest,
  { hostname }: URL,
): Promise<readonly LookupAddress[]> {
  const host = hostname.replace(/^\[|\]$/g, '')
  const family = isIP(host)
  const isAllowedHost = allowlist.hosts.includes(hostname)
  const resolver = resolve ?? (isAllowedHost ? resolveWithSystem : resolveHost)
  const found = family === 0 ? await resolver(host) : [{ address: host, family }]
  if (isAllowedHost) return found
  const allowedRanges = createAddressList(allowlist.cidrs)
  const allowed = found.filter(({ address }) => allowedRanges.check(address, toFamilyName(address)))
  if (allowed.length > 0) return allowed
  if (!found.every(({ address }) => isPublicAddress(address))) throw new BlockedAddressError()
  return found
}

class BlockedAddressError extends Error {
  override readonly name = 'BlockedAddressError'
}

/** A name resolution cannot always be canceled, but the request does not have to wait for its result. */
function rejectOnAbort<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(new Error('aborted'))
    signal.addEventListener('abort', onAbort, { once: true })
    if (signal.aborted) onAbort()
    work.then(resolve, reject)
  })
}

function createFixedLookup(addresses: readonly LookupAddress[]): LookupFunction {
  return (_, { all }, callback) => {
    const [first = { address: '', family: 0 }] = addresses
    if (all === true) callback(null, [...addresses])
    else callback(null, first.address, first.family)
  }
}

type Connection = { readonly addresses: readonly LookupAddress[]; readonly signal: AbortSignal }

function send(
  { headers, body }: SafePostRequest,
  url: URL,
  { addresses, signal }: Connection,
): Promise<IncomingMessage> {
  const bytes = Buffer.from(body)
  const length = { 'content-length': String(bytes.byteLength) }
  const request = url.protocol === 'https:' ? requestHttps : requestHttp
  return new Promise((resolve, reject) => {
    const lookup = createFixedLookup(addresses)
    // `agent: false` opens a connection for this request alone: a pooled one could lead to an address that was not checked.
    const options = { method: 'POST', agent: false, signal, lookup, headers: { ...headers, ...length } }
    const sent = request(url, options, resolve).on('error', reject)
    // A server that upgrades to another protocol causes neither an error nor a response.
    sent.on('close', () => reject(new Error('connection closed without a response'))).end(bytes)
  })
}

/** The status decides about the request, so a body that breaks off still counts as a response. */
async function readTruncatedBody(response: IncomingMessage, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      chunks.push(chunk)
      size += chunk.byteLength
      if (size >= maxBytes) break
    }
  } catch {
    // The chunks that arrived are returned.
  } finally {
    response.destroy()
  }
  return Buffer.concat(chunks).subarray(0, maxBytes).toString('utf8').replaceAll('\0', '')
}

const dnsErrorCodes = ['ENOTFOUND', 'EAI_AGAIN', 'ETIMEOUT', 'ECANCELLED']

function describeError(error: unknown, signal: AbortSignal, url: URL, timeoutMs: number): string {
  if (signal.aborted) return `no response within ${timeoutMs} ms`
  if (error instanceof BlockedAddressError) {
    return `blocked: ${url.hostname} resolves to a private or reserved address that is not in the allowlist`
  }
  const { code = null } = error as { code?: string | null }
  if (code !== null && dnsErrorCodes.includes(code)) return `the name ${url.hostname} could not be resolved`
  return code === null ? 'the connection failed' : `the connection failed: ${code}`
}
