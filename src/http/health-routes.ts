import type { FastifyInstance } from 'fastify'
import type { Readiness } from '../domain/check-readiness.ts'
import type { StopState } from './graceful-stop.ts'

type HealthRouteOptions = {
  readonly checkReadiness: () => Promise<Readiness>
  readonly stopState: Readonly<StopState>
}

/** Liveness and readiness for load balancers. */
export function addHealthRoutes(
  app: FastifyInstance,
  { checkReadiness, stopState }: HealthRouteOptions,
): void {
  app.get('/healthz', () => ({ status: 'alive' }))
  app.get('/readyz', async (_request, reply) => {
    const found = await checkReadiness()
    const readiness = stopState.isStopping ? asStopping(found) : found
    return reply.code(readiness.ready ? 200 : 503).send(readiness)
  })
}

function asStopping(readiness: Readiness): Readiness {
  return { ...readiness, ready: false, reasons: ['The process is stopping.', ...readiness.reasons] }
}
