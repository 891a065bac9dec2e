import { execute, type FormattedExecutionResult, type GraphQLFormattedError } from 'graphql'
import { CloseCode, type ServerOptions } from 'graphql-ws'
import { useServer, type Extra } from 'graphql-ws/use/ws'
import type { Server } from 'node:http'
import type { Context } from '../domain/context.ts'
import { readUserTokenEnd } from '../domain/user/user-token.ts'
import { acceptSockets } from './accept-sockets.ts'
import { formatError } from './format-error.ts'
import {
  openSocket,
  readUserToken,
  tryAgainLater,
  type Connection,
  type ConnectionParams,
  type Opened,
} from './open-socket.ts'
import { createSharedExecution } from './shared-execution.ts'
import { createSocketOperations } from './socket-operations.ts'
import { createSeats, type Seats } from './socket-seats.ts'
import { watchSockets, type SocketWatch } from './socket-watch.ts'
import { createQuestionTaker, type QuestionOptions } from './take-question.ts'

export type SubscriptionServer = {
  /** Open sockets now. */
  readonly sockets: () => number
  /** Tells every client to connect again elsewhere, and ends. */
  close: () => Promise<void>
}

export type SubscriptionServerOptions = QuestionOptions & {
  readonly http: Server
  readonly path: string
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

const initTimeoutMs = 5_000
/** What a client that does not answer may still hold up at the end. */
const goodbyeMs = 1_000

/** The ordinary close code that tells a client to come again. */
const serviceRestart = 1012

/** `graphql-transport-ws` on the path of GraphQL. */
export function createSubscriptionServer(options: SubscriptionServerOptions): SubscriptionServer {
  const { http, path, services, limits } = options
  const { sockets, stopAccepting } = acceptSockets({ http, path, perAddress: limits.perAddress })
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
