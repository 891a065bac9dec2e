import { connect } from 'node:net'

/** What a server answered to bytes that no HTTP client would send: its statuses in order, and all of its text. */
export type RawAnswer = { readonly statuses: readonly number[]; readonly text: string }

const timeoutMs = 10_000

/** Sends the bytes and reads until the server closes the connection; the request must ask for that. */
export function sendRaw(url: string, bytes: string | Buffer): Promise<RawAnswer> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve, reject) => {
    let text = ''
    const socket = connect(Number(port), hostname, () => socket.write(bytes))
    socket.setTimeout(timeoutMs, () => socket.destroy(new Error(`no end of the answer: ${text}`)))
    socket.setEncoding('latin1').on('data', (chunk: string) => (text += chunk))
    socket.once('error', (error: NodeJS.ErrnoException) => {
      // The server may close the connection before it has read everything.
      if (error.code !== 'ECONNRESET' && error.code !== 'EPIPE') reject(error)
    })
    socket.once('close', () => {
      const statuses = [...text.matchAll(/^HTTP\/1\.1 (\d{3}) /gm)].map(([, status]) => Number(status))
      resolve({ statuses, text })
    })
  })
}

type RawRequest = {
  readonly method?: string
  readonly path?: string
  readonly version?: string
  readonly headers?: readonly string[]
  readonly body?: string
}

/** A request as text, with nothing but what is given, a host, a length and the request to close the connection. */
export function printRequest({
  method = 'POST',
  path = '/graphql',
  version = 'HTTP/1.1',
  headers = [],
  body = '',
}: RawRequest): string {
  const names = new Set(headers.map((header) => header.split(':')[0]?.trim().toLowerCase()))
  const usual = [
    'Host: coinslot.example',
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ].filter((header) => !names.has(header.split(':')[0]?.toLowerCase()))
  return `${method} ${path} ${version}\r\n${[...usual, ...headers].join('\r\n')}\r\n\r\n${body}`
}
