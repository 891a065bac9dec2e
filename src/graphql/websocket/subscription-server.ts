import type { ExecutionArgs } from 'graphql'
import type { ServerOptions } from 'graphql-ws'
import { useServer, type Extra } from 'graphql-ws/use/ws'
import type { Server } from 'node:http'
import type { WebSocket } from 'ws'
import type { Log } from '../../platform/log.ts'
import { formatError, toGraphQLError } from '../errors.ts'
import type { RequestContext } from '../request-context.ts'
import type { ConnectionParams, SocketState } from './authenticate-connection.ts'
import { createConnectionMonitor, type ConnectionMonitor } from './connection-monitor.ts'
import { createConnectionSlots, type ConnectionSlotLimits } from './connection-slots.ts'
import { createConnectHandler } from './on-connect.ts'
import { createSubscribeHandler, type SubscribeHandlerOptions } from './on-subscribe.ts'
import { createResultFormatter } from './result-formatter.ts'
import { createSharedExecution } from './shared-execution.ts'
import { executeInScope } from './execute-in-scope.ts'
import { refuseMessage } from './refuse-message.ts'
import { createUnauthenticatedSockets, type UnauthenticatedSockets } from './unauthenticated-sockets.ts'
import { handleWebSocketUpgrades } from './websocket-upgrade.ts'

export type SubscriptionServer = {
  /** Number of open sockets. */
  readonly connectionCount: () => number
  /** Closes every socket with a code that makes clients reconnect elsewhere, and stops accepting new ones. */
  close: () => Promise<void>
}

export type SubscriptionServerOptions = SubscribeHandlerOptions & {
  readonly http: Server
  readonly path: string
  readonly limits: ConnectionLimits
}

/** The limits apply to this process. */
export type ConnectionLimits = ConnectionSlotLimits & {
  /** Open sockets without valid credentials. */
  readonly maxUnauthenticated: number
  readonly pingIntervalMs: number
  /** How long a socket may stay open without a running operation. */
  readonly idleTimeoutMs: number
}

/** How long a new socket may take to send `connection_init`. */
const initTimeoutMs = 5_000
/** How long `close` waits for clients that do not complete the closing handshake. */
const closeTimeoutMs = 1_000

/** WebSocket close code that tells the client to reconnect. */
const serviceRestart = 1012

/** Serves GraphQL with the protocol `graphql-transport-ws` on one path of an HTTP server. */
export function createSubscriptionServer(options: SubscriptionServerOptions): SubscriptionServer {
  const { http, path, services, limits } = options
  const unauthenticated = createUnauthenticatedSockets(limits.maxUnauthenticated)
  const { sockets, stopAccepting } = handleWebSocketUpgrades({
    http,
    path,
    unauthenticated,
    readClientAddress: services.readClientAddress,
  })
  const monitor = createConnectionMonitor({
    services,
    intervalMs: limits.pingIntervalMs,
    idleTimeoutMs: limits.idleTimeoutMs,
  })
  const server = useServer<ConnectionParams, SocketState>(
    // With `isProd` the close reason of an internal error is always "Internal server error".
    { ...createServerOptions(options, monitor, unauthenticated), isProd: true },
    sockets,
    limits.pingIntervalMs,
  )
  sockets.on('connection', (socket) => logProtocolErrors(socket, services.log))
  return {
    connectionCount: () => sockets.clients.size,
    close: async () => {
      stopAccepting()
      for (const socket of sockets.clients) socket.close(serviceRestart, 'Service restart')
      const terminateTimer = setTimeout(() => {
        for (const socket of sockets.clients) socket.terminate()
      }, closeTimeoutMs)
      await Promise.all([server.dispose(), monitor.close()])
      clearTimeout(terminateTimer)
    },
  }
}

/**
 * A client that violates the protocol, for example by a frame above the limit: ws closes its socket. The listener of graphql-ws would
 * print each error to standard error, past the log.
 */
function logProtocolErrors(socket: WebSocket, log: Log): void {
  socket.removeAllListeners('error')
  socket.on('error', (error) => log.debug({ error }, 'a WebSocket client violated the protocol'))
}

type GraphqlWsOptions = ServerOptions<ConnectionParams, Extra & Partial<SocketState>>

function createServerOptions(
  options: SubscriptionServerOptions,
  monitor: ConnectionMonitor,
  unauthenticated: UnauthenticatedSockets,
): GraphqlWsOptions {
  const { services, limits } = options
  const format = (error: unknown) => formatError(error, services)
  const formatResult = createResultFormatter(format)
  return {
    connectionInitWaitTimeout: initTimeoutMs,
    jsonMessageReviver: refuseMessage,
    onConnect: createConnectHandler({
      services,
      monitor,
      slots: createConnectionSlots(limits),
      unauthenticated,
    }),
    onSubscribe: createSubscribeHandler(options),
    // eslint-disable-next-line max-params -- the library's signature
    onOperation: ({ extra }, id, _payload, _args, result) => {
      extra.operations?.attachResult(id, result)
    },
    onComplete: ({ extra }, id) => {
      extra.operations?.end(id)
    },
    // eslint-disable-next-line max-params -- the library's signature
    onNext: (_connection, _id, _payload, _args, result) => formatResult(result),
    onError: (_connection, _id, _payload, errors) => errors.map(format),
    execute: (args) =>
      services.admission
        .run(appIdOf(args), () => executeInScope(args))
        .catch((error: unknown) => ({ errors: [toGraphQLError(error)] })),
    subscribe: createSharedExecution(),
  }
}

function appIdOf({ contextValue }: ExecutionArgs): string | null {
  return (contextValue as RequestContext).authenticated?.domain.app?.appId ?? null
}
