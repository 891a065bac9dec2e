import { request as requestHttp, type IncomingMessage } from 'node:http'
import { request as requestHttps } from 'node:https'
import { isIP } from 'node:net'
import { useAgent } from 'request-filtering-agent'

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
  /** More of the answer is not read. */
  readonly maxAnswerBytes: number
  readonly exceptions: NetworkExceptions
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
  const signal = AbortSignal.timeout(post.timeoutMs)
  try {
    const answer = await send(post, url, signal)
    return { status: answer.statusCode ?? 0, beginning: await readBeginning(answer, post.maxAnswerBytes) }
  } catch (error) {
    throw new PostFailure(explain(error, signal, url, post.timeoutMs), { cause: error })
  }
}

function send(
  { headers, body, exceptions }: PostRequest,
  url: URL,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const agent = useAgent(url.href, {
    allowPrivateIPAddress: exceptions.hosts.includes(url.hostname.toLowerCase()),
    allowIPAddressList: [...exceptions.cidrs],
    keepAlive: false,
  })
  const bytes = Buffer.from(body)
  const length = { 'content-length': String(bytes.byteLength) }
  const request = url.protocol === 'https:' ? requestHttps : requestHttp
  return new Promise((resolve, reject) => {
    const options = { method: 'POST', agent, signal, headers: { ...headers, ...length } }
    request(url, options, resolve).on('error', reject).end(bytes)
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

function explain(error: unknown, signal: AbortSignal, url: URL, timeoutMs: number): string {
  if (signal.aborted) return `no answer within ${timeoutMs} ms`
  const { message = '', code = null } = error as { message?: string; code?: string | null }
  if (message.includes('is not allowed. Because')) {
    return `refused: ${url.hostname} is an address in a private or reserved network, which is not listed as an exception`
  }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return `the name ${url.hostname} could not be resolved`
  return code === null ? 'the connection failed' : `the connection failed: ${code}`
}
