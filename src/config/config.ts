import { isAbsolute, resolve } from 'node:path'
import { z } from 'zod'
import { isProxyAddressOrCidr } from '../platform/client-address.ts'
import { assertConsistent } from './assert-consistent.ts'
import { ConfigError } from './config-error.ts'
import { modes, selectMode } from './mode.ts'
import { operatorVariables, readOperatorSettings } from './operator-variables.ts'
import { rateLimitVariables, readRateLimits } from './rate-limits.ts'
import { readSecrets } from './read-secrets.ts'
import { readVariableFiles } from './read-variable-files.ts'
import { readTelemetrySettings, telemetryVariables } from './telemetry-variables.ts'
import { readRetentionLimits, retentionVariables } from './retention-variables.ts'
import { flag, integer, list, optionalFlag, optionalInteger, optionalUrl } from './variable-schemas.ts'
import { readWebSocketLimits, webSocketVariables } from './web-socket-variables.ts'
import { readWebhookLimits, webhookVariables } from './webhook-variables.ts'

const hourMs = 60 * 60_000
const dayMs = 24 * hourMs
/** The port that Prometheus lists for exporters of OpenTelemetry. */
const defaultMetricsPort = 9464

/** All environment variables; `docs/configuration.md` describes them for operators. */
const environmentSchema = z.object({
  /** Mode; default `production` with `DATABASE_URL`, otherwise `development`. */
  NODE_ENV: z.enum(modes).optional(),
  /** Address to listen on, default 127.0.0.1. */
  HOST: z.string().min(1).default('127.0.0.1'),
  /** TCP port, default 4000; 0 selects a free port. */
  PORT: integer(4000, 0, 65_535),
  /** Address on which `METRICS_PORT` listens, default 127.0.0.1. */
  METRICS_HOST: z.string().min(1).default('127.0.0.1'),
  /** TCP port of `/metrics`, default 9464 in production; otherwise `/metrics` is on `PORT`. */
  METRICS_PORT: optionalInteger(0, 65_535),
  /** Addresses and ranges (CIDR) of the proxies whose `X-Forwarded-For` is believed, separated by commas; default: none. */
  TRUSTED_PROXIES: list(isProxyAddressOrCidr),
  /** Number of processes that share the port, default 1; 1 starts no cluster. */
  CLUSTER_PROCESSES: integer(1, 1, 64),
  /** Milliseconds that a stopping process stays open, but is not ready, so that proxies leave it out before it refuses them, default 0. */
  SHUTDOWN_DELAY_MS: integer(0, 0, 60_000),
  /** `api` serves requests, `worker` runs jobs, `all` (the default) does both. */
  COINSLOT_ROLE: z.enum(['all', 'api', 'worker']).default('all'),
  /** URL of the PostgreSQL database; by default an embedded one runs in the data directory. */
  DATABASE_URL: optionalUrl(/^postgres(ql)?$/),
  /** URL of the same database without PgBouncer, for migrations and jobs, which need a session; default: `DATABASE_URL`. */
  DATABASE_DIRECT_URL: optionalUrl(/^postgres(ql)?$/),
  /** Maximum number of database connections of a process, default 10. */
  DATABASE_POOL_SIZE: integer(10, 1, 100),
  /** Whether prepared statements are used, default `true`; PgBouncer in transaction mode requires `false`. */
  DATABASE_PREPARED_STATEMENTS: flag(true),
  /** Milliseconds after which PostgreSQL cancels a statement, default 15,000. */
  DATABASE_STATEMENT_TIMEOUT_MS: integer(15_000, 100, 600_000),
  /** URL of Redis, also `redis-sentinel://` or `redis-cluster://`; without it processes are not coordinated. */
  REDIS_URL: z
    .string()
    .regex(
      /^rediss?(-sentinel|-cluster)?:\/\//,
      'must begin with redis://, redis-sentinel:// or redis-cluster://',
    )
    .optional(),
  /** Master secret of at least 32 characters; during a rotation several, separated by commas, the newest first. */
  COINSLOT_SECRET: z.string().optional(),
  /** Whether a server starts although stored values were encrypted with a secret that it does not have, default `false`. */
  ALLOW_UNKNOWN_SECRETS: flag(false),
  /** Whether a server starts, and is ready, although a newer version has migrated the database, default `false`. */
  ALLOW_NEWER_SCHEMA: flag(false),
  /** Milliseconds by which this machine's clock may differ from the database's before it is not used any more, default 30,000. */
  CLOCK_SKEW_LIMIT_MS: integer(30_000, 1_000, hourMs),
  /** Directory of the development server's database, secret and emulator, default `.coinslot`. */
  COINSLOT_DATA_DIR: z.string().min(1).default('.coinslot'),
  /** Lowest level that is logged; default `info` in production, otherwise `warn`. */
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).optional(),
  /** Whether introspection and the landing page are enabled; default `true` outside production. */
  GRAPHQL_INTROSPECTION: optionalFlag,
  /** Milliseconds after which a purchase request expires, default one day. */
  PURCHASE_TTL_MS: integer(dayMs, 1_000, 365 * dayMs),
  /** Milliseconds after which the lock of a consume expires, default 5,000. */
  CONSUME_LOCK_TTL_MS: integer(5_000, 100, 60_000),
  /** Milliseconds that a consume waits for the lock before it returns BUSY, default 2,000. */
  CONSUME_LOCK_WAIT_MS: integer(2_000, 0, 30_000),
  /** Maximum number of invalid receipts per minute of a user, default 100; ten times as many of an IP address without user tokens. */
  INVALID_RECEIPT_RATE_LIMIT: integer(100, 1, 1_000_000),
  ...rateLimitVariables,
  /** Milliseconds in which requests should be answered under overload; those that would take longer are refused, default 100. */
  OVERLOAD_TARGET_MS: integer(100, 10, 10_000),
  /** Maximum number of store reads per second of `importPurchases` in this process, default 10. */
  IMPORT_STORE_READS_PER_SECOND: integer(10, 1, 1_000),
  /** Maximum number of subscriptions that the schedule reads from stores in a minute, default 2000. */
  SUBSCRIPTION_READS_PER_MINUTE: integer(2_000, 1, 100_000),
  /** Milliseconds before the previous reconciliation from which store records are compared again, default one day. */
  RECONCILIATION_LOOKBACK_MS: integer(dayMs, dayMs, 30 * dayMs),
  /** Maximum number of store API calls in one reconciliation run, default 500. */
  RECONCILIATION_MAX_API_CALLS: integer(500, 10, 100_000),
  /** Milliseconds after which an open payment is read from its store again, default one hour. */
  RECONCILIATION_REFRESH_INTERVAL_MS: integer(hourMs, 60_000, dayMs),
  ...retentionVariables,
  ...webhookVariables,
  /** Maximum number of concurrent jobs of a process, default 8; 0 runs no jobs in this process. */
  JOB_CONCURRENCY: integer(8, 0, 100),
  /** Milliseconds between two checks for due work that has no job, default 5,000. */
  JOB_RECOVERY_INTERVAL_MS: integer(5_000, 50, 600_000),
  /** Milliseconds between two checks for events whose wake-up was lost, default 1,000. */
  EVENT_POLL_INTERVAL_MS: integer(1_000, 10, 60_000),
  ...webSocketVariables,
  /** Milliseconds to wait for the response to a store API call, default 5,000. */
  STORE_TIMEOUT_MS: integer(5_000, 100, 60_000),
  /** Whether Apple's OCSP responders are queried for each new certificate chain, default `false`. */
  APP_STORE_ONLINE_CHECKS: flag(false),
  /** TCP port of the development server's store emulator; default 4100, or a free port when 4100 is in use. */
  EMULATOR_PORT: optionalInteger(0, 65_535),
  ...operatorVariables,
  /** Personal access token with which the command line acts as an operator; by default it acts as the machine. */
  COINSLOT_TOKEN: z.string().min(1).optional(),
  ...telemetryVariables,
})

