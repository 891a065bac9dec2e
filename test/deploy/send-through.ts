import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { request } from 'node:https'
import { text } from 'node:stream/consumers'
import type { ReverseProxy } from './reverse-proxies.ts'

type Sent = {
  readonly path: string
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** The address of the client. */
  readonly localAddress?: string
}

/** Sends a request through a proxy, on a connection of its own. */
export async function sendThrough(
  { port }: ReverseProxy,
  { path, method = 'GET', headers = {}, body = '', localAddress = '127.0.0.1' }: Sent,
) {
  const sent = request({
    ...{
      host: '127.0.0.1',
      servername: 'localhost',
      port,
      path,
      method,
      localAddress,
      rejectUnauthorized: false,
    },
    headers: { host: `localhost:${port}`, ...headers },
    agent: false,
  })
  // A proxy that rejects a body does not read it to its end.
  const failed = once(sent, 'error').then(([error]) => Promise.reject(error as Error))
  failed.catch(() => undefined)
  sent.end(body)
  const [response] = (await Promise.race([once(sent, 'response'), failed])) as [IncomingMessage]
  return { status: response.statusCode, headers: response.headers, text: await text(response) }
}
