import {
  execute,
  GraphQLError,
  NoSchemaIntrospectionCustomRule,
  parse,
  specifiedRules,
  subscribe,
  validate,
  type DocumentNode,
  type GraphQLSchema,
} from 'graphql'
import { CloseCode, type Context as SocketContext, type SubscribePayload } from 'graphql-ws'
import { useServer, type Extra } from 'graphql-ws/use/ws'
import { LRUCache } from 'lru-cache'
import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import type { Context, Services } from '../domain/context.ts'
import { RequestError } from '../domain/request-error.ts'
import { authenticate } from './authenticate.ts'
import { formatError } from './format-error.ts'
import { checkQueryLimits, queryLimits } from './query-limits.ts'
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

type Opened = { domain: Context | null }
type ConnectionContext = SocketContext<Record<string, unknown> | undefined, Extra & Partial<Opened>>

const maxPayloadBytes = 2 * 1024 * 1024
const maxOperationsPerSocket = 100
const initTimeoutMs = 5_000
const pingEveryMs = 15_000

/** `graphql-transport-ws` on the path of GraphQL. */
export function createSubscriptionServer(options: SubscriptionServerOptions): SubscriptionServer {
  const { http, path, schema, services, explorable } = options
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
  const documents = createDocumentReader(schema, explorable)
  const opened = new Set<ConnectionContext>()
  const server = useServer<Record<string, unknown> | undefined, Opened>(
    {
      // Whatever goes wrong, a close says no more than "Internal server error".
      isProd: true,
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
        if (Object.keys(connection.subscriptions).length > maxOperationsPerSocket) {
          return [tooMany]
        }
        const read = documents(payload)
        if ('errors' in read) return read.errors
        return {
          schema,
          operationName: payload.operationName,
          document: read.document,
          variableValues: payload.variables,
          contextValue: createRequestContext(connection.extra.domain ?? null),
        }
      },
      onNext: (_connection, _id, _payload, _args, result) => {
        if (result.errors === undefined) return
        const errors = result.errors.map((error) => formatError(error, services.log))
        return result.data === undefined ? { errors } : { errors, data: result.data }
      },
      onError: (_connection, _id, _payload, errors) =>
        errors.map((error) => formatError(error, services.log)),
      execute,
      subscribe,
    },
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
      http.off('upgrade', upgrade)
      stopListening()
      await server.dispose()
    },
  }
}

/** Who opens the socket. Bad credentials close it with 4401, none at all with 4403, a fault of ours with 4500. */
async function openSocket(
  services: Services,
  { connectionParams, extra }: ConnectionContext,
): Promise<Context | null> {
  const text = (name: string) => {
    const value = connectionParams?.[name]
    return typeof value === 'string' ? value : null
  }
  try {
    const appKey = text('appKey')
    const authorization = text('authorization')
    const address = extra.request.socket.remoteAddress ?? ''
    return await authenticate(services, { appKey, authorization, address })
  } catch (error) {
    if (error instanceof RequestError) {
      extra.socket.close(CloseCode.Unauthorized, error.message)
    } else {
      services.log.error({ error }, 'a socket could not be opened')
      extra.socket.close(CloseCode.InternalServerError, 'Internal server error')
    }
    return null
  }
}

/** Parses and checks here, because graphql-ws closes the whole socket over one operation's syntax error. */
function createDocumentReader(
  schema: GraphQLSchema,
  explorable: boolean,
): (payload: SubscribePayload) => { document: DocumentNode } | { errors: readonly GraphQLError[] } {
  const known = new LRUCache<string, DocumentNode>({ max: 1_000 })
  const rules = explorable ? specifiedRules : [...specifiedRules, NoSchemaIntrospectionCustomRule]
  return ({ query }) => {
    const cached = known.get(query)
    if (cached !== undefined) return { document: cached }
    try {
      const document = parse(query, { maxTokens: queryLimits.tokens })
      const tooExpensive = checkQueryLimits(schema, document)
      if (tooExpensive !== null) return { errors: [tooExpensive] }
      const errors = validate(schema, document, rules, { hideSuggestions: !explorable })
      if (errors.length > 0) return { errors }
      known.set(query, document)
      return { document }
    } catch (error) {
      return {
        errors: [error instanceof GraphQLError ? error : new GraphQLError('The operation is malformed.')],
      }
    }
  }
}

const tooMany = new GraphQLError(`A socket carries at most ${maxOperationsPerSocket} operations at a time.`, {
  extensions: { code: 'TOO_EXPENSIVE' },
})
