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
import { formatError } from '../errors.ts'
import type { RequestContext } from '../request-context.ts'
import { getRequiredVariables } from './jit-compatibility.ts'

type CompiledOperation = {
  readonly query: CompiledQuery['query']
  /** Variables without which the compiled operation would behave differently from the interpreter. */
  readonly requiredVariables: readonly string[]
}

/** Operations of one document by name. They are dropped together with the document when Apollo evicts it from its cache. */
type CompiledOperations = Map<string, CacheEntry>
type CacheEntry = CompiledOperation | 'not-compilable' | 'seen-once'

/** Maximum number of compiled operations of one document; further operations are interpreted, to save memory. */
const maxOperationsPerDocument = 20

/**
 * Executes operations as compiled functions, which is three to four times as fast as the interpreter. An operation is compiled when
 * it is executed for the second time, so that one-off operations are never compiled.
 */
export function createCompiledExecutionPlugin(log: Log): ApolloServerPlugin<RequestContext> {
  const documents = new WeakMap<DocumentNode, CompiledOperations>()
  return {
    requestDidStart: () =>
      Promise.resolve({
        responseForOperation: async ({ schema, document, request, operation, contextValue }) => {
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
  operation: OperationDefinitionNode | undefined,
): CompiledOperation | null {
  // The requested operation name does not exist in the document.
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
  // Without data, the variables were invalid and nothing was executed.
  const status = data === undefined ? { status: 400 } : {}
  return { body: { kind: 'single', singleResult }, http: { headers: new HeaderMap(), ...status } }
}
