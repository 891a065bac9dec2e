import {
  execute,
  getOperationAST,
  GraphQLError,
  OperationTypeNode,
  type FormattedExecutionResult,
  type GraphQLFormattedError,
  type GraphQLSchema,
} from 'graphql'
import { CloseCode, type ServerOptions, type SubscribePayload } from 'graphql-ws'
import { useServer, type Extra } from 'graphql-ws/use/ws'
import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import type { Context, Services } from '../domain/context.ts'
import { createDocumentReader, type DocumentReader } from './document-reader.ts'
import { readUserTokenEnd } from '../domain/user/user-token.ts'
import { formatError } from './format-error.ts'
import { GatheringSocket } from './gathering-socket.ts'
import {
  openSocket,
  readUserToken,
  tryAgainLater,
  type Connection,
  type ConnectionParams,
  type Opened,
} from './open-socket.ts'
import { createRequestContext } from './request-context.ts'
import { createSharedExecution } from './shared-execution.ts'
import { createSocketOperations } from './socket-operations.ts'
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
/** What an operation that streams may hold for as long as it does. */
const maxStreamedBytes = 64 * 1024
const maxOperationsPerSocket = 100
const initTimeoutMs = 5_000
/** What a client that does not answer may still hold up at the end. */
const goodbyeMs = 1_000

/** The ordinary close code that tells a client to come again. */
const serviceRestart = 1012

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
      for (const socket of sockets.clients) socket.close(serviceRestart, 'Service restart')
      const limit = setTimeout(() => {
        for (const socket of sockets.clients) socket.terminate()
      }, goodbyeMs)
      await Promise.all([server.dispose(), watch.close()])
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
  // A peer that keeps its end open would keep ours.
  socket.once('finish', () => socket.destroy())
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
  const operations = createSocketOperations()
  Object.assign(extra, { domain, usedAt: performance.now(), operations } satisfies Opened)
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
    operations.close()
    clearTimeout(expiry)
  }
  if (extra.socket.readyState === extra.socket.OPEN) extra.socket.once('close', end)
  else end()
  return true
}

type SocketOptions = ServerOptions<ConnectionParams, Extra & Partial<Opened>>

function serverOptions(options: SubscriptionServerOptions, watch: SocketWatch): SocketOptions {
  const { services, limits } = options
  const format = (error: unknown) => formatError(error, services.log)
  const seats = createSeats(limits.perKey)
  return {
    connectionInitWaitTimeout: initTimeoutMs,
    onConnect: async (connection) => {
      const domain = await openSocket(services, connection)
      if (domain === null || !admit(connection, domain, seats)) return false
      watch.add(connection)
      return true
    },
    onSubscribe: createQuestionTaker(options),
    // eslint-disable-next-line max-params -- the library's signature
    onOperation: ({ extra }, id, _payload, _args, result) => {
      extra.operations?.answer(id, result)
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

/** Reads and checks what a socket asks; its errors end the operation, not the socket. */
function createQuestionTaker({ schema, services, explorable }: SubscriptionServerOptions) {
  const read = createDocumentReader(schema, explorable)
  return async ({ extra }: Connection, id: string, payload: SubscribePayload) => {
    const { domain = null, operations } = extra
    if (domain === null || operations === undefined) throw new Error('a socket that was let in has both')
    extra.usedAt = performance.now()
    if (operations.count() >= maxOperationsPerSocket) return [tooMany]
    const question = readQuestion(read, payload)
    if ('errors' in question) return question.errors
    if (!operations.begin(id)) {
      extra.socket.close(CloseCode.SubscriberAlreadyExists, `Subscriber for ${id} already exists`)
      return [alreadyAsked]
    }
    try {
      // A socket lives long, and the settings of its AppKey may have changed.
      const app = (await services.apps.find(domain.app.appId)) ?? domain.app
      return {
        schema,
        operationName: payload.operationName,
        document: question.document,
        variableValues: payload.variables,
        contextValue: createRequestContext({ ...domain, app }),
      }
    } catch (error) {
      operations.end(id)
      return [toGraphQLError(error)]
    }
  }
}

function readQuestion(read: DocumentReader, payload: SubscribePayload): ReturnType<DocumentReader> {
  const question = read(payload.query)
  if ('errors' in question) return question
  const operation = getOperationAST(question.document, payload.operationName)
  if (operation == null) return { errors: [new GraphQLError('Unable to identify operation')] }
  const isStreamed = operation.operation === OperationTypeNode.SUBSCRIPTION
  return isStreamed && JSON.stringify(payload).length > maxStreamedBytes ? { errors: [tooLong] } : question
}

/** One answer may go to many: its errors are formatted, and logged, once. */
function createResultFormatter(format: (error: unknown) => GraphQLFormattedError): SocketOptions['onNext'] {
  const formatted = new WeakMap<object, FormattedExecutionResult>()
  // eslint-disable-next-line max-params -- the library's signature
  return (_connection, _id, _payload, _args, result) => {
    if (result.errors === undefined) return
    const known = formatted.get(result)
    if (known !== undefined) return known
    const errors = result.errors.map(format)
    const made = result.data === undefined ? { errors } : { errors, data: result.data }
    formatted.set(result, made)
    return made
  }
}

function toGraphQLError(error: unknown): GraphQLError {
  return new GraphQLError(String(error), { originalError: error instanceof Error ? error : null })
}

const alreadyAsked = new GraphQLError('An operation of this id has not ended yet.')
const tooLong = new GraphQLError(`What streams may be asked in at most ${maxStreamedBytes} bytes.`, {
  extensions: { code: 'TOO_EXPENSIVE' },
})
const tooMany = new GraphQLError(`A socket carries at most ${maxOperationsPerSocket} operations at a time.`, {
  extensions: { code: 'TOO_EXPENSIVE' },
})
