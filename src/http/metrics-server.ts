import fastify, { type FastifyInstance } from 'fastify'
import type { AddressInfo } from 'node:net'
import { metricsContentType } from './metrics.ts'

/** Returns the metrics in the text format of Prometheus. */
export type MetricsRenderer = () => Promise<string>

export type MetricsServer = { readonly url: string; readonly close: () => Promise<void> }

type MetricsServerOptions = { readonly host: string; readonly port: number; readonly render: MetricsRenderer }

/** Serves `/metrics` on a port of its own, which the public does not reach. */
export async function startMetricsServer({
  host,
  port,
  render,
}: MetricsServerOptions): Promise<MetricsServer> {
  const app = fastify({ logger: false, forceCloseConnections: true })
  addMetricsRoute(app, render)
  await app.listen({ host, port })
  const { port: actualPort } = app.server.address() as AddressInfo
  return { url: `http://${host}:${actualPort}/metrics`, close: () => app.close() }
}

export function addMetricsRoute(app: FastifyInstance, render: MetricsRenderer): void {
  app.get('/metrics', async (_request, reply) =>
    reply.header('content-type', metricsContentType).send(await render()),
  )
}
