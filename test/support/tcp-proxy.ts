import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

export type ProxyAction = 'pass' | 'cut'

export type TcpProxy = {
  readonly port: number
  readonly close: () => Promise<void>
}

/**
 * Stands before a server. Requests pass at once; each piece of an answer waits for the judge, who lets it pass, or cuts the
 * connection: then the server has done its work, and the caller never hears of it. A target that is a function is asked for
 * each connection.
 */
export async function startTcpProxy(
  targetPort: number | (() => number),
  decide: () => ProxyAction | Promise<ProxyAction>,
): Promise<TcpProxy> {
  const sockets = new Set<Socket>()
  const server = createServer((caller) => {
    const target = connect(typeof targetPort === 'number' ? targetPort : targetPort(), '127.0.0.1')
    const cut = () => {
      caller.resetAndDestroy()
      target.destroy()
    }
    for (const socket of [caller, target]) {
      sockets.add(socket)
      socket.on('error', cut)
      socket.on('close', () => {
        sockets.delete(socket)
        cut()
      })
    }
    caller.pipe(target)
    void forwardResponses(target, caller, decide).then(cut, cut)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      const closed = once(server, 'close')
      server.close()
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

/** Returns when the connection must be cut, or when the responses end. */
async function forwardResponses(
  from: Socket,
  to: Socket,
  decide: () => ProxyAction | Promise<ProxyAction>,
): Promise<void> {
  for await (const chunk of from as AsyncIterable<Buffer>) {
    if ((await decide()) === 'cut') return
    if (!to.write(chunk)) await once(to, 'drain')
  }
}
