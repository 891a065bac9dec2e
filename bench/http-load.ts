import { connect, type Socket } from 'node:net'

export type LoadResult = {
  readonly responses: number
  readonly perSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
  /** Responses without the expected text. */
  readonly unexpected: number
}

export type LoadOptions = {
  readonly url: string
  /** Default: POST. */
  readonly method?: 'GET' | 'POST'
  readonly clients: number
  readonly durationMs: number
  readonly headers: Readonly<Record<string, string>>
  /** The next body; null when there is nothing left to send. */
  readonly nextBody: () => string | null
  /** A part of every body, or what every body matches. */
  readonly expected: string | RegExp
  /** For responses without a body: the expected beginning of the response. */
  readonly expectedStatus?: RegExp
}

/** A load generator with little overhead: one keep-alive connection per client, one request in flight on each. */
export async function generateLoad(options: LoadOptions): Promise<LoadResult> {
  const started = performance.now()
  const until = started + options.durationMs
  const latencies: number[] = []
  let unexpected = 0
  const { expected, expectedStatus = /^HTTP/ } = options
  const isExpected = (body: string) =>
    typeof expected === 'string' ? body.includes(expected) : expected.test(body)
  const recordResponse = (latencyMs: number, { head, body }: RawResponse) => {
    latencies.push(latencyMs)
    if (!isExpected(body) || !expectedStatus.test(head)) unexpected += 1
  }
  await Promise.all(Array.from({ length: options.clients }, () => runClient(options, until, recordResponse)))
  const seconds = (performance.now() - started) / 1000
  latencies.sort((a, b) => a - b)
  return {
    responses: latencies.length,
    perSecond: latencies.length / seconds,
    p50Ms: quantile(latencies, 0.5),
    p99Ms: quantile(latencies, 0.99),
    unexpected,
  }
}

async function runClient(
  options: LoadOptions,
  until: number,
  recordResponse: (latencyMs: number, response: RawResponse) => void,
): Promise<void> {
  const { send, close } = openConnection(options)
  while (performance.now() < until) {
    const body = options.nextBody()
    if (body === null) break
    const sent = performance.now()
    const response = await send(body)
    recordResponse(performance.now() - sent, response)
  }
  close()
}

/** A keep-alive connection for one request after the other. */
export function openConnection({
  url,
  method = 'POST',
  headers,
}: Pick<LoadOptions, 'url' | 'method' | 'headers'>) {
  const { hostname, port, pathname, host } = new URL(url)
  const socket = connect(Number(port), hostname)
  socket.setNoDelay(true)
  const headerLines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  const head = `${method} ${pathname} HTTP/1.1\r\nhost: ${host}\r\ncontent-type: application/json\r\n${headerLines.join('')}`
  const sendRaw = createRequester(socket)
  return {
    send: (body: string) => sendRaw(`${head}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`),
    close: () => socket.destroy(),
  }
}

type RawResponse = { readonly head: string; readonly body: string }

/** Sends one request and waits for its whole response. */
function createRequester(socket: Socket): (request: string) => Promise<RawResponse> {
  let received = ''
  let pending: PromiseWithResolvers<RawResponse> | null = null
  socket.setEncoding('latin1')
  socket.on('data', (chunk: string) => {
    received += chunk
    const headEnd = received.indexOf('\r\n\r\n')
    if (headEnd === -1) return
    const head = received.slice(0, headEnd)
    const length = /content-length: (\d+)/i.exec(head)?.[1]
    const end = headEnd + 4 + Number(length ?? 0)
    if (received.length < end) return
    const body = received.slice(headEnd + 4, end)
    received = received.slice(end)
    pending?.resolve({ head, body })
  })
  socket.on('error', (error) => pending?.reject(error))
  return (request) => {
    pending = Promise.withResolvers<RawResponse>()
    socket.write(request)
    return pending.promise
  }
}

export function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}
