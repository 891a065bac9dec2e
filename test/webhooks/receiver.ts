import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Webhook } from 'standardwebhooks'

export type Received = {
  readonly headers: Record<string, string>
  readonly body: string
  readonly id: string
  readonly type: string
  readonly purchaseId: string
  /** Whether it was answered with 200. */
  taken: boolean
}

/** What a receiver does with a request; it takes it unless told otherwise. */
export type Reaction = (response: ServerResponse, request: Received) => void

export type Receiver = {
  readonly url: string
  readonly received: Received[]
  /** Those that it took. */
  readonly taken: () => Received[]
  readonly connections: () => number
  react: (reaction: Reaction | null) => void
  close: () => Promise<void>
}

export const answer =
  (status: number, body = '', headers: Readonly<Record<string, string>> = {}): Reaction =>
  (response) => {
    response.writeHead(status, headers).end(body)
  }

export const hang: Reaction = () => undefined

/** A server of somebody who wants to hear of payments. */
export async function startReceiver(host = '127.0.0.1', port = 0): Promise<Receiver> {
  const received: Received[] = []
  let connections = 0
  let reaction: Reaction | null = null
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8')
      const told = JSON.parse(body) as Pick<Received, 'id' | 'type' | 'purchaseId'>
      const headers = request.headers as Record<string, string>
      const { id, type, purchaseId } = told
      const one: Received = { headers, body, id, type, purchaseId, taken: reaction === null }
      received.push(one)
      if (reaction === null) response.writeHead(200).end('thanks')
      else reaction(response, one)
    })
  })
  server.on('connection', () => {
    connections += 1
  })
  await new Promise<void>((resolve) => {
    server.listen(port, host, resolve)
  })
  const { port: at } = server.address() as AddressInfo
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${at}/hook`,
    received,
    taken: () => received.filter(({ taken }) => taken),
    connections: () => connections,
    react: (next) => {
      reaction = next
    },
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** Whether the official library takes it. */
export function isSignedWith(secret: string, { body, headers }: Received): boolean {
  try {
    new Webhook(secret).verify(body, headers)
    return true
  } catch {
    return false
  }
}
