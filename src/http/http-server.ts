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
const sweepMs = 50
/** What a process that stops waits for answers that are under way; its own limit comes a second later. */
const drainWithinMs = 2_500

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
  endConnectionsAtClose(app)
  // JSON is all that is read here; Fastify would take plain text too.
  app.removeContentTypeParser('text/plain')
  addHealthRoutes(app, services, reportMetrics)
  return app
}

/** Node closes what is idle when the close begins; what is answered after that tells its client to ask elsewhere. */
function endConnectionsAtClose(app: FastifyInstance): void {
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
  const sweep = setInterval(() => app.server.closeIdleConnections(), sweepMs)
  const limit = setTimeout(() => app.server.closeAllConnections(), drainWithinMs)
  await app.close()
  clearInterval(sweep)
  clearTimeout(limit)
}
