import type { AddressInfo } from 'node:net'
import type { Config } from './config/config.ts'
import { migrate } from './db/migrate.ts'
import { createDeps } from './deps.ts'
import type { Services } from './domain/context.ts'
import { createGraphqlServer } from './graphql/graphql-server.ts'
import { createSchema } from './graphql/schema.ts'
import { createSubscriptionServer } from './graphql/subscription-server.ts'
import { createHttpServer } from './http/http-server.ts'
import { createMetrics } from './http/metrics.ts'
import { startWorker, type WorkerOptions } from './jobs/worker.ts'
import type { Log } from './platform/log.ts'

export type ServerOptions = {
  readonly config: Config
  readonly log: Log
  readonly databaseUrl: string
  readonly secrets: readonly string[]
  /** Another clock than the machine's, for the store emulator's virtual time. */
  readonly clock?: () => Date
}

export type Server = {
  readonly services: Services
  /** Without a slash at its end. */
  readonly url: string
  /** Finishes what is under way, tells sockets to connect elsewhere, and lets go of everything. */
  close: () => Promise<void>
}

/** One process of the API: migrates, listens, and knows how to stop. */
export async function startServer(options: ServerOptions): Promise<Server> {
  const { config, log, databaseUrl } = options
  await migrate(databaseUrl)
  let sockets = () => 0
  let followers = () => 0
  const metrics = createMetrics({ sockets: () => sockets(), followers: () => followers() })
  const deps = await createDeps({
    ...options,
    onLockSkipped: () => metrics.locksSkipped.inc(),
    count: metrics.count,
  })
  try {
    const { services } = deps
    followers = services.feed.followers
    const schema = createSchema()
    const { explorable } = config
    const graphql = await createGraphqlServer({ schema, log, explorable })
    const http = createHttpServer({ services, graphql, metrics, explorable })
    const subscriptions = createSubscriptionServer({
      http: http.server,
      path: '/graphql',
      schema,
      services,
      explorable,
    })
    sockets = subscriptions.sockets
    await http.listen({ host: config.host, port: config.port })
    const { port } = http.server.address() as AddressInfo
    const worker = config.jobConcurrency === 0 ? null : startWorker(workerOptions(services, options))
    return {
      services,
      url: `http://${config.host}:${port}`,
      close: async () => {
        await subscriptions.close()
        await http.close()
        await worker?.close()
        await graphql.stop()
        await deps.close()
      },
    }
  } catch (error) {
    await deps.close()
    throw error
  }
}

function workerOptions(services: Services, { config, databaseUrl }: ServerOptions): WorkerOptions {
  const { jobConcurrency: concurrency, jobSweepMs: sweepMs } = config
  return { services, databaseUrl, concurrency, sweepMs }
}
