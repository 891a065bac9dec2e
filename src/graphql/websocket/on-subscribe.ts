import { getOperationAST, GraphQLError, OperationTypeNode, type GraphQLSchema } from 'graphql'
import { CloseCode, type SubscribePayload } from 'graphql-ws'
import type { Services } from '../../domain/context.ts'
import { createRequestContext } from '../request-context.ts'
import type { WebSocketConnection } from './authenticate-connection.ts'
import { createDocumentCache, type DocumentCache, type ParsedDocument } from './document-cache.ts'

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
  const documents = createDocumentCache(schema, introspection)
  return async ({ extra }: WebSocketConnection, id: string, payload: SubscribePayload) => {
    const { domain = null, operations } = extra
    if (domain === null || operations === undefined) {
      throw new Error('an accepted connection has a context and operations')
    }
    extra.lastOperationAt = performance.now()
    if (operations.count() >= maxOperationsPerConnection) return [tooManyOperations]
    const parsed = parseOperation(documents, payload)
    if ('errors' in parsed) return parsed.errors
    if (!operations.begin(id)) {
      extra.socket.close(CloseCode.SubscriberAlreadyExists, `Subscriber for ${id} already exists`)
      return [operationIdInUse]
    }
    try {
      // The settings of the AppKey may have changed since the socket was opened.
      const app = (await services.apps.find(domain.app.appId)) ?? domain.app
      return {
        schema,
        operationName: payload.operationName,
        document: parsed.document,
        variableValues: payload.variables,
        contextValue: createRequestContext({ ...domain, app }),
      }
    } catch (error) {
      operations.end(id)
      return [toGraphQLError(error)]
    }
  }
}

function parseOperation(documents: DocumentCache, payload: SubscribePayload): ParsedDocument {
  const parsed = documents.get(payload.query)
  if ('errors' in parsed) return parsed
  const operation = getOperationAST(parsed.document, payload.operationName)
  if (operation == null) return { errors: [new GraphQLError('Unable to identify operation')] }
  const isSubscription = operation.operation === OperationTypeNode.SUBSCRIPTION
  return isSubscription && JSON.stringify(payload).length > maxSubscriptionPayloadBytes
    ? { errors: [payloadTooLarge] }
    : parsed
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