/** The names of all variables. */
export const settingNames = Object.keys(environmentSchema.shape)

type EnvironmentVariables = z.infer<typeof environmentSchema>

export type Config = ReturnType<typeof readConfig>

/**
 * Reads and validates the environment variables.
 * @throws ConfigError
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>> = process.env) {
  const data = parseVariables(environment)
  const mode = selectMode(data)
  const production = mode.name === 'production'
  assertConsistent(data, mode)
  return Object.freeze({
    mode,
    production,
    host: data.HOST,
    port: data.PORT,
    metrics: {
      host: data.METRICS_HOST,
      /** Null: `/metrics` is on the port of the API. */
      port: data.METRICS_PORT ?? (production ? defaultMetricsPort : null),
    },
    trustedProxies: data.TRUSTED_PROXIES,
    clusterProcesses: data.CLUSTER_PROCESSES,
    role: data.COINSLOT_ROLE,
    databaseUrl: data.DATABASE_URL ?? null,
    /** Null: `databaseUrl` is used. */
    databaseDirectUrl: data.DATABASE_DIRECT_URL ?? null,
    databasePoolSize: data.DATABASE_POOL_SIZE,
    databasePreparedStatements: data.DATABASE_PREPARED_STATEMENTS,
    databaseStatementTimeoutMs: data.DATABASE_STATEMENT_TIMEOUT_MS,
    redisUrl: data.REDIS_URL ?? null,
    secrets: data.COINSLOT_SECRET === undefined ? null : readSecrets(data.COINSLOT_SECRET, { production }),
    allowUnknownSecrets: data.ALLOW_UNKNOWN_SECRETS,
    allowNewerSchema: data.ALLOW_NEWER_SCHEMA,
    clockSkewLimitMs: data.CLOCK_SKEW_LIMIT_MS,
    dataDir: isAbsolute(data.COINSLOT_DATA_DIR) ? data.COINSLOT_DATA_DIR : resolve(data.COINSLOT_DATA_DIR),
    logLevel: data.LOG_LEVEL ?? (production ? 'info' : 'warn'),
    introspection: data.GRAPHQL_INTROSPECTION ?? !production,
    limits: readLimits(data, production),
    overloadTargetMs: data.OVERLOAD_TARGET_MS,
    shutdownDelayMs: data.SHUTDOWN_DELAY_MS,
    jobConcurrency: data.COINSLOT_ROLE === 'api' ? 0 : data.JOB_CONCURRENCY,
    jobRecoveryIntervalMs: data.JOB_RECOVERY_INTERVAL_MS,
    eventPollIntervalMs: data.EVENT_POLL_INTERVAL_MS,
    webSockets: readWebSocketLimits(data),
    storeTimeoutMs: data.STORE_TIMEOUT_MS,
    appStoreOnlineChecks: data.APP_STORE_ONLINE_CHECKS,
    emulatorPort: data.EMULATOR_PORT ?? null,
    operators: readOperatorSettings(data, production),
    operatorToken: data.COINSLOT_TOKEN ?? null,
    telemetry: readTelemetrySettings(data),
  })
}

