import type { FastifyInstance } from 'fastify'
import type { Services } from '../domain/context.ts'
import { checkReadiness } from '../domain/check-readiness.ts'
import { metricsContentType } from './metrics.ts'

/** Liveness and readiness for load balancers, and metrics for Prometheus. */
export function addHealthRoutes(
  app: FastifyInstance,
  services: Services,
  renderMetrics: () => Promise<string>,
): void {
  app.get('/healthz', () => ({ status: 'alive' }))
  app.get('/readyz', async (_request, reply) => {
    const readiness = await checkReadiness(services)
    return reply.code(readiness.ready ? 200 : 503).send(readiness)
  })
  app.get('/metrics', async (_request, reply) =>
    reply.header('content-type', metricsContentType).send(await renderMetrics()),
  )
}
