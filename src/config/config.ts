import { isAbsolute, resolve } from 'node:path'
import { z } from 'zod'
import { isCidr, isHostName } from '../platform/ssrf-safe-post.ts'

/** A whole number from the environment. */
const integer = (fallback: number, min: number, max: number) =>
  z.coerce.number().int().min(min).max(max).default(fallback)
const dayMs = 24 * 60 * 60_000
const flag = (fallback: boolean) =>
  z
    .enum(['true', 'false'])
    .default(fallback ? 'true' : 'false')
    .transform((text) => text === 'true')
const list = (isValid: (entry: string) => boolean) =>
  z
    .string()
    .default('')
    .transform((text) => text.split(',').flatMap((entry) => entry.trim().toLowerCase() || []))
    .refine((entries) => entries.every(isValid), 'has an entry that is none')
const optionalUrl = (protocols: RegExp) => z.url({ protocol: protocols }).optional()

/** Every setting, each with what it means; `docs/configuration.md` says the same for operators. */
const environmentSchema = z.object({
  NODE_ENV: z.enum(['production', 'development', 'test']).default('development'),
  /** Where to listen. */
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: integer(4000, 0, 65_535),
  /** Processes that share the port; one is no cluster. */
  CLUSTER_PROCESSES: integer(1, 1, 64),
  /** What this start is for: requests, jobs, or both. */
  COINSLOT_ROLE: z.enum(['all', 'api', 'worker']).default('all'),
  /** PostgreSQL; without it an embedded one runs in the data directory. */
  DATABASE_URL: optionalUrl(/^postgres(ql)?$/),
  /** The same database without PgBouncer between, for migrations and jobs: they need a session. */
  DATABASE_DIRECT_URL: optionalUrl(/^postgres(ql)?$/),
  DATABASE_POOL_SIZE: integer(10, 1, 100),
  /** PgBouncer in transaction mode needs `false`. */
  DATABASE_PREPARED_STATEMENTS: flag(true),
  DATABASE_STATEMENT_TIMEOUT_MS: integer(15_000, 100, 600_000),
  /** Redis (also `redis-sentinel://`, `redis-cluster://`); without it one process coordinates by itself. */
  REDIS_URL: z
    .string()
    .regex(
      /^rediss?(-sentinel|-cluster)?:\/\//,
      'must begin with redis://, redis-sentinel:// or redis-cluster://',
    )
    .optional(),
  /** The master secret, at least 32 characters; several, separated by commas, while it is being rotated. */
  COINSLOT_SECRET: z.string().optional(),
  COINSLOT_DATA_DIR: z.string().min(1).default('.coinslot'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).optional(),
  /** Introspection and the landing page. */
  GRAPHQL_INTROSPECTION: flag(true).optional(),
  /** How long a reservation stays open. */
  PURCHASE_TTL_MS: integer(24 * 60 * 60_000, 1_000, 365 * 24 * 60 * 60_000),
  CONSUME_LOCK_TTL_MS: integer(5_000, 100, 60_000),
  CONSUME_LOCK_WAIT_MS: integer(2_000, 0, 30_000),
  INVALID_RECEIPT_RATE_LIMIT: integer(100, 1, 1_000_000),
  /** How far each comparison with a store's lists reaches back behind the last one. */
  RECONCILIATION_LOOKBACK_MS: integer(dayMs, dayMs, 30 * dayMs),
  /** Calls to a store in one run of one comparison. */
  RECONCILIATION_MAX_API_CALLS: integer(500, 10, 100_000),
  /** After how long a sale that is still open is read again. */
  RECONCILIATION_REFRESH_INTERVAL_MS: integer(60 * 60_000, 60_000, dayMs),
  /** How long is kept what tells nothing of a payment. */
  NOTIFICATION_RETENTION_DAYS: integer(90, 7, 3_650),
  IDEMPOTENCY_KEY_RETENTION_DAYS: integer(35, 30, 3_650),
  PURCHASE_RETENTION_DAYS: integer(180, 30, 3_650),
  RECONCILIATION_RETENTION_DAYS: integer(400, 30, 3_650),
  /** How long the feed reaches back, in whole months; without it, to its beginning. */
  EVENT_RETENTION_DAYS: z.coerce.number().int().min(30).max(36_500).optional(),
  /** Webhooks to `http://…` addresses too; by default only outside production. */
  WEBHOOK_ALLOW_HTTP: flag(true).optional(),
  /** Names and address ranges in private networks that webhooks may be sent to. */
  WEBHOOK_ALLOWED_HOSTS: list(isHostName),
  WEBHOOK_ALLOWED_CIDRS: list(isCidr),
  WEBHOOK_TIMEOUT_MS: integer(10_000, 100, 60_000),
  /** Events of different purchases that are sent to one endpoint at once. */
  WEBHOOK_MAX_CONCURRENCY: integer(8, 1, 100),
  /** The wait after the first failure, and the longest one. */
  WEBHOOK_RETRY_INITIAL_DELAY_MS: integer(5_000, 10, 600_000),
  WEBHOOK_RETRY_MAX_DELAY_MS: integer(dayMs / 2, 1_000, 7 * dayMs),
  /** How long one event may be refused before its endpoint is paused. */
  WEBHOOK_DISABLE_AFTER_MS: integer(5 * dayMs, 60_000, 60 * dayMs),
  WEBHOOK_DELIVERY_RETENTION_DAYS: integer(30, 1, 3_650),
  /** Jobs that this process does at once; with 0 it leaves them to others. */
  JOB_CONCURRENCY: integer(8, 0, 100),
  /** How often to look for work whose time has come. */
  JOB_RECOVERY_INTERVAL_MS: integer(5_000, 50, 600_000),
  EVENT_POLL_INTERVAL_MS: integer(1_000, 10, 60_000),
  /** Open WebSockets of one server key, or of the clients of one AppKey, and of one address; each process counts its own. */
  WS_MAX_CONNECTIONS_PER_KEY: integer(20_000, 1, 1_000_000),
  WS_MAX_CONNECTIONS_PER_IP: integer(20_000, 1, 1_000_000),
  /** How often a WebSocket is asked whether it lives, and its credentials are looked at again. */
  WS_PING_INTERVAL_MS: integer(15_000, 50, 600_000),
  /** How long a WebSocket may carry no operation. */
  WS_IDLE_TIMEOUT_MS: integer(5 * 60_000, 50, dayMs),
  STORE_TIMEOUT_MS: integer(5_000, 100, 60_000),
  /** Asks Apple's OCSP responders about each new certificate chain. */
  APP_STORE_ONLINE_CHECKS: flag(false),
  /** Where the store emulator of a development start listens; by default 4100, or any free port if that is taken. */
  EMULATOR_PORT: z.coerce.number().int().min(0).max(65_535).optional(),
})

