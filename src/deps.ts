import type { Config } from './config/config.ts'
import type { Coordination } from './coordination/contract.ts'
import { createInProcessCoordination } from './coordination/in-process-coordination.ts'
import { traceCoordination } from './coordination/traced-coordination.ts'
import { openDb, type DatabaseUsage, type OpenDb } from './db/client.ts'
import type { Services } from './domain/context.ts'
import { createEventFeed } from './events/event-feed.ts'
import { createClientAddressReader } from './platform/client-address.ts'
import { createKeyring } from './platform/crypto.ts'
import { newUuid } from './platform/ids.ts'
import type { Log } from './platform/log.ts'
import { createAdmission } from './services/admission.ts'
import { createAppDirectory } from './services/app-directory.ts'
import { createConsumeBatcher } from './services/consume-batcher.ts'
import { createDatabaseClock } from './services/database-clock.ts'
import { createImportPacer } from './services/import-pacer.ts'
import { createExportLimits } from './services/export-limits.ts'
import { createInboxWriter } from './services/inbox-writer.ts'
import { createLoaderDirectory } from './services/loaders.ts'
import { createMailer } from './services/mailer.ts'
import { createOperationDirectory } from './services/operation-directory.ts'
import { createOperatorSessionDirectory } from './services/operator-sessions.ts'
import { createNotificationSenders } from './services/notification-senders.ts'
import { createOperatorDirectory } from './services/operator-directory.ts'
import { createPaymentRecorder } from './services/payment-recorder.ts'
import { createServerKeyDirectory } from './services/server-key-directory.ts'
import { createStoreDirectory } from './services/store-directory.ts'
import { createVerificationFailureRecorder } from './services/verification-failure-recorder.ts'
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

/** Fewer requests at a time would make the batches of consumes small and slow. */
const minRunningRequests = 64

/** Creates each dependency once; `close` closes them in the reverse order. */
export async function createDeps(options: DepsOptions): Promise<Deps> {
  const { config, log, count = () => undefined, observe = () => undefined } = options
  const keyring = createKeyring(options.secrets)
  const db = openDatabase(options)
  const databaseClock = createDatabaseClock({ db, log, limitMs: config.clockSkewLimitMs })
  const clock = options.clock ?? databaseClock.now
  const coordination = traceCoordination(await createCoordination(options))
  const load = createLoadLimits(config, count)
  const directories = createDirectories(config, { db, coordination, keyring, clock, log, ...load })
  const verificationFailures = createVerificationFailureRecorder({ db, clock, log })
  const events = createEventFeed({ db, coordination, log, pollIntervalMs: config.eventPollIntervalMs })
  return {
    services: {
      db,
      coordination,
      ...load,
      ...directories,
      consumeBatcher: createConsumeBatcher(db, clock),
      paymentRecorder: createPaymentRecorder(db),
      events,
      loaders: createLoaderDirectory(db),
      inboxWriter: createInboxWriter({ db, keyring, clock }),
      verificationFailures,
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
      await verificationFailures.close()
      await directories.stores.close()
      directories.operatorSessions.close()
      await directories.apps.close()
      databaseClock.close()
      await coordination.close()
      await db.close()
    },
  }
}

/** What bounds the work of this process. */
function createLoadLimits(config: Config, count: Services['count']) {
  const admission = createAdmission({
    targetMs: config.overloadTargetMs,
    minRunning: Math.max(minRunningRequests, 2 * config.databasePoolSize),
    onRefused: (reason) => count('requests_refused', { reason }),
  })
  return {
    admission,
    importPacer: createImportPacer(config.limits.importStoreReadsPerSecond, admission),
    exports: createExportLimits(),
    notificationSenders: createNotificationSenders(),
  }
}

function openDatabase({ config, databaseUrl: url }: DepsOptions): OpenDb {
  return openDb({
    url,
    poolSize: config.databasePoolSize,
    preparedStatements: config.databasePreparedStatements,
    statementTimeoutMs: config.databaseStatementTimeoutMs,
  })
}

type SharedDeps = Pick<Services, 'db' | 'coordination' | 'keyring' | 'clock' | 'log' | 'admission'>

/** What the process knows of AppKeys, keys, stores, operators and persisted operations. */
function createDirectories(config: Config, deps: SharedDeps) {
  const {
    secureCookies,
    sessionLifetimeMs: lifetimeMs,
    sessionIdleMs: idleTimeoutMs,
    mail,
  } = config.operators
  const apps = createAppDirectory(deps)
  return {
    apps,
    serverKeys: createServerKeyDirectory({ ...deps, apps }),
    operations: createOperationDirectory(deps.db),
    stores: createStoreDirectory({ ...deps, definitions: createStoreDefinitions(config, deps.clock) }),
    operatorSessions: createOperatorSessionDirectory({ ...deps, secureCookies, lifetimeMs, idleTimeoutMs }),
    operators: createOperatorDirectory(deps.db, deps.clock, deps.log),
    consoleUrl: config.operators.consoleUrl,
    mailer: createMailer(mail),
  }
}

function createStoreDefinitions(config: Config, now: () => Date): ReturnType<typeof createStoreRegistry> {
  const { production, storeTimeoutMs: timeoutMs, appStoreOnlineChecks: onlineChecks } = config
  return createStoreRegistry({
    production,
    appStore: { onlineChecks, timeoutMs },
    googlePlay: { timeoutMs },
    oneStore: { timeoutMs, now },
    testStore: { timeoutMs },
  })
}

async function createCoordination({ config, log, onLockBypassed }: DepsOptions): Promise<Coordination> {
  if (config.redisUrl === null) return createInProcessCoordination({ log })
  const { connectRedisCoordination } = await import('./coordination/redis-coordination.ts')
  return connectRedisCoordination({
    url: config.redisUrl,
    log,
    onDegraded: (operation) => {
      if (operation === 'lock') onLockBypassed?.()
    },
  })
}
