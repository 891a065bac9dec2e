import { once } from 'node:events'
import { createServer, request as sendRequest, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Stands between the game and Coinslot, and can hold one call for ever, before or after the server has executed it. */
export type Gateway = {
  readonly url: string
  /** Holds the next call of the operation; `held` resolves when it has come. */
  readonly holdNext: (operation: string, phase: 'BEFORE' | 'AFTER') => { readonly held: Promise<true> }
  readonly close: () => Promise<void>
}

type Hold = { readonly operation: string; readonly phase: 'BEFORE' | 'AFTER'; readonly report: () => void }

export async function startGateway(target: string): Promise<Gateway> {
  let hold: Hold | null = null
  const forward = async (incoming: IncomingMessage, response: ServerResponse) => {
    const body = Buffer.concat(await incoming.toArray())
    const isHeld = hold !== null && body.includes(`mutation ${hold.operation}(`)
    const current = isHeld ? hold : null
    if (isHeld) hold = null
    if (current?.phase === 'BEFORE') {
      current.report()
      return
    }
    const { method = 'GET', headers } = incoming
    const outgoing = sendRequest(target, { method, headers })
    outgoing.end(body)
    const [answer] = (await once(outgoing, 'response')) as [IncomingMessage]
    const content = Buffer.concat(await answer.toArray())
    if (current?.phase === 'AFTER') {
      current.report()
      return
    }
    response.writeHead(answer.statusCode ?? 500, answer.headers)
    response.end(content)
  }
  const server = createServer((incoming, response) => {
    forward(incoming, response).catch(() => response.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
    holdNext: (operation, phase) => {
      const { promise: held, resolve } = Promise.withResolvers<true>()
      hold = { operation, phase, report: () => resolve(true) }
      return { held }
    },
    close: async () => {
      server.closeAllConnections()
      server.close()
    },
  }
}
