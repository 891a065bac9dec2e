import { HeaderMap, type ApolloServerPlugin, type GraphQLResponse } from '@apollo/server'
import {
  getVariableValues,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql'
import { compileQuery, isCompiledQuery, type CompiledQuery } from 'graphql-jit'
import type { Log } from '../../platform/log.ts'
import { getRequiredVariables } from './jit-compatibility.ts'
import { formatError } from '../errors.ts'
import type { RequestContext } from '../request-context.ts'

/** `needed`: the variables without which it would not do what the interpreter does. */
type CompiledOperation = {
  readonly query: CompiledQuery['query']
  readonly requiredVariables: readonly string[]
}

/** Operations of one document by name; documents are kept as long as Apollo keeps them. */
type CompiledOperations = Map<string, CacheEntry>
type CacheEntry = CompiledOperation | 'not-compilable' | 'seen-once'

/** How many operations of one document are kept compiled; a document with more is not worth the memory. */
const maxOperationsPerDocument = 20

/**
 * Runs operations as compiled functions: three to four times as fast as the interpreter.
 * A document is compiled when it is run for the second time, so one-off documents do not pay for it.
 */
export function createCompiledExecutionPlugin(log: Log): ApolloServerPlugin<RequestContext> {
  const documents = new WeakMap<DocumentNode, CompiledOperations>()
  return {
    requestDidStart: () =>
      Promise.resolve({
        responseForOperation: async ({ schema, document, request, operation, contextValue }) => {
          const compiled = getCompiledOperation(documents, schema, document, operation)
          const variables = request.variables ?? {}
          // What cannot be compiled is left to the interpreter.
          if (compiled === null || compiled.requiredVariables.some((name) => variables[name] === undefined))
            return null
          // The compiled check of variables knows no @oneOf, and words its errors in its own way.
          const coerced = getVariableValues(schema, operation.variableDefinitions ?? [], variables)
          if (coerced.errors !== undefined) return null
          return toResponse(await compiled.query(null, contextValue, variables), log)
        },
      }),
  }
}

function getCompiledOperation(
  documents: WeakMap<DocumentNode, CompiledOperations>,
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode | undefined,
): CompiledOperation | null {
  // Of a name that the document does not have.
  if (operation === undefined) return null
  const operations: CompiledOperations = documents.get(document) ?? new Map<string, CacheEntry>()
  documents.set(document, operations)
  const name = operation.name?.value ?? ''
  const entry = operations.get(name)
  if (entry === undefined) {
    if (operations.size < maxOperationsPerDocument) operations.set(name, 'seen-once')
    return null
  }
  if (entry !== 'seen-once') return entry === 'not-compilable' ? null : entry
  const compiled = compileOperation(schema, document, operation)
  operations.set(name, compiled ?? 'not-compilable')
  return compiled
}

function compileOperation(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): CompiledOperation | null {
  const requiredVariables = getRequiredVariables(schema, document, operation)
  if (requiredVariables === null) return null
  const compiled: CompiledQuery | ExecutionResult = compileQuery(schema, document, operation.name?.value)
  return isCompiledQuery(compiled) ? { query: compiled.query, requiredVariables } : null
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
