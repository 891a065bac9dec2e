import {
  ApolloServer,
  HeaderMap,
  type ApolloServerOptions,
  type ApolloServerPlugin,
  type GraphQLResponse,
  type HTTPGraphQLResponse,
} from '@apollo/server'
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled'
import { ApolloServerPluginLandingPageLocalDefault } from '@apollo/server/plugin/landingPage/default'
import type { ExecutionResult, GraphQLSchema } from 'graphql'
import { createDocumentCache, type DocumentCache } from '../document-cache.ts'
import { formatError, type ErrorReporter } from '../errors.ts'
import { queryLimits } from '../query-limits.ts'
import type { RequestContext } from '../request-context.ts'
import { describeOperation } from '../trace-operation.ts'
import { createCompiledExecution, type CompiledExecution } from './compiled-execution.ts'
import { createDirectExecution } from './direct-execution.ts'
import type { GraphqlHttpRequest, GraphqlHttpResponse } from './graphql-http.ts'
import { createOperationLimits, type OperationLimits } from './operation-limits.ts'

export type GraphqlServerOptions = {
  readonly schema: GraphQLSchema
  readonly services: ErrorReporter
  /** Enables introspection and Apollo's landing page; on by default in development. */
  readonly introspection: boolean
}

/** Parses, validates, limits and executes operations; the HTTP route is separate. */
export type GraphqlServer = {
  readonly execute: (request: GraphqlHttpRequest) => Promise<GraphqlHttpResponse>
  readonly stop: () => Promise<void>
}

export async function createGraphqlServer(options: GraphqlServerOptions): Promise<GraphqlServer> {
  const { schema, services, introspection } = options
  const checkLimits = createOperationLimits(schema)
  const compiledExecution = createCompiledExecution({ schema, introspection })
  const apollo = new ApolloServer<RequestContext>({
    schema,
    introspection,
    includeStacktraceInErrorResponses: false,
    parseOptions: { maxLexicalTokens: queryLimits.tokens },
    documentStore: toDocumentStore(createDocumentCache()),
    // A persisted query would keep the text of any caller in memory.
    persistedQueries: false,
    stopOnTerminationSignals: false,
    hideSchemaDetailsFromClientErrors: !introspection,
    formatError: (_, error) => formatError(error, services),
    plugins: [
      introspection ? ApolloServerPluginLandingPageLocalDefault() : ApolloServerPluginLandingPageDisabled(),
      // It wraps the resolver of every field, and the route allows no response to be cached.
      ApolloServerPluginCacheControlDisabled(),
      createLimitPlugin(checkLimits),
      createExecutionPlugin(compiledExecution, services),
    ],
  })
  await apollo.start()
  const executeDirectly = createDirectExecution({ compiledExecution, checkLimits, services })
  return {
    execute: (request) => executeDirectly(request) ?? executeByApollo(apollo, request),
    stop: () => apollo.stop(),
  }
}

type DocumentStore = NonNullable<ApolloServerOptions<RequestContext>['documentStore']>

function toDocumentStore(documents: DocumentCache): DocumentStore {
  return {
    get: async (key) => documents.get(key),
    set: async (key, document) => documents.add(key, document),
    delete: async () => undefined,
  }
}

function createLimitPlugin(checkLimits: OperationLimits): ApolloServerPlugin<RequestContext> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        didResolveOperation: ({ document, operation, request: { variables }, contextValue }) => {
          if (operation !== undefined) describeOperation(operation)
          return checkLimits({ document, operation, variables, context: contextValue })
        },
      }),
  }
}

function createExecutionPlugin(
  { execute }: CompiledExecution,
  services: ErrorReporter,
): ApolloServerPlugin<RequestContext> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        responseForOperation: async ({ document, request, operation, contextValue: context }) => {
          if (operation === undefined) return null
          const { variables = {} } = request
          const result = await execute(document, { operation, variables, context })
          return result === null ? null : toGraphqlResponse(result, services)
        },
      }),
  }
}

function toGraphqlResponse({ data, errors }: ExecutionResult, services: ErrorReporter): GraphQLResponse {
  const singleResult = {
    ...(errors === undefined ? {} : { errors: errors.map((error) => formatError(error, services)) }),
    ...(data === undefined ? {} : { data }),
  }
  // Without data, the variables were invalid and nothing was executed.
  const status = data === undefined ? { status: 400 } : {}
  return { body: { kind: 'single', singleResult }, http: { headers: new HeaderMap(), ...status } }
}

async function executeByApollo(
  server: ApolloServer<RequestContext>,
  request: GraphqlHttpRequest,
): Promise<GraphqlHttpResponse> {
  const headers = new HeaderMap()
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value)
  }
  const { method, search, body, context } = request
  const response = await server.executeHTTPGraphQLRequest({
    httpGraphQLRequest: { method, headers, search, body },
    context: () => Promise.resolve(context),
  })
  return { status: response.status ?? 200, headers: response.headers, body: await readBody(response) }
}

async function readBody({ body }: HTTPGraphQLResponse): Promise<string> {
  if (body.kind === 'complete') return body.string
  let text = ''
  for await (const chunk of body.asyncIterator) text += chunk
  return text
}
