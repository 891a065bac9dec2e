import type { LookupAddress } from 'node:dns'
import { request as requestHttp, type IncomingMessage } from 'node:http'
import { request as requestHttps } from 'node:https'
import { BlockList, isIP, isIPv6, type LookupFunction } from 'node:net'
import { useAgent } from 'request-filtering-agent'
import { createLookUp, lookUpInSystem, type LookUp } from './look-up.ts'

/** Where requests may go although it is in a private or reserved network. */
export type NetworkExceptions = {
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

export type PostRequest = {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** Covers everything from the name to the end of the answer. */
  readonly timeoutMs: number
  /** Cuts the request. */
  readonly stop?: AbortSignal
  /** More of the answer is not read. */
  readonly maxAnswerBytes: number
  readonly exceptions: NetworkExceptions
  /** Asks for the addresses of a name. */
  readonly resolve?: LookUp
}

export type PostAnswer = { readonly status: number; readonly beginning: string }

/** There was no answer; the message says why, in words for whoever set the address up. */
export class PostFailure extends Error {
  override readonly name = 'PostFailure'
}

/**
 * Posts to an address that somebody else chose. It never reaches private or reserved networks: the address is checked after its
 * name was resolved, on the very connection that is used. Each request has a connection of its own, and no redirect is followed.
 * @throws PostFailure
 */
export async function postOutside(post: PostRequest): Promise<PostAnswer> {
  const url = new URL(post.url)
  const { signal, clear } = startLimit(post)
  try {
    const place = await beforeAbort(signal, findPlace(post, url))
    const answer = await send(post, url, { ...place, signal })
    return { status: answer.statusCode ?? 0, beginning: await readBeginning(answer, post.maxAnswerBytes) }
  } catch (error) {
    throw new PostFailure(explain(error, signal, url, post.timeoutMs), { cause: error })
  } finally {
    clear()
  }
}

/** Aborts when the time is over, or at the word of who asked. */
function startLimit({ timeoutMs, stop }: PostRequest) {
  const controller = new AbortController()
  const abort = () => controller.abort()
  const timer = setTimeout(abort, timeoutMs)
  stop?.addEventListener('abort', abort)
  if (stop?.aborted === true) abort()
  const clear = () => {
    clearTimeout(timer)
    stop?.removeEventListener('abort', abort)
  }
  return { signal: controller.signal, clear }
}

type Place = { readonly addresses: readonly LookupAddress[]; readonly isException: boolean }

const lookUp = createLookUp()
const nameFamily = (address: string) => (isIPv6(address) ? 'ipv6' : 'ipv4')

/** The name is asked for once, and what is connected is what was found: the next answer could be another one. */
async function findPlace({ exceptions, resolve }: PostRequest, { hostname }: URL): Promise<Place> {
  const host = hostname.replace(/^\[|\]$/g, '')
  const family = isIP(host)
  const isListed = exceptions.hosts.includes(hostname)
  const ask = resolve ?? (isListed ? lookUpInSystem : lookUp)
  const found = family === 0 ? await ask(host) : [{ address: host, family }]
  if (isListed) return { addresses: found, isException: true }
  const listed = listRanges(exceptions.cidrs)
  const excepted = found.filter(({ address }) => listed.check(address, nameFamily(address)))
  if (excepted.length > 0) return { addresses: excepted, isException: true }
  if (found.some(({ address }) => inside.check(address, nameFamily(address)))) throw new InsideAddress()
  return { addresses: found, isException: false }
}

/** Public by their numbers, but inside all the same: Azure's channel from a machine to its host. */
const inside = listRanges(['168.63.129.16/32'])

class InsideAddress extends Error {}

function listRanges(cidrs: readonly string[]): BlockList {
  const list = new BlockList()
  for (const cidr of cidrs) {
    const [address = '', bits = ''] = cidr.split('/')
    list.addSubnet(address, Number(bits), nameFamily(address))
  }
  return list
}

/** Asking for a name cannot be given up, but its answer need not be waited for. */
function beforeAbort<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const giveUp = () => reject(new Error('too late'))
    signal.addEventListener('abort', giveUp, { once: true })
    if (signal.aborted) giveUp()
    work.then(resolve, reject)
  })
}

function answerWith(addresses: readonly LookupAddress[]): LookupFunction {
  return (_, { all }, callback) => {
    const [first = { address: '', family: 0 }] = addresses
    if (all === true) callback(null, [...addresses])
    else callback(null, first.address, first.family)
  }
}

function send(
  { headers, body }: PostRequest,
  url: URL,
  { addresses, isException, signal }: Place & { readonly signal: AbortSignal },
): Promise<IncomingMessage> {
  // Its own list of exceptions complains of each range that is not of the address's family.
  const agent = useAgent(url.href, {
    allowPrivateIPAddress: isException,
    allowMetaIPAddress: isException,
    keepAlive: false,
  })
  const bytes = Buffer.from(body)
  const length = { 'content-length': String(bytes.byteLength) }
  const request = url.protocol === 'https:' ? requestHttps : requestHttp
  return new Promise((resolve, reject) => {
    const lookup = answerWith(addresses)
    const options = { method: 'POST', agent, signal, lookup, headers: { ...headers, ...length } }
    const sent = request(url, options, resolve).on('error', reject)
    // Who answers with another protocol gets neither an error nor an answer.
    sent.on('close', () => reject(new Error('closed without an answer'))).end(bytes)
  })
}

/** The status says what became of the request: an answer that breaks off behind it is still one. */
async function readBeginning(answer: IncomingMessage, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  try {
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      chunks.push(chunk)
      size += chunk.byteLength
      if (size >= maxBytes) break
    }
  } catch {
    // What came is enough.
  } finally {
    answer.destroy()
  }
  return Buffer.concat(chunks).subarray(0, maxBytes).toString('utf8').replaceAll('\0', '')
}

const unresolved = ['ENOTFOUND', 'EAI_AGAIN', 'ETIMEOUT', 'ECANCELLED']

function explain(error: unknown, signal: AbortSignal, url: URL, timeoutMs: number): string {
  if (signal.aborted) return `no answer within ${timeoutMs} ms`
  const { message = '', code = null } = error as { message?: string; code?: string | null }
  if (error instanceof InsideAddress || message.includes('is not allowed. Because')) {
    return `refused: ${url.hostname} is an address in a private or reserved network, which is not listed as an exception`
  }
  if (code !== null && unresolved.includes(code)) return `the name ${url.hostname} could not be resolved`
  return code === null ? 'the connection failed' : `the connection failed: ${code}`
}
