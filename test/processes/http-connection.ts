import { once } from 'node:events'
import { connect } from 'node:net'

/** What a client sees of a connection: all that it received, and the error that ended it. */
export type Outcome = { readonly text: string; readonly error: string | null }

/** A connection that sends bytes when it is told to. */
export type HttpConnection = {
  /** The port of this end, by which the server knows the connection. */
  readonly localPort: number
  readonly send: (text: string) => void
  /** Resolves when more has been received; rejects when the connection is lost. */
  readonly received: () => Promise<void>
  /** Resolves when the connection has ended. */
  readonly ended: Promise<Outcome>
  readonly close: () => void
}

/** Resolves when the kernel has established the connection, which the server may not have accepted yet; null if it was refused. */
export async function openHttpConnection(url: string): Promise<HttpConnection | null> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  let text = ''
  let error: string | null = null
  socket.setEncoding('latin1').on('data', (chunk: string) => (text += chunk))
  socket.on('error', ({ code = 'unknown' }: NodeJS.ErrnoException) => {
    error = code
  })
  const ended = new Promise<Outcome>((resolve) => {
    socket.once('close', () => resolve({ text, error }))
  })
  const connected = await Promise.race([
    once(socket, 'connect').then(
      () => true,
      () => false,
    ),
    ended.then(() => false),
  ])
  if (!connected) return null
  return {
    localPort: socket.localPort ?? 0,
    send: (sent) => void socket.write(sent, 'latin1'),
    received: async () => {
      await once(socket, 'data')
    },
    ended,
    close: () => socket.destroy(),
  }
}

type Request = {
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  /** Null for a GET. */
  readonly query?: string | null
}

/** A request of HTTP/1.1, which lets the server decide whether the connection stays open. */
export function printHttpRequest({ path, headers = {}, query = null }: Request): string {
  const body = query === null ? '' : JSON.stringify({ query })
  const content = query === null ? {} : { 'content-type': 'application/json', 'content-length': body.length }
  const lines = Object.entries({ host: 'localhost', ...content, ...headers })
  const method = query === null ? 'GET' : 'POST'
  return `${method} ${path} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`
}
