import { execute, GraphQLError, type FormattedExecutionResult, type GraphQLSchema } from 'graphql'
import { CloseCode, type ServerOptions } from 'graphql-ws'
import { useServer, type Extra } from 'graphql-ws/use/ws'
import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import type { Context, Services } from '../domain/context.ts'
import { createDocumentReader } from './document-reader.ts'
import { readUserTokenEnd } from '../domain/user/user-token.ts'
import { formatError } from './format-error.ts'
import { GatheringSocket } from './gathering-socket.ts'
import {
  openSocket,
  readUserToken,
  type Connection,
  type ConnectionParams,
  type Opened,
} from './open-socket.ts'
import { createRequestContext } from './request-context.ts'
import { createSharedExecution } from './shared-execution.ts'
import { createSeats, type Seats } from './socket-seats.ts'
import { watchSockets, type SocketWatch } from './socket-watch.ts'

export type SubscriptionServer = {
  /** Open sockets now. */
  readonly sockets: () => number
  /** Tells every client to connect again elsewhere, and ends. */
  close: () => Promise<void>
}

export type SubscriptionServerOptions = {
  readonly http: Server
  readonly path: string
  readonly schema: GraphQLSchema
  readonly services: Services
  /** Introspection, and hints at what a wrong name could have meant. */
  readonly explorable: boolean
  readonly limits: SocketLimits
}

/** Counts are of this process. */
export type SocketLimits = {
  /** Open sockets of one server key, or of the clients of one AppKey. */
  readonly perKey: number
  /** Open sockets of one IP address. */
  readonly perAddress: number
  readonly pingMs: number
  /** How long a socket may carry no operation. */
  readonly idleMs: number
}

const maxPayloadBytes = 2 * 1024 * 1024
const maxOperationsPerSocket = 100
const initTimeoutMs = 5_000
/** What a client that does not answer may still hold up at the end. */
const goodbyeMs = 1_000

/** The ordinary close codes that tell a client to come again. */
const serviceRestart = 1012
const tryAgainLater = 1013

/** `graphql-transport-ws` on the path of GraphQL. */
export function createSubscriptionServer(options: SubscriptionServerOptions): SubscriptionServer {
  const { services, limits } = options
  const { sockets, stopAccepting } = acceptSockets(options)
  const watch = watchSockets({ services, everyMs: limits.pingMs, idleMs: limits.idleMs })
  const server = useServer<ConnectionParams, Opened>(
    // `isProd`: whatever goes wrong, a close says no more than "Internal server error".
    { ...serverOptions(options, watch), isProd: true },
    sockets,
    limits.pingMs,
  )
  return {
    sockets: () => sockets.clients.size,
    close: async () => {
      stopAccepting()
      await watch.close()
      for (const socket of sockets.clients) socket.close(serviceRestart, 'Service restart')
      const limit = setTimeout(() => {
        for (const socket of sockets.clients) socket.terminate()
      }, goodbyeMs)
      await server.dispose()
      clearTimeout(limit)
    },
  }
}

function acceptSockets({ http, path, limits }: SubscriptionServerOptions) {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: maxPayloadBytes,
    perMessageDeflate: false,
    WebSocket: GatheringSocket,
  })
  const seats = createSeats(limits.perAddress)
  const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const [asked] = (request.url ?? '').split('?')
    if (asked !== path) {
      refuse(socket, '404 Not Found')
      return
    }
    const leave = seats.take(request.socket.remoteAddress ?? '')
    if (leave === null) {
      refuse(socket, '429 Too Many Requests')
      return
    }
    socket.once('close', leave)
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      webSocket.gatherOn(socket)
      sockets.emit('connection', webSocket, request)
    })
  }
  http.on('upgrade', upgrade)
  return { sockets, stopAccepting: () => http.off('upgrade', upgrade) }
}

function refuse(socket: Duplex, status: string): void {
  // Node leaves an upgraded socket without a listener: its error would end the process.
  socket.on('error', () => socket.destroy())
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\n\r\n`)
}

/** Seats the caller and sees to the end of its token; false: there is no room. */
function admit(connection: Connection, domain: Context, seats: Seats): boolean {
  const { extra } = connection
  const { caller, app } = domain
  const leave = seats.take(caller.kind === 'SERVER' ? `key/${caller.serverKeyId}` : `app/${app.appId}`)
  if (leave === null) {
    extra.socket.close(tryAgainLater, 'Too many connections')
    return false
  }
  extra.domain = domain
  extra.usedAt = performance.now()
  const token = readUserToken(connection)
  // By the machine's clock, as it was verified.
  const expiry =
    token === null
      ? undefined
      : setTimeout(
          () => extra.socket.close(CloseCode.Forbidden, 'The user token has expired.'),
          readUserTokenEnd(token).getTime() - Date.now(),
        )
  const end = () => {
    leave()
    clearTimeout(expiry)
  }
  if (extra.socket.readyState === extra.socket.OPEN) extra.socket.once('close', end)
  else end()
  return true
}

function serverOptions(
  { schema, services, explorable, limits }: SubscriptionServerOptions,
  watch: SocketWatch,
): ServerOptions<ConnectionParams, Extra & Partial<Opened>> {
  const read = createDocumentReader(schema, explorable)
  const format = (error: unknown) => formatError(error, services.log)
  const seats = createSeats(limits.perKey)
  // One answer may go to many: its errors are logged once.
  const formatted = new WeakMap<object, FormattedExecutionResult>()
  return {
    connectionInitWaitTimeout: initTimeoutMs,
    onConnect: async (connection) => {
      const domain = await openSocket(services, connection)
      if (domain === null || !admit(connection, domain, seats)) return false
      watch.add(connection)
      return true
    },
    onSubscribe: (connection, _id, payload) => {
      connection.extra.usedAt = performance.now()
      if (Object.keys(connection.subscriptions).length > maxOperationsPerSocket) return [tooMany]
      const question = read(payload.query)
      if ('errors' in question) return question.errors
      return {
        schema,
        operationName: payload.operationName,
        document: question.document,
        variableValues: payload.variables,
        contextValue: createRequestContext(connection.extra.domain ?? null),
      }
    },
    // eslint-disable-next-line max-params -- the library's signature
    onNext: (_connection, _id, _payload, _args, result) => {
      if (result.errors === undefined) return
      const known = formatted.get(result)
      if (known !== undefined) return known
      const errors = result.errors.map(format)
      const made = result.data === undefined ? { errors } : { errors, data: result.data }
      formatted.set(result, made)
      return made
    },
    onError: (_connection, _id, _payload, errors) => errors.map(format),
    execute,
    subscribe: createSharedExecution(),
  }
}

const tooMany = new GraphQLError(`A socket carries at most ${maxOperationsPerSocket} operations at a time.`, {
  extensions: { code: 'TOO_EXPENSIVE' },
})
