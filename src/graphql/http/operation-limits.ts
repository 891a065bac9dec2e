import { HeaderMap } from '@apollo/server'
import {
  GraphQLError,
  OperationTypeNode,
  type DocumentNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql'
import { assertRateLimit } from '../../domain/rate-limit/assert-rate-limit.ts'
import { RateLimitedError } from '../../platform/request-error.ts'
import { createOperationCostCounter } from '../operation-costs.ts'
import { checkQueryLimits } from '../query-limits.ts'
import type { RequestContext } from '../request-context.ts'
import { retryHeadersOf } from '../retry-headers.ts'

type LimitedOperation = {
  readonly document: DocumentNode
  /** Undefined if the document has no operation, or none with the requested name. */
  readonly operation: OperationDefinitionNode | undefined
  readonly variables: Readonly<Record<string, unknown>> | undefined
  readonly context: RequestContext
}

/**
 * Checks the limits of the document, then those of the caller, against which it counts the operation.
 * @throws GraphQLError with the status and the headers of the response in `extensions.http`
 */
export type OperationLimits = (operation: LimitedOperation) => Promise<void>

export function createOperationLimits(schema: GraphQLSchema): OperationLimits {
  const countCosts = createOperationCostCounter(schema)
  // Valid documents are cached, so the limits of each document are checked once.
  const results = new WeakMap<DocumentNode, GraphQLError | null>()
  const checkDocument = (document: DocumentNode) => {
    const cached = results.get(document)
    if (cached !== undefined) return cached
    const error = checkQueryLimits(schema, document)
    results.set(document, error)
    return error
  }
  return async ({ document, operation, variables, context: { authenticated } }) => {
    if (operation?.operation === OperationTypeNode.SUBSCRIPTION) {
      throw createBadRequestError(subscriptionRequiresWebSocket)
    }
    const error = checkDocument(document)
    if (error !== null) throw createBadRequestError(error)
    if (operation === undefined || authenticated === null) return
    const costs = countCosts(document, operation, variables)
    await assertRateLimit(authenticated.domain, costs).catch(throwHttpError)
  }
}

/** Adds the status and the headers of the response to an error. */
function throwHttpError(error: unknown): never {
  if (!(error instanceof RateLimitedError)) throw error
  const http = { status: 429, headers: new HeaderMap(retryHeadersOf(error)) }
  throw new GraphQLError(error.message, { originalError: error, extensions: { http } })
}

const subscriptionRequiresWebSocket = new GraphQLError(
  'Subscriptions require a WebSocket connection (graphql-transport-ws) to this path.',
)

function createBadRequestError({ message, extensions }: GraphQLError): GraphQLError {
  return new GraphQLError(message, { extensions: { ...extensions, http: { status: 400 } } })
}
