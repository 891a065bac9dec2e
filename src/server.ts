import type { AddressInfo } from 'node:net'
import type { Registry } from 'prom-client'
import type { Config } from './config/config.ts'
import { migrate } from './db/migrate.ts'
import { describeConnectionFailure } from './db/errors.ts'
import { createOperatorAuthDatabase } from './db/operator-auth-database.ts'
import { hasStatementTimeout } from './db/queries/has-statement-timeout.ts'
import { createDeps, type Deps } from './deps.ts'
import { createReadinessCheck } from './domain/check-readiness.ts'
import { assertKnownSecrets } from './domain/secrets/assert-known-secrets.ts'
import type { Services } from './domain/context.ts'
import { createBacklogReaders } from './domain/monitoring/create-backlog-readers.ts'
import { createExpiringKeyCounter } from './domain/expiring-keys/count-expiring-keys.ts'
import { startOperationCheck } from './domain/persisted-operation/check-stored-operations.ts'
import { createOpenReviewCounter } from './domain/refund-review/count-open-reviews.ts'
import { createPausedEndpointCounter } from './domain/webhook-endpoint/count-paused-endpoints.ts'
import { operationCheckerOf } from './graphql/operation-checker.ts'
import { createGraphqlServer } from './graphql/http/graphql-server.ts'
import { createSchema } from './graphql/schema/create-schema.ts'
import { createSubscriptionServer } from './graphql/websocket/subscription-server.ts'
import {
  createHealthServer,
  createHttpServer,
  type HealthServerOptions,
  type HttpServer,
} from './http/http-server.ts'
import { createMetrics, type MetricsSource } from './http/metrics.ts'
import { startMetricsServer, type MetricsRenderer, type MetricsServer } from './http/metrics-server.ts'
import { startJobWorker, type JobWorkerOptions } from './jobs/job-worker.ts'
import type { Log } from './platform/log.ts'
import { readVersion } from './platform/version.ts'
import { startTelemetry } from './telemetry/start-telemetry.ts'

export type ServerOptions = {
  readonly config: Config
  readonly log: Log
  readonly databaseUrl: string
  readonly secrets: readonly string[]
  /** Clock to use instead of the machine's, for the virtual time of the store emulator. */
  readonly clock?: () => Date
  /** Aborts the start while it waits for the migration lock. */
  readonly signal?: AbortSignal
  /** Skips the migration, because the primary process has already migrated the database. */
  readonly isMigrated?: boolean
  /** Lets several processes listen on the same port. */
  readonly reusePort?: boolean
  /** Returns the function that renders `/metrics`, if it is not only this process' own registry. */
  readonly shareMetrics?: (registry: Registry) => MetricsRenderer
  /** Reports the steps of the start. */
  readonly onStep?: (message: string) => void
}

export type Server = {
  readonly services: Services
  /** Base URL, without a trailing slash. */
  readonly url: string
  /** URL of `/metrics`; null if the primary process serves it. */
  readonly metricsUrl: string | null
  /**
   * Completes running requests, closes sockets so that clients reconnect elsewhere, and releases every resource. Until the delay is
   * over, the process accepts requests, but is not ready.
   */
  close: (delayMs?: number) => Promise<void>
}

/** Starts one server process: migrates the database, listens for requests, and runs jobs. */
export async function startServer(options: ServerOptions): Promise<Server> {
  const { config, onStep } = options
  if (options.isMigrated !== true) await migrateDatabase(options)
  const metrics = createMetrics()
  const { count, observe, lockBypasses } = metrics
  const deps = await createDeps({ ...options, count, observe, onLockBypassed: () => lockBypasses.inc() })
  try {
    const { services } = deps
    await checkDatabase(config, services)
    const metricsSource = createMetricsSource(config, deps)
    metrics.defineGauges(metricsSource)
    const telemetry = await startTelemetry({
      settings: config.telemetry,
      registry: metrics.registry,
      log: services.log,
      processId: services.processId,
      version: readVersion(),
    })
    onStep?.('Starting the API.')
    const render = options.shareMetrics?.(metrics.registry) ?? (() => metrics.registry.metrics())
    const metricsServer = await startOwnMetricsServer(options, render)
    const httpStack = await startHttp(config, {
      services,
      metrics,
      checkReadiness: createReadinessCheck(services, config),
      renderMetrics: config.metrics.port === null ? render : null,
    })
    metricsSource.webSocketConnections = httpStack.webSocketConnections
    const url = await listen(httpStack.http, options)
    const worker = config.jobConcurrency === 0 ? null : startJobWorker(workerOptions(services, options))
    return {
      services,
      url,
      metricsUrl: metricsServer?.url ?? (options.shareMetrics === undefined ? `${url}/metrics` : null),
      close: async (delayMs = 0) => {
        await Promise.all([httpStack.close(delayMs), worker?.close()])
        await metricsServer?.close()
        await deps.close()
        await telemetry.close()
        metrics.close()
      },
    }
  } catch (error) {
    await deps.close()
    metrics.close()
    throw error
  }
}

