import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'

export type Handler = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>

const maxBodyBytes = 2_000

/** An answer that is not the wanted one. */
export class HttpError extends Error {
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

/** A web server with one handler for each method and path. It is for this machine alone: it answers to no other name. */
export function createWebServer(routes: Readonly<Record<string, Handler>>): Server {
  return createServer((request, response) => {
    const handle = async () => {
      assertLocal(request)
      const path = (request.url ?? '').split('?')[0] ?? ''
      const handler = routes[`${request.method ?? ''} ${path}`]
      if (handler === undefined) throw new HttpError(404, 'There is no such page.')
      await handler(request, response)
    }
    handle().catch((error: unknown) => {
      const isExpected = error instanceof HttpError
      if (!isExpected) console.error(error)
      if (response.headersSent) response.destroy()
      else
        sendJson(response, isExpected ? error.status : 500, { error: isExpected ? error.message : 'Failed.' })
    })
  })
}

/** Other sites can make a browser send requests here; they cannot choose the headers Host and Origin. */
function assertLocal({ headers }: IncomingMessage): void {
  const { host = '', origin } = headers
  if (!/^(?:127\.0\.0\.1|localhost)(?::\d+)?$/.test(host))
    throw new HttpError(403, 'Use the address 127.0.0.1.')
  if (origin !== undefined && new URL(origin).host !== host) throw new HttpError(403, 'Another site asks.')
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
  response.end(JSON.stringify(body))
}

export async function readJson(request: IncomingMessage): Promise<unknown> {
  let text = ''
  for await (const chunk of request.setEncoding('utf8') as AsyncIterable<string>) {
    text += chunk
    if (text.length > maxBodyBytes) throw new HttpError(413, 'The request is too long.')
  }
  try {
    return JSON.parse(text)
  } catch {
    throw new HttpError(400, 'The request is no JSON.')
  }
}

export function readCookie({ headers }: IncomingMessage, name: string): string {
  const cookies = (headers.cookie ?? '').split('; ').map((cookie) => cookie.split('='))
  return cookies.find(([key]) => key === name)?.[1] ?? ''
}