export type Config = ReturnType<typeof readConfig>

/** Settings that are missing or wrong; the message names each. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

/**
 * Reads the settings from the environment, once, at the start.
 * @throws ConfigError
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>> = process.env) {
  const definedVariables = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''))
  const parsed = environmentSchema.safeParse(definedVariables)
  if (!parsed.success) {
    throw new ConfigError(
      parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('\n'),
    )
  }
  const { data } = parsed
  const production = data.NODE_ENV === 'production'
  if (production) assertProductionConfig(data)
  assertProcessConfig(data)
  return Object.freeze({
    production,
    host: data.HOST,
    port: data.PORT,
    clusterProcesses: data.CLUSTER_PROCESSES,
    role: data.COINSLOT_ROLE,
    databaseUrl: data.DATABASE_URL ?? null,
    /** Null: `databaseUrl` will do. */
    databaseDirectUrl: data.DATABASE_DIRECT_URL ?? null,
    databasePoolSize: data.DATABASE_POOL_SIZE,
    databasePreparedStatements: data.DATABASE_PREPARED_STATEMENTS,
    databaseStatementTimeoutMs: data.DATABASE_STATEMENT_TIMEOUT_MS,
    redisUrl: data.REDIS_URL ?? null,
    secrets: data.COINSLOT_SECRET === undefined ? null : readSecrets(data.COINSLOT_SECRET),
    dataDir: isAbsolute(data.COINSLOT_DATA_DIR) ? data.COINSLOT_DATA_DIR : resolve(data.COINSLOT_DATA_DIR),
    logLevel: data.LOG_LEVEL ?? (production ? 'info' : 'warn'),
    introspection: data.GRAPHQL_INTROSPECTION ?? !production,
    limits: readLimits(data),
    jobConcurrency: data.COINSLOT_ROLE === 'api' ? 0 : data.JOB_CONCURRENCY,
    jobRecoveryIntervalMs: data.JOB_RECOVERY_INTERVAL_MS,
    eventPollIntervalMs: data.EVENT_POLL_INTERVAL_MS,
    webSockets: {
      maxConnectionsPerKey: data.WS_MAX_CONNECTIONS_PER_KEY,
      maxConnectionsPerIp: data.WS_MAX_CONNECTIONS_PER_IP,
      pingIntervalMs: data.WS_PING_INTERVAL_MS,
      idleTimeoutMs: data.WS_IDLE_TIMEOUT_MS,
    },
    storeTimeoutMs: data.STORE_TIMEOUT_MS,
    appStoreOnlineChecks: data.APP_STORE_ONLINE_CHECKS,
    emulatorPort: data.EMULATOR_PORT ?? null,
  })
}

/** Whether it is `npm start` that runs this process. */
export function isRunByNpm(environment: Readonly<Record<string, string | undefined>> = process.env): boolean {
  return environment['npm_lifecycle_event'] === 'start' && environment['npm_package_name'] === 'coinslot'
}