function createMetricsSource(config: Config, { services, databaseUsage }: Deps): MetricsSource {
  return {
    webSocketConnections: () => 0,
    eventSubscribers: services.events.subscriberCount,
    clockSkewMs: services.databaseClock.skewMs,
    databaseUsage,
    redisHealth: services.coordination.health,
    pausedEndpoints: createPausedEndpointCounter(services),
    openRefundReviews: createOpenReviewCounter(services),
    expiringKeys: createExpiringKeyCounter(services),
    backlogs: createBacklogReaders(services),
    clock: services.clock,
    build: { version: readVersion(), mode: config.mode.name, role: config.role },
  }
}

async function migrateDatabase({ config, databaseUrl, log, signal, onStep }: ServerOptions): Promise<void> {
  onStep?.('Migrating the database.')
  await migrate(config.databaseDirectUrl ?? databaseUrl, { ...config, signal, log })
}

/**
 * Connections that wait to be accepted; the operating system may allow fewer (`net.core.somaxconn`). Node's default of 511 is less than
 * what clients open at once after an outage, and a connection that finds no place is tried again by its client only after a second or three.
 */
const maxWaitingConnections = 4_096

async function listen({ app }: HttpServer, { config, reusePort = false }: ServerOptions): Promise<string> {
  const listenOptions = { host: config.host, port: config.port, backlog: maxWaitingConnections, reusePort }
  await app.listen(listenOptions)
  const { port } = app.server.address() as AddressInfo
  return `http://${config.host}:${port}`
}

/** In one of several processes the primary process serves the metrics. */
async function startOwnMetricsServer(
  { config, shareMetrics }: ServerOptions,
  render: MetricsRenderer,
): Promise<MetricsServer | null> {
  const { host, port } = config.metrics
  return port === null || shareMetrics !== undefined ? null : startMetricsServer({ host, port, render })
}

/** An unavailable database does not prevent the start of a process that need not migrate it: it may become available again. */
async function checkDatabase(config: Config, services: Services): Promise<void> {
  await services.databaseClock.start()
  if (!config.allowUnknownSecrets) {
    await assertKnownSecrets(services).catch((error: unknown) => {
      if (describeConnectionFailure(error) === null) throw error
    })
  }
  if (!config.databasePreparedStatements) await warnIfNoStatementTimeout(services)
}

/** Without prepared statements (PgBouncer) the server cannot set the timeout on its connections itself. */
async function warnIfNoStatementTimeout({ db, log }: Services): Promise<void> {
  const hasTimeout = await hasStatementTimeout(db).catch(() => true)
  if (!hasTimeout) {
    log.warn(
      'no statement timeout configured: set connect_query in PgBouncer or statement_timeout for the role',
    )
  }
}

type HttpStack = {
  readonly http: HttpServer
  /** Number of open WebSocket connections. */
  readonly webSocketConnections: () => number
  close: (delayMs: number) => Promise<void>
}

/** Creates the HTTP server: with all routes, or for a job worker with health and metrics only. */
async function startHttp(config: Config, options: HealthServerOptions): Promise<HttpStack> {
  if (config.role === 'worker') {
    const http = createHealthServer(options)
    const close = async (delayMs: number) => {
      await http.stopListening(delayMs)
      await http.drain()
    }
    return { http, webSocketConnections: () => 0, close }
  }
  const { services } = options
  const schema = createSchema()
  const { introspection } = config
  const graphql = await createGraphqlServer({ schema, services, introspection })
  const operators = toOperatorRouteOptions(config, services)
  const http = createHttpServer({ ...options, graphql, schema, introspection, operators })
  const subscriptions = createSubscriptionServer({
    http: http.app.server,
    path: '/graphql',
    schema,
    services,
    introspection,
    limits: config.webSockets,
  })
  const operationCheck = startOperationCheck(services, operationCheckerOf(schema))
  return {
    http,
    webSocketConnections: subscriptions.connectionCount,
    close: async (delayMs) => {
      // Stop listening first, so that clients that reconnect do not reach this process again.
      await http.stopListening(delayMs)
      const drained = http.drain()
      await Promise.all([subscriptions.close(), operationCheck.stop()])
      await drained
      await graphql.stop()
    },
  }
}

/** In production operators sign in only at a configured address: one read from a request could be anybody's. */
function toOperatorRouteOptions({ operators, production }: Config, services: Services) {
  const { consoleUrl, secureCookies, oidc } = operators
  if (production && consoleUrl === null) return null
  const { issuer } = oidc
  return {
    database: createOperatorAuthDatabase(services.db),
    consoleUrl,
    secureCookies,
    oidc: issuer === null ? null : { ...oidc, issuer },
  }
}

function workerOptions(services: Services, { config, databaseUrl }: ServerOptions): JobWorkerOptions {
  return {
    services,
    databaseUrl: config.databaseDirectUrl ?? databaseUrl,
    concurrency: config.jobConcurrency,
    recoveryIntervalMs: config.jobRecoveryIntervalMs,
  }
}
