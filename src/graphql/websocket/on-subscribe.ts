import {
  getOperationAST,
  GraphQLError,
  OperationTypeNode,
  type DocumentNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql'
import { CloseCode, type SubscribePayload } from 'graphql-ws'
import type { Context, Services } from '../../domain/context.ts'
import {
  assertInvalidRequestLimit,
  assertRateLimit,
  countInvalidRequest,
} from '../../domain/rate-limit/assert-rate-limit.ts'
import { createOperationCostCounter, type OperationCostCounter } from '../operation-costs.ts'
import { toGraphQLError } from '../errors.ts'
import { createRequestContext, type OperationSignal } from '../request-context.ts'
import type { WebSocketConnection } from './authenticate-connection.ts'
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
  const countCosts = createOperationCostCounter(schema)
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
    const checked = await checkOperation(domain, payload, { parseDocument, countCosts })
    if ('errors' in checked) {
      operations.end(id)
      return checked.errors
    }
    try {
      // The settings of the AppKey may have changed since the socket was opened.
      const app = (await services.apps.find(domain.app.appId)) ?? domain.app
      return {
        schema,
        operationName: payload.operationName,
        document: checked.document,
        variableValues: payload.variables,
        contextValue: createRequestContext({ ...domain, app }, createOperationSignal(connection, id)),
      }
    } catch (error) {
      operations.end(id)
      return [toGraphQLError(error)]
    }
  }
}

type Checks = { readonly parseDocument: DocumentParser; readonly countCosts: OperationCostCounter }

/** Parses an operation, and checks the limits of its document and of its caller. */
async function checkOperation(
  domain: Context,
  payload: SubscribePayload,
  { parseDocument, countCosts }: Checks,
): Promise<ParsedDocument> {
  try {
    domain.admission.check(domain.app.appId)
    await assertInvalidRequestLimit(domain)
    const parsed = parseOperation(parseDocument, payload)
    if ('errors' in parsed) {
      await countInvalidRequest(domain)
      return parsed
    }
    const { document, operation } = parsed
    await assertRateLimit(domain, countCosts(document, operation, payload.variables))
    return { document }
  } catch (error) {
    return { errors: [toGraphQLError(error)] }
  }
}

type ParsedOperation =
  | { readonly document: DocumentNode; readonly operation: OperationDefinitionNode }
  | { readonly errors: readonly GraphQLError[] }

function parseOperation(parseDocument: DocumentParser, payload: SubscribePayload): ParsedOperation {
  const parsed = parseDocument(payload.query)
  if ('errors' in parsed) return parsed
  const { document } = parsed
  const operation = getOperationAST(document, payload.operationName)
  if (operation == null) return { errors: [new GraphQLError('Unable to identify operation')] }
  const isSubscription = operation.operation === OperationTypeNode.SUBSCRIPTION
  return isSubscription && JSON.stringify(payload).length > maxSubscriptionPayloadBytes
    ? { errors: [payloadTooLarge] }
    : { document, operation }
}

/** graphql-ws removes an operation from the connection when the client completes it. */
function createOperationSignal({ subscriptions, extra }: WebSocketConnection, id: string): OperationSignal {
  return {
    get aborted() {
      return !(id in subscriptions) || extra.socket.readyState !== extra.socket.OPEN
    },
  }
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
