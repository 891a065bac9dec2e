import fastify, { type FastifyInstance } from 'fastify'
import type { Services } from '../domain/context.ts'
import type { GraphqlServer } from '../graphql/graphql-server.ts'
import { addGraphqlRoute } from '../graphql/graphql-route.ts'
import { addHealthRoutes } from './health.ts'
import type { Metrics } from './metrics.ts'
import { addNotificationRoute } from './notification-route.ts'

export type HealthServerOptions = {
  readonly services: Services
  readonly metrics: Metrics
  /** What `/metrics` shows. */
  readonly reportMetrics: () => Promise<string>
}

export type HttpServerOptions = HealthServerOptions & {
  readonly graphql: GraphqlServer
  readonly explorable: boolean
}

const requestTimeoutMs = 30_000

/** Every HTTP route of the server. */
export function createHttpServer(options: HttpServerOptions): FastifyInstance {
  const { services, graphql, metrics, explorable } = options
  const app = createHealthServer(options)
  addGraphqlRoute(app, graphql, services)
  addNotificationRoute(app, services, metrics)
  if (explorable) app.get('/', (_request, reply) => reply.redirect('/graphql'))
  return app
}

/** For a process that only does jobs. */
export function createHealthServer({
  services,
  metrics,
  reportMetrics,
}: HealthServerOptions): FastifyInstance {
  const app = fastify({
    logger: false,
    requestTimeout: requestTimeoutMs,
    forceCloseConnections: 'idle',
    routerOptions: { ignoreTrailingSlash: true },
  })
  app.addHook('onResponse', (request, reply, done) => {
    const labels = { route: request.routeOptions.url ?? 'unknown', status: String(reply.statusCode) }
    metrics.requests.observe(labels, reply.elapsedTime / 1000)
    done()
  })
  // JSON is all that is read here; Fastify would take plain text too.
  app.removeContentTypeParser('text/plain')
  addHealthRoutes(app, services, reportMetrics)
  return app
}