function readLimits(data: z.infer<typeof environmentSchema>) {
  return {
    purchaseTtlMs: data.PURCHASE_TTL_MS,
    consumeLockTtlMs: data.CONSUME_LOCK_TTL_MS,
    consumeLockWaitMs: data.CONSUME_LOCK_WAIT_MS,
    invalidReceiptRateLimit: data.INVALID_RECEIPT_RATE_LIMIT,
    reconciliation: {
      lookbackMs: data.RECONCILIATION_LOOKBACK_MS,
      maxApiCalls: data.RECONCILIATION_MAX_API_CALLS,
      refreshIntervalMs: data.RECONCILIATION_REFRESH_INTERVAL_MS,
    },
    retention: {
      notificationsMs: data.NOTIFICATION_RETENTION_DAYS * dayMs,
      idempotencyKeysMs: data.IDEMPOTENCY_KEY_RETENTION_DAYS * dayMs,
      purchasesMs: data.PURCHASE_RETENTION_DAYS * dayMs,
      reconciliationsMs: data.RECONCILIATION_RETENTION_DAYS * dayMs,
      eventsMs: data.EVENT_RETENTION_DAYS === undefined ? null : data.EVENT_RETENTION_DAYS * dayMs,
    },
    webhooks: {
      allowHttp: data.WEBHOOK_ALLOW_HTTP ?? data.NODE_ENV !== 'production',
      allowedTargets: { hosts: data.WEBHOOK_ALLOWED_HOSTS, cidrs: data.WEBHOOK_ALLOWED_CIDRS },
      timeoutMs: data.WEBHOOK_TIMEOUT_MS,
      maxConcurrency: data.WEBHOOK_MAX_CONCURRENCY,
      retryInitialDelayMs: data.WEBHOOK_RETRY_INITIAL_DELAY_MS,
      retryMaxDelayMs: data.WEBHOOK_RETRY_MAX_DELAY_MS,
      disableAfterMs: data.WEBHOOK_DISABLE_AFTER_MS,
      deliveryRetentionMs: data.WEBHOOK_DELIVERY_RETENTION_DAYS * dayMs,
    },
  }
}

function assertProductionConfig(data: z.infer<typeof environmentSchema>): void {
  const missing = (['DATABASE_URL', 'COINSLOT_SECRET'] as const).filter((name) => data[name] === undefined)
  if (missing.length > 0) throw new ConfigError(`NODE_ENV=production needs ${missing.join(' and ')}`)
  const { COINSLOT_ROLE: role, REDIS_URL } = data
  if (role !== 'all' && REDIS_URL === undefined) {
    throw new ConfigError(
      `COINSLOT_ROLE=${role} with NODE_ENV=production needs REDIS_URL: it is one of several processes`,
    )
  }
}

/** A development start is one process, and several processes have to hear of each other. */
function assertProcessConfig(data: z.infer<typeof environmentSchema>): void {
  const { CLUSTER_PROCESSES, COINSLOT_ROLE } = data
  if (COINSLOT_ROLE === 'worker' && data.JOB_CONCURRENCY === 0) {
    throw new ConfigError('COINSLOT_ROLE=worker with JOB_CONCURRENCY=0 has nothing to do')
  }
  if (COINSLOT_ROLE !== 'all' && data.DATABASE_URL === undefined) {
    throw new ConfigError(
      `COINSLOT_ROLE=${COINSLOT_ROLE} needs DATABASE_URL: a development start does everything`,
    )
  }
  if (data.DATABASE_DIRECT_URL !== undefined && data.DATABASE_URL === undefined) {
    throw new ConfigError('DATABASE_DIRECT_URL needs DATABASE_URL beside it')
  }
  if (!data.DATABASE_PREPARED_STATEMENTS && data.DATABASE_DIRECT_URL === undefined) {
    throw new ConfigError(
      'DATABASE_PREPARED_STATEMENTS=false needs DATABASE_DIRECT_URL: migrations and jobs need a session',
    )
  }
  if (CLUSTER_PROCESSES === 1) return
  const needed = ['DATABASE_URL', 'COINSLOT_SECRET', 'REDIS_URL'] as const
  const missing = needed.filter((name) => data[name] === undefined)
  if (missing.length === 0) return
  throw new ConfigError(
    `CLUSTER_PROCESSES=${CLUSTER_PROCESSES} needs ${missing.join(' and ')}: a development start is one process`,
  )
}

const minSecretLength = 32

function readSecrets(text: string): string[] {
  const secrets = text.split(',').map((secret) => secret.trim())
  if (secrets.every((secret) => secret.length >= minSecretLength)) return secrets
  throw new ConfigError(`COINSLOT_SECRET: each secret needs at least ${minSecretLength} characters`)
}
