import { HeaderMap, type ApolloServerPlugin, type GraphQLResponse } from '@apollo/server'
import {
  getVariableValues,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql'
import { compileQuery, isCompiledQuery, type CompiledQuery } from 'graphql-jit'
import { formatError, type ErrorReporter } from '../errors.ts'
import type { RequestContext } from '../request-context.ts'
import { findVariableErrors } from '../variable-errors.ts'
import { createCompiledOperations, type CompiledOperation } from './compiled-operations.ts'
import { getRequiredVariables } from './jit-compatibility.ts'

type Options = {
  readonly schema: GraphQLSchema
  readonly services: ErrorReporter
  /** Allows suggestions for misspelled names in errors. */
  readonly introspection: boolean
}

/** Executes operations that are executed often as compiled functions, which is three to four times as fast as the interpreter. */
export function createCompiledExecutionPlugin({
  schema,
  services,
  introspection,
}: Options): ApolloServerPlugin<RequestContext> {
  const operations = createCompiledOperations({
    compile: (document, operation) => compileOperation(schema, document, operation),
  })
  return {
    requestDidStart: () =>
      Promise.resolve({
        responseForOperation: async ({ document, request, operation, contextValue }) => {
          if (operation === undefined) return null
          const variables = request.variables ?? {}
          const hideSuggestions = !introspection
          const errors = findVariableErrors({ schema, operation, variables, hideSuggestions })
          if (errors.length > 0) return toResponse({ errors }, services)
          const compiled = operations.get(document, operation)
          // Null leaves the execution to the interpreter.
          if (compiled === null) return null
          if (compiled.requiredVariables.some((name) => variables[name] === undefined)) return null
          // graphql-jit checks variables without @oneOf, and with error messages of its own.
          const coercion = getVariableValues(schema, operation.variableDefinitions ?? [], variables)
          if (coercion.errors !== undefined) return null
          return toResponse(await compiled.query(null, contextValue, variables), services)
        },
      }),
  }
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

function toResponse({ data, errors }: ExecutionResult, services: ErrorReporter): GraphQLResponse {
  const singleResult = {
    ...(errors === undefined ? {} : { errors: errors.map((error) => formatError(error, services)) }),
    ...(data === undefined ? {} : { data }),
  }
  // Without data, the variables were invalid and nothing was executed.
  const status = data === undefined ? { status: 400 } : {}
  return { body: { kind: 'single', singleResult }, http: { headers: new HeaderMap(), ...status } }
}