function parseVariables(environment: Readonly<Record<string, string | undefined>>): EnvironmentVariables {
  const definedVariables = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''))
  const parsed = environmentSchema.safeParse(readVariableFiles(definedVariables, settingNames))
  if (parsed.success) return parsed.data
  throw new ConfigError(
    parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('\n'),
  )
}

/** Whether this process was started by `npm start`. */
export function isRunByNpm(environment: Readonly<Record<string, string | undefined>> = process.env): boolean {
  return environment['npm_lifecycle_event'] === 'start' && environment['npm_package_name'] === 'coinslot'
}

function readLimits(data: EnvironmentVariables, production: boolean) {
  return {
    purchaseTtlMs: data.PURCHASE_TTL_MS,
    consumeLockTtlMs: data.CONSUME_LOCK_TTL_MS,
    consumeLockWaitMs: data.CONSUME_LOCK_WAIT_MS,
    invalidReceiptRateLimit: data.INVALID_RECEIPT_RATE_LIMIT,
    rateLimits: readRateLimits(data, production),
    importStoreReadsPerSecond: data.IMPORT_STORE_READS_PER_SECOND,
    subscriptionReadsPerMinute: data.SUBSCRIPTION_READS_PER_MINUTE,
    reconciliation: {
      lookbackMs: data.RECONCILIATION_LOOKBACK_MS,
      maxApiCalls: data.RECONCILIATION_MAX_API_CALLS,
      refreshIntervalMs: data.RECONCILIATION_REFRESH_INTERVAL_MS,
    },
    retention: readRetentionLimits(data),
    webhooks: readWebhookLimits(data, production),
  }
}
