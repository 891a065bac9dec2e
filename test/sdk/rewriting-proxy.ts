import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text as readText } from 'node:stream/consumers'

export type Rewriting = {
  /** An answer instead of the server's; null passes the request on. */
  readonly answer?: (body: string) => { readonly status: number; readonly body: string } | null
  readonly rewrite?: (body: string) => string
  /** Whether the headers of the server about versions arrive. Default true. */
  readonly hasVersionHeaders?: boolean
}

export type RewritingProxy = {
  readonly url: string
  /** The `x-coinslot-client` headers of the requests. */
  readonly clients: ReadonlySet<string>
  readonly close: () => Promise<void>
}

const passedOn = ['authorization', 'content-type', 'accept', 'x-app-key', 'x-coinslot-client'] as const

/** A proxy before a GraphQL server, which makes it look like one of another version. */
export async function startRewritingProxy(target: string, rewriting: Rewriting): Promise<RewritingProxy> {
  const clients = new Set<string>()
  const server = createServer((incoming, outgoing) => {
    clients.add(String(incoming.headers['x-coinslot-client']))
    exchange(target, rewriting, incoming).then(
      ({ status, headers, body }) => outgoing.writeHead(status, headers).end(body),
      () => outgoing.destroy(),
    )
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
    clients,
    close: async () => {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

async function exchange(
  target: string,
  { answer, rewrite = (body) => body, hasVersionHeaders = true }: Rewriting,
  incoming: IncomingMessage,
) {
  const request = await readText(incoming)
  const json = { 'content-type': 'application/graphql-response+json' }
  const own = answer?.(request) ?? null
  if (own !== null) return { ...own, headers: json }
  const headers = passedOn.flatMap((name): [string, string][] => {
    const value = incoming.headers[name]
    return typeof value === 'string' ? [[name, value]] : []
  })
  const response = await fetch(target, { method: 'POST', headers, body: request })
  const names = ['x-request-id', ...(hasVersionHeaders ? ['x-coinslot-version', 'x-coinslot-warning'] : [])]
  const returned = names.flatMap((name): [string, string][] => {
    const value = response.headers.get(name)
    return value === null ? [] : [[name, value]]
  })
  return {
    status: response.status,
    headers: { ...json, ...Object.fromEntries(returned) },
    body: rewrite(await response.text()),
  }
}
