import { execute, type FormattedExecutionResult, type GraphQLFormattedError } from 'graphql'
import { CloseCode, type ServerOptions } from 'graphql-ws'
import { useServer, type Extra } from 'graphql-ws/use/ws'
import type { Server } from 'node:http'
import type { Context } from '../../domain/context.ts'
import { getUserTokenExpiry } from '../../services/user-token.ts'
import { handleWebSocketUpgrades } from './websocket-upgrade.ts'
import { formatError } from '../errors.ts'
import {
  authenticateConnection,
  readUserToken,
  tryAgainLater,
  type WebSocketConnection,
  type ConnectionParams,
  type SocketState,
} from './authenticate-connection.ts'
import { createSharedExecution } from './shared-execution.ts'
import { createActiveOperations } from './active-operations.ts'
import { createConnectionLimiter, type ConnectionLimiter } from './connection-limiter.ts'
import { createConnectionMonitor, type ConnectionMonitor } from './connection-monitor.ts'
import { createSubscribeHandler, type SubscribeHandlerOptions } from './on-subscribe.ts'

export type SubscriptionServer = {
  /** Open sockets now. */
  readonly connectionCount: () => number
  /** Tells every client to connect again elsewhere, and ends. */
  close: () => Promise<void>
}

export type SubscriptionServerOptions = SubscribeHandlerOptions & {
  readonly http: Server
  readonly path: string
  readonly limits: ConnectionLimits
}

/** Counts are of this process. */
export type ConnectionLimits = {
  /** Open sockets of one server key, or of the clients of one AppKey. */
  readonly maxConnectionsPerKey: number
  /** Open sockets of one IP address. */
  readonly maxConnectionsPerIp: number
  readonly pingIntervalMs: number
  /** How long a socket may carry no operation. */
  readonly idleTimeoutMs: number
}

const initTimeoutMs = 5_000
/** What a client that does not answer may still hold up at the end. */
const closeTimeoutMs = 1_000

/** The ordinary close code that tells a client to come again. */
const serviceRestart = 1012

/** `graphql-transport-ws` on the path of GraphQL. */
export function createSubscriptionServer(options: SubscriptionServerOptions): SubscriptionServer {
  const { http, path, services, limits } = options
  const { sockets, stopAccepting } = handleWebSocketUpgrades({
    http,
    path,
    maxConnectionsPerIp: limits.maxConnectionsPerIp,
  })
  const monitor = createConnectionMonitor({
    services,
    intervalMs: limits.pingIntervalMs,
    idleTimeoutMs: limits.idleTimeoutMs,
  })
  const server = useServer<ConnectionParams, SocketState>(
    // `isProd`: whatever goes wrong, a close says no more than "Internal server error".
    { ...createServerOptions(options, monitor), isProd: true },
    sockets,
    limits.pingIntervalMs,
  )
  return {
    connectionCount: () => sockets.clients.size,
    close: async () => {
      stopAccepting()
      for (const socket of sockets.clients) socket.close(serviceRestart, 'Service restart')
      const limit = setTimeout(() => {
        for (const socket of sockets.clients) socket.terminate()
      }, closeTimeoutMs)
      await Promise.all([server.dispose(), monitor.close()])
      clearTimeout(limit)
    },
  }
}

/** Seats the caller and sees to the end of its token; false: there is no room. */
function acceptConnection(
  connection: WebSocketConnection,
  domain: Context,
  limiter: ConnectionLimiter,
): boolean {
  const { extra } = connection
  const { caller, app } = domain
  const release = limiter.acquire(caller.kind === 'SERVER' ? `key/${caller.serverKeyId}` : `app/${app.appId}`)
  if (release === null) {
    extra.socket.close(tryAgainLater, 'Too many connections')
    return false
  }
  const operations = createActiveOperations()
  Object.assign(extra, { domain, lastOperationAt: performance.now(), operations } satisfies SocketState)
  const token = readUserToken(connection)
  // By the machine's clock, as it was verified.
  const tokenExpiryTimer =
    token === null
      ? undefined
      : setTimeout(
          () => extra.socket.close(CloseCode.Forbidden, 'The user token has expired.'),
          getUserTokenExpiry(token).getTime() - Date.now(),
        )
  const end = () => {
    release()
    operations.close()
    clearTimeout(tokenExpiryTimer)
  }
  if (extra.socket.readyState === extra.socket.OPEN) extra.socket.once('close', end)
  else end()
  return true
}

type GraphqlWsOptions = ServerOptions<ConnectionParams, Extra & Partial<SocketState>>

function createServerOptions(
  options: SubscriptionServerOptions,
  monitor: ConnectionMonitor,
): GraphqlWsOptions {
  const { services, limits } = options
  const format = (error: unknown) => formatError(error, services.log)
  const limiter = createConnectionLimiter(limits.maxConnectionsPerKey)
  return {
    connectionInitWaitTimeout: initTimeoutMs,
    onConnect: async (connection) => {
      const domain = await authenticateConnection(services, connection)
      if (domain === null || !acceptConnection(connection, domain, limiter)) return false
      monitor.add(connection)
      return true
    },
    onSubscribe: createSubscribeHandler(options),
    // eslint-disable-next-line max-params -- the library's signature
    onOperation: ({ extra }, id, _payload, _args, result) => {
      extra.operations?.attachResult(id, result)
    },
    onComplete: ({ extra }, id) => {
      extra.operations?.end(id)
    },
    onNext: createResultFormatter(format),
    onError: (_connection, _id, _payload, errors) => errors.map(format),
    execute,
    subscribe: createSharedExecution(),
  }
}

/** One answer may go to many: its errors are formatted, and logged, once. */
function createResultFormatter(
  format: (error: unknown) => GraphQLFormattedError,
): GraphqlWsOptions['onNext'] {
  const formatted = new WeakMap<object, FormattedExecutionResult>()
  // eslint-disable-next-line max-params -- the library's signature
  return (_connection, _id, _payload, _args, result) => {
    if (result.errors === undefined) return
    const cached = formatted.get(result)
    if (cached !== undefined) return cached
    const errors = result.errors.map(format)
    const formattedResult = result.data === undefined ? { errors } : { errors, data: result.data }
    formatted.set(result, formattedResult)
    return formattedResult
  }
}
