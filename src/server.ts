import type { FastifyInstance } from 'fastify'
import type { AddressInfo } from 'node:net'
import type { Registry } from 'prom-client'
import type { Config } from './config/config.ts'
import { migrate } from './db/migrate.ts'
import { hasStatementTimeout } from './db/queries/has-statement-timeout.ts'
import { createDeps } from './deps.ts'
import type { Services } from './domain/context.ts'
import { createPausedEndpointCounter } from './domain/webhook-endpoint/count-paused-endpoints.ts'
import { createGraphqlServer } from './graphql/http/graphql-server.ts'
import { createSchema } from './graphql/schema/create-schema.ts'
import { createSubscriptionServer } from './graphql/websocket/subscription-server.ts'
import {
  createHealthServer,
  createHttpServer,
  drainHttpServer,
  type HealthServerOptions,
} from './http/http-server.ts'
import { createMetrics, type MetricsSource } from './http/metrics.ts'
import { startJobWorker, type JobWorkerOptions } from './jobs/job-worker.ts'
import type { Log } from './platform/log.ts'

export type ServerOptions = {
  readonly config: Config
  readonly log: Log
  readonly databaseUrl: string
  readonly secrets: readonly string[]
  /** Another clock than the machine's, for the store emulator's virtual time. */
  readonly clock?: () => Date
  /** Gives the start up where it would wait long. */
  readonly signal?: AbortSignal
  /** Whoever started this process has migrated. */
  readonly isMigrated?: boolean
  /** Others listen on the same port. */
  readonly reusePort?: boolean
  /** What `/metrics` shows, if not this process' own. */
  readonly shareMetrics?: (own: Registry) => () => Promise<string>
}

export type Server = {
  readonly services: Services
  /** Without a slash at its end. */
  readonly url: string
  /** Finishes what is under way, tells sockets to connect elsewhere, and lets go of everything. */
  close: () => Promise<void>
}

/** One process: migrates, listens, does jobs, and knows how to stop. */
export async function startServer(options: ServerOptions): Promise<Server> {
  const { config, databaseUrl, signal } = options
  if (options.isMigrated !== true) await migrate(config.databaseDirectUrl ?? databaseUrl, { signal })
  const metricsSource: MetricsSource = {
    webSocketConnections: () => 0,
    eventSubscribers: () => 0,
    pausedEndpoints: async () => null,
  }
  const metrics = createMetrics(metricsSource)
  const renderMetrics = options.shareMetrics?.(metrics.registry) ?? (() => metrics.registry.metrics())
  const deps = await createDeps({
    ...options,
    onLockBypassed: () => metrics.lockBypasses.inc(),
    count: metrics.count,
  })
  try {
    const { services } = deps
    metricsSource.eventSubscribers = services.events.subscriberCount
    metricsSource.pausedEndpoints = createPausedEndpointCounter(services)
    if (!config.databasePreparedStatements) await warnIfNoStatementTimeout(services)
    const httpStack = await startHttp(config, { services, metrics, renderMetrics })
    metricsSource.webSocketConnections = httpStack.webSocketConnections
    const listenOptions = { host: config.host, port: config.port, reusePort: options.reusePort ?? false }
    await httpStack.http.listen(listenOptions)
    const { port } = httpStack.http.server.address() as AddressInfo
    const worker = config.jobConcurrency === 0 ? null : startJobWorker(workerOptions(services, options))
    return {
      services,
      url: `http://${config.host}:${port}`,
      close: async () => {
        await Promise.all([httpStack.close(), worker?.close()])
        await deps.close()
      },
    }
  } catch (error) {
    await deps.close()
    throw error
  }
}

/** Without prepared statements the timeout is not ours to set. */
async function warnIfNoStatementTimeout({ db, log }: Services): Promise<void> {
  // A lost database is no reason not to start: it may be back in a moment.
  const hasTimeout = await hasStatementTimeout(db).catch(() => true)
  if (!hasTimeout) {
    log.warn(
      'no statement timeout configured: set connect_query in PgBouncer or statement_timeout for the role',
    )
  }
}

type HttpStack = {
  readonly http: FastifyInstance
  /** Open WebSockets now. */
  readonly webSocketConnections: () => number
  close: () => Promise<void>
}

/** What the process answers: everything, or nothing but how it is. */
async function startHttp(config: Config, options: HealthServerOptions): Promise<HttpStack> {
  if (config.role === 'worker') {
    const http = createHealthServer(options)
    return { http, webSocketConnections: () => 0, close: () => drainHttpServer(http) }
  }
  const { services } = options
  const schema = createSchema()
  const { introspection } = config
  const graphql = await createGraphqlServer({ schema, log: services.log, introspection })
  const http = createHttpServer({ ...options, graphql, introspection })
  const subscriptions = createSubscriptionServer({
    http: http.server,
    path: '/graphql',
    schema,
    services,
    introspection,
    limits: config.webSockets,
  })
  return {
    http,
    webSocketConnections: subscriptions.connectionCount,
    close: async () => {
      // Who is told to connect again must not come back here.
      const drained = drainHttpServer(http)
      await subscriptions.close()
      await drained
      await graphql.stop()
    },
  }
}

function workerOptions(services: Services, { config, databaseUrl }: ServerOptions): JobWorkerOptions {
  const { jobConcurrency: concurrency, jobRecoveryIntervalMs: sweepMs } = config
  return {
    services,
    databaseUrl: config.databaseDirectUrl ?? databaseUrl,
    concurrency,
    recoveryIntervalMs: sweepMs,
  }
}
