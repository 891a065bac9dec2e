import type { LookupAddress } from 'node:dns'
import { request as requestHttp, type IncomingMessage } from 'node:http'
import { request as requestHttps } from 'node:https'
import { BlockList, isIP, isIPv6, type LookupFunction } from 'node:net'
import { useAgent } from 'request-filtering-agent'
import { createHostResolver, resolveWithSystem, type ResolveHost } from './dns-resolver.ts'

/** Where requests may go although it is in a private or reserved network. */
export type NetworkAllowlist = {
  /** Names, in lower case. */
  readonly hosts: readonly string[]
  /** Ranges of addresses: `10.1.0.0/16`, `::1/128`. */
  readonly cidrs: readonly string[]
}

/** A range as `NetworkExceptions` takes it. */
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
  /** Covers everything from the name to the end of the answer. */
  readonly timeoutMs: number
  /** Cuts the request. */
  readonly signal?: AbortSignal
  /** More of the answer is not read. */
  readonly maxResponseBytes: number
  readonly allowlist: NetworkAllowlist
  /** Asks for the addresses of a name. */
  readonly resolve?: ResolveHost
}

export type SafePostResponse = { readonly status: number; readonly truncatedBody: string }

/** There was no answer; the message says why, in words for whoever set the address up. */
export class SafePostError extends Error {
  override readonly name = 'SafePostError'
}

/**
 * Posts to an address that somebody else chose. It never reaches private or reserved networks: the address is checked after its
 * name was resolved, on the very connection that is used. Each request has a connection of its own, and no redirect is followed.
 * @throws PostFailure
 */
export async function safePost(request: SafePostRequest): Promise<SafePostResponse> {
  const url = new URL(request.url)
  const { signal, clear } = startTimeout(request)
  try {
    const target = await rejectOnAbort(signal, resolveTarget(request, url))
    const response = await send(request, url, { ...target, signal })
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

/** Aborts when the time is over, or at the word of who asked. */
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

type ResolvedTarget = { readonly addresses: readonly LookupAddress[]; readonly isAllowlisted: boolean }

const resolveHost = createHostResolver()
const toFamilyName = (address: string) => (isIPv6(address) ? 'ipv6' : 'ipv4')

/** The name is asked for once, and what is connected is what was found: the next answer could be another one. */
async function resolveTarget(
  { allowlist, resolve }: SafePostRequest,
  { hostname }: URL,
): Promise<ResolvedTarget> {
  const host = hostname.replace(/^\[|\]$/g, '')
  const family = isIP(host)
  const isAllowedHost = allowlist.hosts.includes(hostname)
  const resolver = resolve ?? (isAllowedHost ? resolveWithSystem : resolveHost)
  const found = family === 0 ? await resolver(host) : [{ address: host, family }]
  if (isAllowedHost) return { addresses: found, isAllowlisted: true }
  const allowedRanges = createBlockList(allowlist.cidrs)
  const allowed = found.filter(({ address }) => allowedRanges.check(address, toFamilyName(address)))
  if (allowed.length > 0) return { addresses: allowed, isAllowlisted: true }
  if (found.some(({ address }) => blockedRanges.check(address, toFamilyName(address))))
    throw new BlockedAddressError()
  return { addresses: found, isAllowlisted: false }
}

/** Public by their numbers, but inside all the same: Azure's channel from a machine to its host. */
const blockedRanges = createBlockList(['168.63.129.16/32'])

class BlockedAddressError extends Error {}

function createBlockList(cidrs: readonly string[]): BlockList {
  const list = new BlockList()
  for (const cidr of cidrs) {
    const [address = '', bits = ''] = cidr.split('/')
    list.addSubnet(address, Number(bits), toFamilyName(address))
  }
  return list
}

/** Asking for a name cannot be given up, but its answer need not be waited for. */
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

function send(
  { headers, body }: SafePostRequest,
  url: URL,
  { addresses, isAllowlisted, signal }: ResolvedTarget & { readonly signal: AbortSignal },
): Promise<IncomingMessage> {
  // Its own list of exceptions complains of each range that is not of the address's family.
  const agent = useAgent(url.href, {
    allowPrivateIPAddress: isAllowlisted,
    allowMetaIPAddress: isAllowlisted,
    keepAlive: false,
  })
  const bytes = Buffer.from(body)
  const length = { 'content-length': String(bytes.byteLength) }
  const request = url.protocol === 'https:' ? requestHttps : requestHttp
  return new Promise((resolve, reject) => {
    const lookup = createFixedLookup(addresses)
    const options = { method: 'POST', agent, signal, lookup, headers: { ...headers, ...length } }
    const sent = request(url, options, resolve).on('error', reject)
    // Who answers with another protocol gets neither an error nor an answer.
    sent.on('close', () => reject(new Error('connection closed without a response'))).end(bytes)
  })
}

/** The status says what became of the request: an answer that breaks off behind it is still one. */
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
    // What came is enough.
  } finally {
    response.destroy()
  }
  return Buffer.concat(chunks).subarray(0, maxBytes).toString('utf8').replaceAll('\0', '')
}

const dnsErrorCodes = ['ENOTFOUND', 'EAI_AGAIN', 'ETIMEOUT', 'ECANCELLED']

function describeError(error: unknown, signal: AbortSignal, url: URL, timeoutMs: number): string {
  if (signal.aborted) return `no response within ${timeoutMs} ms`
  const { message = '', code = null } = error as { message?: string; code?: string | null }
  if (error instanceof BlockedAddressError || message.includes('is not allowed. Because')) {
    return `blocked: ${url.hostname} resolves to a private or reserved address that is not in the allowlist`
  }
  if (code !== null && dnsErrorCodes.includes(code)) return `the name ${url.hostname} could not be resolved`
  return code === null ? 'the connection failed' : `the connection failed: ${code}`
}
