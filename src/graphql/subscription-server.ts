import { execute, GraphQLError, subscribe, type GraphQLSchema } from 'graphql'
import { CloseCode, type ServerOptions } from 'graphql-ws'
import { useServer, type Extra } from 'graphql-ws/use/ws'
import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import type { Services } from '../domain/context.ts'
import { createDocumentReader } from './document-reader.ts'
import { formatError } from './format-error.ts'
import { openSocket, type Connection, type ConnectionParams, type Opened } from './open-socket.ts'
import { createRequestContext } from './request-context.ts'

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
}

const maxPayloadBytes = 2 * 1024 * 1024
const maxOperationsPerSocket = 100
const initTimeoutMs = 5_000
const pingEveryMs = 15_000

/** `graphql-transport-ws` on the path of GraphQL. */
export function createSubscriptionServer(options: SubscriptionServerOptions): SubscriptionServer {
  const { services } = options
  const opened = new Set<Connection>()
  const { sockets, stopAccepting } = acceptSockets(options)
  const server = useServer<ConnectionParams, Opened>(
    // `isProd`: whatever goes wrong, a close says no more than "Internal server error".
    { ...serverOptions(options, opened), isProd: true },
    sockets,
    pingEveryMs,
  )
  const stopListening = services.serverKeys.onRevoked((serverKeyId) => {
    for (const { extra } of opened) {
      const caller = extra.domain?.caller
      if (caller?.kind === 'SERVER' && caller.serverKeyId === serverKeyId) {
        extra.socket.close(CloseCode.Forbidden, 'Forbidden')
      }
    }
  })
  return {
    sockets: () => sockets.clients.size,
    close: async () => {
      stopAccepting()
      stopListening()
      await server.dispose()
    },
  }
}

function acceptSockets({ http, path }: SubscriptionServerOptions) {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: maxPayloadBytes,
    perMessageDeflate: false,
  })
  const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const [asked] = (request.url ?? '').split('?')
    if (asked !== path) {
      // Node leaves an upgraded socket without a listener: its error would end the process.
      socket.on('error', () => socket.destroy())
      socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n')
      return
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) =>
      sockets.emit('connection', webSocket, request),
    )
  }
  http.on('upgrade', upgrade)
  return { sockets, stopAccepting: () => http.off('upgrade', upgrade) }
}

function serverOptions(
  { schema, services, explorable }: SubscriptionServerOptions,
  opened: Set<Connection>,
): ServerOptions<ConnectionParams, Extra & Partial<Opened>> {
  const read = createDocumentReader(schema, explorable)
  const format = (error: unknown) => formatError(error, services.log)
  return {
    connectionInitWaitTimeout: initTimeoutMs,
    onConnect: async (connection) => {
      const domain = await openSocket(services, connection)
      if (domain === null) return false
      connection.extra.domain = domain
      opened.add(connection)
      return true
    },
    onDisconnect: (connection) => void opened.delete(connection),
    onSubscribe: (connection, _id, payload) => {
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
      const errors = result.errors.map(format)
      return result.data === undefined ? { errors } : { errors, data: result.data }
    },
    onError: (_connection, _id, _payload, errors) => errors.map(format),
    execute,
    subscribe,
  }
}

const tooMany = new GraphQLError(`A socket carries at most ${maxOperationsPerSocket} operations at a time.`, {
  extensions: { code: 'TOO_EXPENSIVE' },
})
