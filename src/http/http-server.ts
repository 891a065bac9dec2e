import fastify, { type FastifyError, type FastifyInstance } from 'fastify'
import type { Services } from '../domain/context.ts'
import type { GraphQLSchema } from 'graphql'
import { addExportRoute } from '../graphql/http/export-route.ts'
import { addGraphqlRoute } from '../graphql/http/graphql-route.ts'
import type { GraphqlServer } from '../graphql/http/graphql-server.ts'
import type { Readiness } from '../domain/check-readiness.ts'
import type { Log } from '../platform/log.ts'
import { addConsoleRoutes, builtConsole } from './console-routes.ts'
import { createGracefulStop, type GracefulStop, type StopState } from './graceful-stop.ts'
import { addHealthRoutes } from './health-routes.ts'
import type { Metrics } from './metrics.ts'
import { addMetricsRoute, type MetricsRenderer } from './metrics-server.ts'
import { addNotificationRoute } from './notification-route.ts'
import { addOperatorRoutes, type OperatorRouteOptions } from './operators/operator-routes.ts'
import { addRequestScope, selectRequestId } from './request-scope.ts'

export type HealthServerOptions = {
  readonly services: Services
  readonly metrics: Metrics
  readonly checkReadiness: () => Promise<Readiness>
  /** Serves `/metrics` too; null if it has a port of its own. */
  readonly renderMetrics: MetricsRenderer | null
}

export type HttpServerOptions = HealthServerOptions & {
  readonly graphql: GraphqlServer
  readonly schema: GraphQLSchema
  readonly introspection: boolean
  /** null if operators cannot sign in. */
  readonly operators: OperatorRouteOptions | null
}

const requestTimeoutMs = 30_000
/** Node waits a minute for headers, and looks only twice a minute: each waiting connection holds memory. */
const headersTimeoutMs = 10_000
const connectionsCheckMs = 2_000

/** An HTTP server that is not listening yet. */
export type HttpServer = GracefulStop & { readonly app: FastifyInstance }

/** Creates the HTTP server of an API process with all its routes. */
export function createHttpServer(options: HttpServerOptions): HttpServer {
  const { services, graphql, schema, metrics, introspection, operators } = options
  const server = createHealthServer(options)
  const { app } = server
  addGraphqlRoute(app, { server: graphql, services, introspection })
  addExportRoute(app, { services, schema })
  addNotificationRoute(app, services, metrics)
  if (operators !== null) {
    addOperatorRoutes(app, services, operators)
    addConsoleRoutes(app, { folder: builtConsole, secureCookies: operators.secureCookies })
  }
  if (introspection) app.get('/', (_request, reply) => reply.redirect('/graphql'))
  return server
}

/** Creates the HTTP server of a job worker: only health, and metrics if they have no port of their own. */
export function createHealthServer({
  services,
  metrics,
  checkReadiness,
  renderMetrics,
}: HealthServerOptions): HttpServer {
  const stopState: StopState = { isStopping: false }
  const app = fastify({
    logger: false,
    genReqId: selectRequestId,
    requestTimeout: requestTimeoutMs,
    http: { headersTimeout: headersTimeoutMs, connectionsCheckingInterval: connectionsCheckMs },
    forceCloseConnections: 'idle',
    // A request that reaches a stopping process is answered as usual.
    return503OnClosing: false,
    routerOptions: { ignoreTrailingSlash: true },
  })
  addRequestScope(app)
  app.addHook('onResponse', (request, reply, done) => {
    const labels = { route: request.routeOptions.url ?? 'unknown', status: String(reply.statusCode) }
    metrics.requestDuration.observe(labels, reply.elapsedTime / 1000)
    done()
  })
  const stop = createGracefulStop(app, stopState)
  hideInternalErrors(app, services.log)
  // Only JSON bodies are accepted; Fastify accepts plain text by default.
  app.removeContentTypeParser('text/plain')
  addHealthRoutes(app, { checkReadiness, stopState })
  if (renderMetrics !== null) addMetricsRoute(app, renderMetrics)
  return { app, ...stop }
}

/** Fastify would send the message of an internal error, which can contain SQL. */
function hideInternalErrors(app: FastifyInstance, log: Log): void {
  app.setErrorHandler<FastifyError>((error, { id: requestId }, reply) => {
    const { statusCode = 500 } = error
    if (statusCode >= 400 && statusCode < 500) return reply.code(statusCode).send({ error: error.message })
    log.error({ error, requestId }, 'request failed')
    return reply.code(500).send({ error: 'Internal server error.', requestId })
  })
}
