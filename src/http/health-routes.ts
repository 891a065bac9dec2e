import type { FastifyInstance } from 'fastify'
import type { Readiness } from '../domain/check-readiness.ts'

/** Liveness and readiness for load balancers. */
export function addHealthRoutes(app: FastifyInstance, checkReadiness: () => Promise<Readiness>): void {
  app.get('/healthz', () => ({ status: 'alive' }))
  app.get('/readyz', async (_request, reply) => {
    const readiness = await checkReadiness()
    return reply.code(readiness.ready ? 200 : 503).send(readiness)
  })
}
