import { getOperationAST, GraphQLError, OperationTypeNode, type GraphQLSchema } from 'graphql'
import { CloseCode, type SubscribePayload } from 'graphql-ws'
import type { AuthenticatedContext, Services } from '../../domain/context.ts'
import { newRequestId } from '../../platform/ids.ts'
import { createRequestContext, type OperationSignal } from '../request-context.ts'
import { selectDocument } from '../select-document.ts'
import type { WebSocketConnection } from './authenticate-connection.ts'
import { findVariableErrors } from '../variable-errors.ts'
import { createDocumentParser, type DocumentParser, type ParsedDocument } from './parse-document.ts'

/** A subscription holds its payload in memory for as long as it runs. */
const maxSubscriptionPayloadBytes = 64 * 1024
const maxOperationsPerConnection = 100

export type SubscribeHandlerOptions = {
  readonly schema: GraphQLSchema
  readonly services: Services
  /** Allows introspection, and suggestions for misspelled names in errors. */
  readonly introspection: boolean
}

/** Parses and checks the operations of a socket. An error ends its operation, not the socket. */
export function createSubscribeHandler({ schema, services, introspection }: SubscribeHandlerOptions) {
  const parseDocument = createDocumentParser(schema, introspection)
  return async (connection: WebSocketConnection, id: string, payload: SubscribePayload) => {
    const { extra } = connection
    const { domain = null, operations } = extra
    if (domain === null || operations === undefined) {
      throw new Error('an accepted connection has a context and operations')
    }
    extra.lastOperationAt = performance.now()
    if (operations.count() >= maxOperationsPerConnection) return [tooManyOperations]
    if (!operations.begin(id)) {
      extra.socket.close(CloseCode.SubscriberAlreadyExists, `Subscriber for ${id} already exists`)
      return [operationIdInUse]
    }
    try {
      // The settings of the AppKey may have changed since the socket was opened.
      const request = { id: newRequestId(), transport: 'WEBSOCKET' } as const
      const context = { ...(await refreshApp(services, domain)), request }
      const query = (await selectDocument(context, payload)) ?? ''
      const parsed = parseOperation(
        parseDocument,
        { ...payload, query },
        { schema, hideSuggestions: !introspection },
      )
      if ('errors' in parsed) {
        operations.end(id)
        return parsed.errors
      }
      return {
        schema,
        operationName: payload.operationName,
        document: parsed.document,
        variableValues: payload.variables,
        contextValue: createRequestContext(context, createOperationSignal(connection, id)),
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

function parseOperation(
  parseDocument: DocumentParser,
  payload: SubscribePayload,
  options: { readonly schema: GraphQLSchema; readonly hideSuggestions: boolean },
): ParsedDocument {
  const parsed = parseDocument(payload.query)
  if ('errors' in parsed) return parsed
  const operation = getOperationAST(parsed.document, payload.operationName)
  if (operation == null) return { errors: [new GraphQLError('Unable to identify operation')] }
  const errors = findVariableErrors({ ...options, operation, variables: payload.variables ?? {} })
  if (errors.length > 0) return { errors }
  const isSubscription = operation.operation === OperationTypeNode.SUBSCRIPTION
  return isSubscription && JSON.stringify(payload).length > maxSubscriptionPayloadBytes
    ? { errors: [payloadTooLarge] }
    : parsed
}

/** graphql-ws removes an operation from the connection when the client completes it. */
function createOperationSignal({ subscriptions, extra }: WebSocketConnection, id: string): OperationSignal {
  return {
    get aborted() {
      return !(id in subscriptions) || extra.socket.readyState !== extra.socket.OPEN
    },
  }
}

function toGraphQLError(error: unknown): GraphQLError {
  return new GraphQLError(String(error), { originalError: error instanceof Error ? error : null })
}

const operationIdInUse = new GraphQLError('An operation with this id is already running.')
const payloadTooLarge = new GraphQLError(
  `Subscription payload exceeds ${maxSubscriptionPayloadBytes} bytes.`,
  { extensions: { code: 'TOO_EXPENSIVE' } },
)
const tooManyOperations = new GraphQLError(
  `A connection can run at most ${maxOperationsPerConnection} operations at a time.`,
  { extensions: { code: 'TOO_EXPENSIVE' } },
)
