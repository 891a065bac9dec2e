import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

export type FakeRequest = {
  readonly method: string
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** A string body is sent as HTML, everything else as JSON. */
export type FakeHttpResponse = {
  readonly status: number
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  readonly delayMs?: number
  /** Ends the connection after this many bytes of the body. */
  readonly cutAfter?: number
}

/** `RESET` closes the connection without a response, `HANG` never responds. */
export type FakeResponse = 'RESET' | 'HANG' | FakeHttpResponse

export type FakeHandler = (request: FakeRequest) => FakeResponse

export type FakeStoreServer = {
  readonly url: string
  /** The requests since the last `handle`. */
  readonly requests: readonly FakeRequest[]
  /** Sets the handler of all further requests. */
  handle: (handler: FakeHandler) => void
  close: () => Promise<void>
}

/** A fake server of any store, whose response is a function of the request. */
export async function startFakeStoreServer(): Promise<FakeStoreServer> {
  let requests: FakeRequest[] = []
  let handler: FakeHandler = () => ({ status: 500, body: 'nothing is set up' })
  const server = createServer((incoming, response) => {
    void readRequest(incoming).then(async (request) => {
      requests.push(request)
      await reply(response, handler(request))
    })
  })
  const port = await listen(server)
  return {
    url: `http://127.0.0.1:${port}`,
    get requests() {
      return requests
    },
    handle(next) {
      handler = next
      requests = []
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => {
          resolve()
        })
      }),
  }
}

async function readRequest(incoming: IncomingMessage): Promise<FakeRequest> {
  const chunks: Uint8Array[] = []
  for await (const chunk of incoming) if (chunk instanceof Uint8Array) chunks.push(chunk)
  return {
    method: incoming.method ?? '',
    path: incoming.url ?? '',
    headers: incoming.headers,
    body: Buffer.concat(chunks).toString('utf8'),
  }
}

async function reply(response: ServerResponse, fakeResponse: FakeResponse): Promise<void> {
  if (fakeResponse === 'HANG') return
  if (fakeResponse === 'RESET') {
    response.socket?.resetAndDestroy()
    return
  }
  const { status, body = '', headers = {}, delayMs = 0, cutAfter } = fakeResponse
  if (delayMs > 0) await sleep(delayMs)
  const isText = typeof body === 'string'
  const bytes = Buffer.from(isText ? body : JSON.stringify(body))
  response.writeHead(status, {
    'content-type': isText ? 'text/html' : 'application/json',
    'content-length': bytes.byteLength,
    ...headers,
  })
  if (cutAfter === undefined) {
    response.end(bytes)
    return
  }
  response.write(bytes.subarray(0, cutAfter), () => {
    response.socket?.destroy()
  })
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  return address.port
}
