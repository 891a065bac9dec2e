import { GraphQLError, type GraphQLSchema } from 'graphql'
import { CloseCode, type SubscribePayload } from 'graphql-ws'
import type { AuthenticatedContext, Services } from '../../domain/context.ts'
import { newRequestId } from '../../platform/ids.ts'
import { readReasonExtension } from '../audit-reason.ts'
import { toGraphQLError } from '../errors.ts'
import { createRequestContext, type OperationSignal } from '../request-context.ts'
import type { WebSocketConnection } from './authenticate-connection.ts'
import { createOperationChecker } from './check-operation.ts'

const maxOperationsPerConnection = 100

export type SubscribeHandlerOptions = {
  readonly schema: GraphQLSchema
  readonly services: Services
  /** Allows introspection, and suggestions for misspelled names in errors. */
  readonly introspection: boolean
}

/** Parses and checks the operations of a socket. An error ends its operation, not the socket. */
export function createSubscribeHandler({ schema, services, introspection }: SubscribeHandlerOptions) {
  const checkOperation = createOperationChecker(schema, introspection)
  return async (connection: WebSocketConnection, id: string, payload: SubscribePayload) => {
    const { extra } = connection
    const { domain = null, operations } = extra
    if (domain === null || operations === undefined) {
      throw new Error('an accepted connection has a context and operations')
    }
    extra.lastOperationAt = performance.now()
    if (operations.count() >= maxOperationsPerConnection) return [tooManyOperations]
    // Before anything is awaited: a flood of messages must not pass the limit meanwhile.
    if (!operations.begin(id)) {
      extra.socket.close(CloseCode.SubscriberAlreadyExists, `Subscriber for ${id} already exists`)
      return [operationIdInUse]
    }
    try {
      // The settings of the AppKey may have changed since the socket was opened.
      const request = { id: newRequestId(), transport: 'WEBSOCKET' } as const
      const reason = readReasonExtension(payload.extensions)
      const context = { ...(await refreshApp(services, domain)), request, reason }
      const checked = await checkOperation(context, payload)
      if ('errors' in checked) {
        operations.end(id)
        return checked.errors
      }
      return {
        schema,
        operationName: payload.operationName,
        document: checked.document,
        variableValues: payload.variables,
        contextValue: createRequestContext(context, new ConnectionSignal(connection, id)),
      }
    } catch (error) {
      operations.end(id)
      return [toGraphQLError(error)]
    }
  }
}

async function refreshApp(services: Services, domain: AuthenticatedContext): Promise<AuthenticatedContext> {
  if (domain.app === null) return domain
  return { ...domain, app: (await services.apps.find(domain.app.appId)) ?? domain.app }
}

/** graphql-ws removes an operation from the connection when the client completes it. */
class ConnectionSignal implements OperationSignal {
  readonly #connection: WebSocketConnection
  readonly #id: string
  constructor(connection: WebSocketConnection, id: string) {
    this.#connection = connection
    this.#id = id
  }
  get aborted(): boolean {
    const { subscriptions, extra } = this.#connection
    return !(this.#id in subscriptions) || extra.socket.readyState !== extra.socket.OPEN
  }
}

const operationIdInUse = new GraphQLError('An operation with this id is already running.')
const tooManyOperations = new GraphQLError(
  `A connection can run at most ${maxOperationsPerConnection} operations at a time.`,
  { extensions: { code: 'TOO_EXPENSIVE' } },
)
