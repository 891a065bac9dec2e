import type { Config } from '../config/config.ts'
import { requireSecrets } from '../config/require-secrets.ts'
import { migrate } from '../db/migrate.ts'
import { startMetricsServer } from '../http/metrics-server.ts'
import { isChild, isFirstChild, shareMetrics, sendListening } from '../processes/cluster-child.ts'
import { findPort, kernelSharesPorts } from '../processes/find-port.ts'
import { createMetricsAggregator } from '../processes/metrics-aggregator.ts'
import { startClusterProcesses } from '../processes/start-cluster-processes.ts'
import { startServer, type ServerOptions } from '../server.ts'
import { describeFirstOperator } from './describe-first-operator.ts'
import type { RunningServer, StartOptions } from './running-server.ts'

/** A child ends itself before the primary process kills it. */
const childKillTimeoutMs = 4_200

/** Starts this process, or all processes of a cluster, on the database of `DATABASE_URL`. */
export async function startWithDatabase(options: StartOptions, databaseUrl: string): Promise<RunningServer> {
  const { config, log, startup, signal } = options
  const serverOptions = { config, log, databaseUrl, secrets: requireSecrets(config), signal }
  if (isChild()) return startChild(serverOptions)
  if (config.clusterProcesses > 1) return startCluster(options, databaseUrl)
  return startSingleProcess({ ...serverOptions, onStep: startup.step })
}

async function startSingleProcess(options: ServerOptions): Promise<RunningServer> {
  const { config, log } = options
  if (config.role !== 'all' && config.redisUrl === null) {
    log.warn(
      { role: config.role },
      'REDIS_URL is not set: changes by other processes are noticed with a delay; production requires REDIS_URL',
    )
  }
  const server = await startServer(options)
  return {
    lines: [
      describeEndpoint(config, server.url),
      ...describeMetrics(config, server.metricsUrl),
      ...(await describeFirstOperator(server.services, config, server.url)),
    ],
    failed: new Promise(() => undefined),
    close: server.close,
  }
}

/** Starts one process of a cluster. The primary process has migrated the database, and prints the address. */
async function startChild(options: ServerOptions): Promise<RunningServer> {
  const server = await startServer({
    ...options,
    isMigrated: true,
    reusePort: kernelSharesPorts,
    shareMetrics,
  })
  sendListening(server.url)
  const { services, url } = server
  const lines = isFirstChild() ? await describeFirstOperator(services, options.config, url) : []
  return { lines, failed: new Promise(() => undefined), close: server.close }
}

async function startCluster(
  { config, log, startup: { step }, signal }: StartOptions,
  databaseUrl: string,
): Promise<RunningServer> {
  const count = config.clusterProcesses
  const port = await findPort(config.host, config.port)
  step('Migrating the database.')
  await migrate(config.databaseDirectUrl ?? databaseUrl, { ...config, signal, log })
  const metrics = createMetricsAggregator()
  const metricsServer =
    config.metrics.port === null
      ? null
      : await startMetricsServer({
          host: config.metrics.host,
          port: config.metrics.port,
          render: metrics.aggregate,
        })
  step(`Starting ${count} processes.`)
  const processes = await startClusterProcesses({
    count,
    port,
    log,
    metrics,
    shutdownTimeoutMs: childKillTimeoutMs,
    signal,
  })
  const { url, failed } = processes
  return {
    lines: [
      `${describeEndpoint(config, url)} with ${count} processes`,
      ...describeMetrics(config, metricsServer?.url ?? null),
    ],
    failed,
    close: async (delayMs = 0) => {
      await processes.close(delayMs)
      await metricsServer?.close()
    },
  }
}

function describeEndpoint({ role }: Config, url: string): string {
  return role === 'worker'
    ? `Coinslot job worker listening on ${url}/healthz`
    : `Coinslot listens on ${url}/graphql`
}

/** Only if they have a port of their own. */
function describeMetrics({ metrics }: Config, url: string | null): string[] {
  return metrics.port === null || url === null ? [] : [`The metrics are at ${url}`]
}
