import {
  ApolloServer,
  HeaderMap,
  type ApolloServerOptions,
  type ApolloServerPlugin,
  type HTTPGraphQLResponse,
} from '@apollo/server'
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled'
import { ApolloServerPluginLandingPageLocalDefault } from '@apollo/server/plugin/landingPage/default'
import { GraphQLError, OperationTypeNode, type DocumentNode, type GraphQLSchema } from 'graphql'
import { assertRateLimit } from '../../domain/rate-limit/assert-rate-limit.ts'
import { RateLimitedError } from '../../platform/request-error.ts'
import { createDocumentCache, type DocumentCache } from '../document-cache.ts'
import { formatError, type ErrorReporter } from '../errors.ts'
import { createOperationCostCounter } from '../operation-costs.ts'
import { checkQueryLimits, queryLimits } from '../query-limits.ts'
import { retryHeadersOf } from '../retry-headers.ts'
import type { RequestContext } from '../request-context.ts'
import { describeOperation } from '../trace-operation.ts'
import { createCompiledExecutionPlugin } from './compiled-execution.ts'

export type GraphqlServerOptions = {
  readonly schema: GraphQLSchema
  readonly services: ErrorReporter
  /** Enables introspection and Apollo's landing page; on by default in development. */
  readonly introspection: boolean
}

export type GraphqlServer = ApolloServer<RequestContext>

/** Creates the Apollo server, which parses, validates, limits and executes operations; the HTTP route is separate. */
export async function createGraphqlServer(options: GraphqlServerOptions): Promise<GraphqlServer> {
  const { schema, services, introspection } = options
  const server = new ApolloServer<RequestContext>({
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
      createLimitPlugin(schema),
      createCompiledExecutionPlugin(options),
    ],
  })
  await server.start()
  return server
}

type DocumentStore = NonNullable<ApolloServerOptions<RequestContext>['documentStore']>

function toDocumentStore(documents: DocumentCache): DocumentStore {
  return {
    get: async (key) => documents.get(key),
    set: async (key, document) => documents.add(key, document),
    delete: async () => undefined,
  }
}

/** Checks the limits of the document, then those of the caller. */
function createLimitPlugin(schema: GraphQLSchema): ApolloServerPlugin<RequestContext> {
  const countCosts = createOperationCostCounter(schema)
  // Apollo caches valid documents, so the limits of each document are checked once.
  const results = new WeakMap<DocumentNode, GraphQLError | null>()
  const checkLimits = (document: DocumentNode) => {
    const cached = results.get(document)
    if (cached !== undefined) return cached
    const error = checkQueryLimits(schema, document)
    results.set(document, error)
    return error
  }
  return {
    requestDidStart: () =>
      Promise.resolve({
        didResolveOperation: async ({ document, operation, request, contextValue }) => {
          if (operation !== undefined) describeOperation(operation)
          if (operation?.operation === OperationTypeNode.SUBSCRIPTION) {
            throw createBadRequestError(subscriptionRequiresWebSocket)
          }
          const error = checkLimits(document)
          if (error !== null) throw createBadRequestError(error)
          if (operation === undefined || contextValue.authenticated === null) return
          const costs = countCosts(document, operation, request.variables)
          await assertRateLimit(contextValue.authenticated.domain, costs).catch(throwHttpError)
        },
      }),
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

export type GraphqlHttpRequest = {
  readonly method: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly search: string
  readonly body: unknown
  readonly context: RequestContext
}

export type GraphqlHttpResponse = {
  readonly status: number
  readonly headers: Map<string, string>
  readonly body: string
}

export async function executeHttpRequest(
  server: GraphqlServer,
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
