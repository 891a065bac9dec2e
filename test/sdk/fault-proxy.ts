import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'

export const networkFaults = [
  /** The connection ends before the server gets the request. */
  'CUT_BEFORE',
  /** The server does its work, and the connection ends before the answer. */
  'CUT_AFTER',
  /** The answer ends in its middle. */
  'CUT_WITHIN',
  /** The server does its work, and the answer does not arrive before the client has given up. */
  'DELAY',
  /** The server gets the request twice at the same time. */
  'DUPLICATE',
] as const

export type NetworkFault = (typeof networkFaults)[number]

export type FaultPlan = {
  /** The number of the first request that fails, from 1. */
  readonly step: number
  readonly fault: NetworkFault
  /** Whether every later request fails too. */
  readonly isLasting: boolean
}

export type FaultProxy = {
  readonly url: string
  /** Number of requests since the plan was set. */
  readonly requests: () => number
  /** What happens to the requests from now on; null for nothing. `onDelay` is called when an answer is held back. */
  readonly setPlan: (plan: FaultPlan | null, onDelay: () => void) => void
  /** Sends again each request since the plan was set, in the order in which they came: duplicates that arrive late. */
  readonly repeatAll: () => Promise<void>
  readonly close: () => Promise<void>
}

type Recorded = { readonly body: Buffer<ArrayBuffer>; readonly headers: Readonly<Record<string, string>> }

const forwardedHeaders = ['accept', 'authorization', 'content-type', 'x-app-key']

/** An HTTP proxy before the server at `targetUrl`, whose connections to the client fail as planned. */
export async function startFaultProxy(targetUrl: string): Promise<FaultProxy> {
  let plan: FaultPlan | null = null
  let onDelay: () => void = () => undefined
  let recorded: Recorded[] = []
  const send = ({ body, headers }: Recorded) => fetch(targetUrl, { method: 'POST', headers, body })
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = Buffer.from(await buffer(request))
    const names = forwardedHeaders.filter((name) => typeof request.headers[name] === 'string')
    const headers = Object.fromEntries(names.map((name) => [name, String(request.headers[name])]))
    recorded.push({ body, headers })
    const count = recorded.length
    const isHit = plan !== null && (plan.isLasting ? count >= plan.step : count === plan.step)
    const fault = isHit ? plan!.fault : null
    if (fault === 'CUT_BEFORE') return void request.socket.destroy()
    const copies = fault === 'DUPLICATE' ? 2 : 1
    const answers = await Promise.all(Array.from({ length: copies }, () => send({ body, headers })))
    const answer = answers.at(-1)!
    const text = await answer.text()
    if (fault === 'CUT_AFTER') return void request.socket.destroy()
    if (fault === 'DELAY') {
      onDelay()
      return
    }
    response.writeHead(answer.status, {
      'content-type': answer.headers.get('content-type') ?? 'text/plain',
      'content-length': Buffer.byteLength(text),
    })
    if (fault !== 'CUT_WITHIN') return void response.end(text)
    response.write(text.slice(0, text.length / 2), () => request.socket.destroy())
  }
  const server = createServer((request, response) => {
    // A client that has given up leaves nobody to answer.
    void handle(request, response).catch(() => request.socket.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
    requests: () => recorded.length,
    setPlan: (next, whenDelayed) => {
      plan = next
      onDelay = whenDelayed
      recorded = []
    },
    repeatAll: async () => {
      for (const each of recorded) await (await send(each)).text()
    },
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
