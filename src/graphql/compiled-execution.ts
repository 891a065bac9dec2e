import { HeaderMap, type ApolloServerPlugin, type GraphQLResponse } from '@apollo/server'
import { getVariableValues, type DocumentNode, type ExecutionResult, type GraphQLSchema } from 'graphql'
import { compileQuery, isCompiledQuery, type CompiledQuery } from 'graphql-jit'
import type { Log } from '../platform/log.ts'
import { formatError } from './format-error.ts'
import type { RequestContext } from './request-context.ts'

/** Operations of one document by name; documents are kept as long as Apollo keeps them. */
type CompiledDocument = Map<string, CompiledQuery | ExecutionResult | 'seen once'>

/** How many operations of one document are kept compiled; a document with more is not worth the memory. */
const maxOperations = 20

/**
 * Runs operations as compiled functions: three to four times as fast as the interpreter.
 * A document is compiled when it is run for the second time, so one-off documents do not pay for it.
 */
export function compiledExecution(log: Log): ApolloServerPlugin<RequestContext> {
  const documents = new WeakMap<DocumentNode, CompiledDocument>()
  return {
    requestDidStart: () =>
      Promise.resolve({
        responseForOperation: async ({
          schema,
          document,
          request,
          operation,
          operationName,
          contextValue,
        }) => {
          const name = operationName ?? ''
          const compiled = findCompiled(documents, schema, document, name)
          // What cannot be compiled is left to the interpreter.
          if (compiled === null || !isCompiledQuery(compiled)) return null
          // The compiled check of variables knows no @oneOf, and words its errors in its own way.
          const given = getVariableValues(
            schema,
            operation.variableDefinitions ?? [],
            request.variables ?? {},
          )
          if (given.errors !== undefined) return null
          return toResponse(await compiled.query(null, contextValue, request.variables), log)
        },
      }),
  }
}

function findCompiled(
  documents: WeakMap<DocumentNode, CompiledDocument>,
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string,
): CompiledQuery | ExecutionResult | null {
  const operations =
    documents.get(document) ?? new Map<string, CompiledQuery | ExecutionResult | 'seen once'>()
  documents.set(document, operations)
  const known = operations.get(operationName)
  if (known !== undefined && known !== 'seen once') return known
  if (known === undefined) {
    if (operations.size < maxOperations) operations.set(operationName, 'seen once')
    return null
  }
  const compiled = compileQuery(schema, document, operationName === '' ? undefined : operationName)
  operations.set(operationName, compiled)
  return compiled
}

function toResponse({ data, errors }: ExecutionResult, log: Log): GraphQLResponse {
  const singleResult = {
    ...(errors === undefined ? {} : { errors: errors.map((error) => formatError(error, log)) }),
    ...(data === undefined ? {} : { data }),
  }
  // No data at all: the variables did not fit, so nothing was run.
  const status = data === undefined ? { status: 400 } : {}
  return { body: { kind: 'single', singleResult }, http: { headers: new HeaderMap(), ...status } }
}
