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
import type { DocumentCache } from '../document-cache.ts'
import { formatError } from '../errors.ts'
import type { RequestContext } from '../request-context.ts'
import { getRequiredVariables } from './jit-compatibility.ts'

type CompiledOperation = {
  readonly query: CompiledQuery['query']
  /** Variables without which the compiled operation would behave differently from the interpreter. */
  readonly requiredVariables: readonly string[]
}

/** Operations of one document by name, null if one cannot be compiled. They are dropped when the document leaves the cache. */
type CompiledOperations = Map<string, CompiledOperation | null>

/**
 * Executes operations as compiled functions, which is three to four times as fast as the interpreter. Operations of documents in
 * the cache are compiled; the cache counts their size, and contains only documents that came at least twice.
 */
export function createCompiledExecutionPlugin(
  log: Log,
  cache: DocumentCache,
): ApolloServerPlugin<RequestContext> {
  const documents = new WeakMap<DocumentNode, CompiledOperations>()
  return {
    requestDidStart: () =>
      Promise.resolve({
        responseForOperation: async ({ schema, document, request, operation, contextValue }) => {
          if (operation === undefined || !cache.isStored(document)) return null
          const compiled = getCompiledOperation(documents, schema, document, operation)
          const variables = request.variables ?? {}
          // Null leaves the execution to the interpreter.
          if (compiled === null) return null
          if (compiled.requiredVariables.some((name) => variables[name] === undefined)) return null
          // graphql-jit checks variables without @oneOf, and with error messages of its own.
          const coercion = getVariableValues(schema, operation.variableDefinitions ?? [], variables)
          if (coercion.errors !== undefined) return null
          return toResponse(await compiled.query(null, contextValue, variables), log)
        },
      }),
  }
}

function getCompiledOperation(
  documents: WeakMap<DocumentNode, CompiledOperations>,
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): CompiledOperation | null {
  const operations: CompiledOperations =
    documents.get(document) ?? new Map<string, CompiledOperation | null>()
  documents.set(document, operations)
  const name = operation.name?.value ?? ''
  const known = operations.get(name)
  if (known !== undefined) return known
  const compiled = compileOperation(schema, document, operation)
  operations.set(name, compiled)
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
  // Without data, the variables were invalid and nothing was executed.
  const status = data === undefined ? { status: 400 } : {}
  return { body: { kind: 'single', singleResult }, http: { headers: new HeaderMap(), ...status } }
}
