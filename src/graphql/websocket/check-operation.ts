import {
  getOperationAST,
  GraphQLError,
  OperationTypeNode,
  type DocumentNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql'
import type { SubscribePayload } from 'graphql-ws'
import type { AuthenticatedContext } from '../../domain/context.ts'
import {
  assertInvalidRequestLimit,
  assertRateLimit,
  countInvalidRequest,
} from '../../domain/rate-limit/assert-rate-limit.ts'
import { toGraphQLError } from '../errors.ts'
import { createOperationCostCounter } from '../operation-costs.ts'
import { selectDocument } from '../select-document.ts'
import { findVariableErrors } from '../variable-errors.ts'
import { createDocumentParser } from './parse-document.ts'

type CheckedOperation = { readonly document: DocumentNode } | { readonly errors: readonly GraphQLError[] }

export type OperationChecker = (
  context: AuthenticatedContext,
  payload: SubscribePayload,
) => Promise<CheckedOperation>

/** A subscription holds its payload in memory for as long as it runs. */
const maxSubscriptionPayloadBytes = 64 * 1024

/** Selects and parses the document of an operation, and checks the limits of the document and of its caller. */
export function createOperationChecker(schema: GraphQLSchema, introspection: boolean): OperationChecker {
  const parse = createOperationParser(schema, introspection)
  const countCosts = createOperationCostCounter(schema)
  return async (context, payload) => {
    try {
      context.admission.check(context.app?.appId ?? null)
      await assertInvalidRequestLimit(context)
      const query = (await selectDocument(context, payload)) ?? ''
      const parsed = parse({ ...payload, query })
      if ('errors' in parsed) {
        await countInvalidRequest(context)
        return parsed
      }
      const { document, operation } = parsed
      await assertRateLimit(context, countCosts(document, operation, payload.variables))
      return { document }
    } catch (error) {
      return { errors: [toGraphQLError(error)] }
    }
  }
}

type ParsedOperation =
  | { readonly document: DocumentNode; readonly operation: OperationDefinitionNode }
  | { readonly errors: readonly GraphQLError[] }

function createOperationParser(schema: GraphQLSchema, introspection: boolean) {
  const parseDocument = createDocumentParser(schema, introspection)
  return (payload: SubscribePayload): ParsedOperation => {
    const parsed = parseDocument(payload.query)
    if ('errors' in parsed) return parsed
    const { document } = parsed
    const operation = getOperationAST(document, payload.operationName)
    if (operation == null) return { errors: [new GraphQLError('Unable to identify operation')] }
    const variables = payload.variables ?? {}
    const errors = findVariableErrors({ schema, operation, variables, hideSuggestions: !introspection })
    if (errors.length > 0) return { errors }
    const isSubscription = operation.operation === OperationTypeNode.SUBSCRIPTION
    return isSubscription && JSON.stringify(payload).length > maxSubscriptionPayloadBytes
      ? { errors: [payloadTooLarge] }
      : { document, operation }
  }
}

const payloadTooLarge = new GraphQLError(
  `Subscription payload exceeds ${maxSubscriptionPayloadBytes} bytes.`,
  { extensions: { code: 'TOO_EXPENSIVE' } },
)
