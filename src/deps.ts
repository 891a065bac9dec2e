import type { Config } from './config/config.ts'
import type { Coordination } from './coordination/contract.ts'
import { createInProcessCoordination } from './coordination/in-process-coordination.ts'
import { traceCoordination } from './coordination/traced-coordination.ts'
import { connectRedisCoordination } from './coordination/redis-coordination.ts'
import { openDb, type DatabaseUsage, type OpenDb } from './db/client.ts'
import type { Services } from './domain/context.ts'
import { createEventFeed } from './events/event-feed.ts'
import { createClientAddressReader } from './platform/client-address.ts'
import { createKeyring } from './platform/crypto.ts'
import { newUuid } from './platform/ids.ts'
import type { Log } from './platform/log.ts'
import { createPacer } from './platform/pacer.ts'
import { createAppDirectory } from './services/app-directory.ts'
import { createConsumeBatcher } from './services/consume-batcher.ts'
import { createDatabaseClock } from './services/database-clock.ts'
import { createInboxWriter } from './services/inbox-writer.ts'
import { createLoaderDirectory } from './services/loaders.ts'
import { createMailer } from './services/mailer.ts'
import { createOperationDirectory } from './services/operation-directory.ts'
import { createOperatorDirectory } from './services/operator-directory.ts'
import {
  createOperatorSessionDirectory,
  type OperatorSessionDirectory,
} from './services/operator-sessions.ts'
import { createServerKeyDirectory } from './services/server-key-directory.ts'
import { createStoreDirectory } from './services/store-directory.ts'
import { createStrictRateLimiter } from './services/strict-rate-limiter.ts'
import { createStoreRegistry } from './stores/registry.ts'

export type Deps = {
  readonly services: Services
  readonly databaseUsage: () => DatabaseUsage
  close: () => Promise<void>
}

export type DepsOptions = {
  readonly config: Config
  readonly log: Log
  readonly databaseUrl: string
  readonly secrets: readonly string[]
  readonly onLockBypassed?: () => void
  readonly count?: Services['count']
  readonly observe?: Services['observe']
  /** Clock to use instead of the machine's, for tests and for the virtual time of the store emulator. */
  readonly clock?: () => Date
}

/** Creates each dependency once; `close` closes them in the reverse order. */
export async function createDeps(options: DepsOptions): Promise<Deps> {
  const { config, log, count = () => undefined, observe = () => undefined } = options
  const keyring = createKeyring(options.secrets)
  const db = openDatabase(options)
  const databaseClock = createDatabaseClock({ db, log, limitMs: config.clockSkewLimitMs })
  const clock = options.clock ?? databaseClock.now
  const coordination = traceCoordination(await createCoordination(options))
  const apps = createAppDirectory({ db, coordination, keyring, clock, log })
  const serverKeys = createServerKeyDirectory({ db, apps, clock, log })
  const operatorSessions = createOperatorSessions(options, { db, coordination, keyring, clock, log })
  const stores = createStores(options, { db, coordination, keyring, log })
  const events = createEventFeed({ db, coordination, log, pollIntervalMs: config.eventPollIntervalMs })
  return {
    services: {
      db,
      coordination,
      apps,
      serverKeys,
      operatorSessions,
      ...createOperatorServices(options, { db, coordination, clock, log }),
      operations: createOperationDirectory(db),
      stores,
      consumeBatcher: createConsumeBatcher(db, clock),
      events,
      loaders: createLoaderDirectory(db),
      inboxWriter: createInboxWriter({ db, keyring, clock }),
      paceImport: createPacer(config.limits.importStoreReadsPerSecond),
      count,
      observe,
      keyring,
      log,
      processId: newUuid(),
      clock,
      databaseClock,
      readClientAddress: createClientAddressReader(config.trustedProxies),
      limits: config.limits,
    },
    databaseUsage: db.usage,
    close: async () => {
      await events.close()
      await stores.close()
      operatorSessions.close()
      await apps.close()
      databaseClock.close()
      await coordination.close()
      await db.close()
    },
  }
}

function createOperatorServices(
  { config }: DepsOptions,
  { db, coordination, clock, log }: Pick<Services, 'db' | 'coordination' | 'clock' | 'log'>,
): Pick<Services, 'operators' | 'consoleUrl' | 'strictRateLimit' | 'mailer'> {
  return {
    operators: createOperatorDirectory(db, clock, log),
    consoleUrl: config.operators.consoleUrl,
    strictRateLimit: createStrictRateLimiter(coordination, log),
    mailer: createMailer(config.operators.mail),
  }
}

function createOperatorSessions(
  { config }: DepsOptions,
  services: Pick<Services, 'db' | 'coordination' | 'keyring' | 'clock' | 'log'>,
): OperatorSessionDirectory {
  const { secureCookies, sessionLifetimeMs: lifetimeMs, sessionIdleMs: idleTimeoutMs } = config.operators
  return createOperatorSessionDirectory({ ...services, secureCookies, lifetimeMs, idleTimeoutMs })
}

function openDatabase({ config, databaseUrl: url }: DepsOptions): OpenDb {
  return openDb({
    url,
    poolSize: config.databasePoolSize,
    preparedStatements: config.databasePreparedStatements,
    statementTimeoutMs: config.databaseStatementTimeoutMs,
  })
}

function createStores(
  { config }: DepsOptions,
  services: Pick<Services, 'db' | 'coordination' | 'keyring' | 'log'>,
): ReturnType<typeof createStoreDirectory> {
  return createStoreDirectory({ ...services, definitions: createStoreDefinitions(config) })
}

function createStoreDefinitions(config: Config): ReturnType<typeof createStoreRegistry> {
  const { production, storeTimeoutMs: timeoutMs, appStoreOnlineChecks: onlineChecks } = config
  return createStoreRegistry({
    production,
    appStore: { onlineChecks, timeoutMs },
    googlePlay: { timeoutMs },
    oneStore: { timeoutMs },
    testStore: { timeoutMs },
  })
}

function createCoordination({
  config,
  log,
  onLockBypassed,
}: DepsOptions): Coordination | Promise<Coordination> {
  if (config.redisUrl === null) return createInProcessCoordination({ log })
  return connectRedisCoordination({
    url: config.redisUrl,
    log,
    onDegraded: (operation) => {
      if (operation === 'lock') onLockBypassed?.()
    },
  })
}
