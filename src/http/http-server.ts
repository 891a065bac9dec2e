import fastify, { type FastifyInstance } from 'fastify'
import type { Services } from '../domain/context.ts'
import type { GraphqlServer } from '../graphql/http/graphql-server.ts'
import { addGraphqlRoute } from '../graphql/http/graphql-route.ts'
import { addHealthRoutes } from './health-routes.ts'
import type { Metrics } from './metrics.ts'
import { addNotificationRoute } from './notification-route.ts'

export type HealthServerOptions = {
  readonly services: Services
  readonly metrics: Metrics
  /** What `/metrics` shows. */
  readonly renderMetrics: () => Promise<string>
}

export type HttpServerOptions = HealthServerOptions & {
  readonly graphql: GraphqlServer
  readonly introspection: boolean
}

const requestTimeoutMs = 30_000
const idleConnectionCheckMs = 50
/** What a process that stops waits for answers that are under way; its own limit comes a second later. */
const drainTimeoutMs = 2_500

/** Every HTTP route of the server. */
export function createHttpServer(options: HttpServerOptions): FastifyInstance {
  const { services, graphql, metrics, introspection } = options
  const app = createHealthServer(options)
  addGraphqlRoute(app, graphql, services)
  addNotificationRoute(app, services, metrics)
  if (introspection) app.get('/', (_request, reply) => reply.redirect('/graphql'))
  return app
}

/** For a process that only does jobs. */
export function createHealthServer({
  services,
  metrics,
  renderMetrics,
}: HealthServerOptions): FastifyInstance {
  const app = fastify({
    logger: false,
    requestTimeout: requestTimeoutMs,
    forceCloseConnections: 'idle',
    routerOptions: { ignoreTrailingSlash: true },
  })
  app.addHook('onResponse', (request, reply, done) => {
    const labels = { route: request.routeOptions.url ?? 'unknown', status: String(reply.statusCode) }
    metrics.requestDuration.observe(labels, reply.elapsedTime / 1000)
    done()
  })
  closeConnectionsOnShutdown(app)
  // JSON is all that is read here; Fastify would take plain text too.
  app.removeContentTypeParser('text/plain')
  addHealthRoutes(app, services, renderMetrics)
  return app
}

/** Node closes what is idle when the close begins; what is answered after that tells its client to ask elsewhere. */
function closeConnectionsOnShutdown(app: FastifyInstance): void {
  let isClosing = false
  app.addHook('preClose', (done) => {
    isClosing = true
    done()
  })
  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (isClosing) reply.header('connection', 'close')
    done()
  })
}

/** Answers what was asked, and ends: a client that keeps its connection, or has not asked yet, would keep the process. */
export async function drainHttpServer(app: FastifyInstance): Promise<void> {
  const idleConnectionTimer = setInterval(() => app.server.closeIdleConnections(), idleConnectionCheckMs)
  const drainTimer = setTimeout(() => app.server.closeAllConnections(), drainTimeoutMs)
  await app.close()
  clearInterval(idleConnectionTimer)
  clearTimeout(drainTimer)
}
