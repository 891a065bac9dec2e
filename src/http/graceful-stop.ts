import type { FastifyInstance } from 'fastify'
import { Server as TcpServer } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { acceptWaitingConnections } from './accept-waiting-connections.ts'

/** How an HTTP server stops without losing a request that it could have answered. */
export type GracefulStop = {
  /**
   * Announces the stop, waits for the delay, and refuses new connections. Resolves when connections that were open have had time to
   * send a request.
   */
  readonly stopListening: (delayMs: number) => Promise<void>
  /** Completes running requests and closes the server. */
  readonly drain: () => Promise<void>
}

/** Set when the stop begins. */
export type StopState = { isStopping: boolean }

/** A client that has just connected, or keeps a connection open, may have sent a request that is still on its way. */
const lastRequestsMs = 100
const idleConnectionCheckMs = 50
/** How long a shutdown waits for running requests; the process itself is ended a second later at the earliest. */
const drainTimeoutMs = 2_500

/** From the beginning of the stop on, responses tell their clients to open a new connection, which reaches another process. */
export function createGracefulStop(app: FastifyInstance, state: StopState): GracefulStop {
  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (state.isStopping) reply.header('connection', 'close')
    done()
  })
  return {
    stopListening: async (delayMs) => {
      state.isStopping = true
      if (delayMs > 0) await delay(delayMs)
      // The method of the HTTP server would also close idle connections, on which requests may be on their way.
      await acceptWaitingConnections(app.server, () => TcpServer.prototype.close.call(app.server))
      await delay(lastRequestsMs)
    },
    drain: () => drain(app),
  }
}

/** Without the timers, keep-alive connections would delay the shutdown. */
async function drain(app: FastifyInstance): Promise<void> {
  const idleConnectionTimer = setInterval(() => app.server.closeIdleConnections(), idleConnectionCheckMs)
  const drainTimer = setTimeout(() => app.server.closeAllConnections(), drainTimeoutMs)
  await app.close()
  clearInterval(idleConnectionTimer)
  clearTimeout(drainTimer)
}
