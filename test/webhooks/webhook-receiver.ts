import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Webhook } from 'standardwebhooks'

export type ReceivedWebhook = {
  readonly headers: Record<string, string>
  readonly body: string
  readonly id: string
  readonly type: string
  readonly purchaseId: string
  /** Whether the response was 200. */
  accepted: boolean
}

/** Responds to a request; without a handler every request is accepted with 200. */
export type ResponseHandler = (response: ServerResponse, request: ReceivedWebhook) => void

export type WebhookReceiver = {
  readonly url: string
  readonly received: ReceivedWebhook[]
  /** The requests that were accepted. */
  readonly accepted: () => ReceivedWebhook[]
  readonly connections: () => number
  respondWith: (handler: ResponseHandler | null) => void
  close: () => Promise<void>
}

export const respondWithStatus =
  (status: number, body = '', headers: Readonly<Record<string, string>> = {}): ResponseHandler =>
  (response) => {
    response.writeHead(status, headers).end(body)
  }

export const neverRespond: ResponseHandler = () => undefined

/** Starts a server that receives webhooks. */
export async function startWebhookReceiver(host = '127.0.0.1', port = 0): Promise<WebhookReceiver> {
  const received: ReceivedWebhook[] = []
  let connections = 0
  let handler: ResponseHandler | null = null
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8')
      const payload = JSON.parse(body) as Pick<ReceivedWebhook, 'id' | 'type' | 'purchaseId'>
      const headers = request.headers as Record<string, string>
      const { id, type, purchaseId } = payload
      const webhook: ReceivedWebhook = { headers, body, id, type, purchaseId, accepted: handler === null }
      received.push(webhook)
      if (handler === null) response.writeHead(200).end('thanks')
      else handler(response, webhook)
    })
  })
  server.on('connection', () => {
    connections += 1
  })
  await new Promise<void>((resolve) => {
    server.listen(port, host, resolve)
  })
  const { port: boundPort } = server.address() as AddressInfo
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${boundPort}/hook`,
    received,
    accepted: () => received.filter(({ accepted }) => accepted),
    connections: () => connections,
    respondWith: (next) => {
      handler = next
    },
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** Whether the Standard Webhooks library accepts the signature. */
export function isSignedWith(secret: string, { body, headers }: ReceivedWebhook): boolean {
  try {
    new Webhook(secret).verify(body, headers)
    return true
  } catch {
    return false
  }
}
