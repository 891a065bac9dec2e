import { readConfig, ConfigError, type Config } from '../config/config.ts'
import { findRunningPostgres, startEmbeddedPostgres } from '../db/embedded/embedded-postgres.ts'
import { migrate } from '../db/migrate.ts'
import { isMigrated } from '../db/queries/is-migrated.ts'
import { createDeps } from '../deps.ts'
import { loadOrCreateSecret } from '../development/data-dir.ts'
import type { Context, Services } from '../domain/context.ts'
import { decodeId } from '../platform/ids.ts'
import { createLog, type Log } from '../platform/log.ts'
import { CommandError, toCommandError } from './output.ts'

/** The caller of every command, in the audit log. */
export const commandLineCaller = { kind: 'OPERATOR', name: 'command line' } as const

export type EnvironmentVariables = Readonly<Record<string, string | undefined>>

/** The standard output contains only the result of the command, so the log is written to the standard error. */
const stderrFd = 2

type Database = { readonly url: string; readonly isEmbedded: boolean; readonly close: () => Promise<void> }

/** Runs `work` with the same services as in the server. */
export async function withServices<Result>(
  environment: EnvironmentVariables,
  work: (services: Services) => Promise<Result>,
): Promise<Result> {
  const config = readConfig(environment)
  const log = createLog(config.logLevel, stderrFd)
  return withDatabase(config, log, async (database) => {
    if (database.isEmbedded) await migrate(database.url)
    const deps = await createDeps({
      config,
      log,
      databaseUrl: database.url,
      secrets: await loadSecrets(config),
    })
    try {
      if (await isMigrated(deps.services.db)) return await work(deps.services)
      throw new CommandError(
        'The database schema is not up to date. Run "coinslot migrate" or start the server once.',
      )
    } finally {
      await deps.close()
    }
  })
}

/** Runs `work` on an app, as an operator. */
export function withApp<Result>(
  environment: EnvironmentVariables,
  appKey: string,
  work: (ctx: Context) => Promise<Result>,
): Promise<Result> {
  return withServices(environment, async (services) => {
    const appId = decodeId('ak', appKey)
    const app = appId === null ? null : await services.apps.find(appId)
    if (app === null)
      throw toCommandError({ code: 'INVALID_INPUT', message: 'AppKey not found.', field: ['app'] })
    return work({ ...services, app, caller: commandLineCaller })
  })
}

/** Applies the pending migrations; does not require the secret. */
export async function migrateDatabase(environment: EnvironmentVariables): Promise<void> {
  const config = readConfig(environment)
  await withDatabase(config, createLog(config.logLevel, stderrFd), ({ url }) =>
    migrate(config.databaseDirectUrl ?? url),
  )
}

async function withDatabase<Result>(
  config: Config,
  log: Log,
  work: (database: Database) => Promise<Result>,
): Promise<Result> {
  const database = await openDatabase(config, log)
  try {
    return await work(database)
  } finally {
    await database.close()
  }
}

/** The configured database, or that of the development server, which is started temporarily if the server is not running. */
async function openDatabase({ databaseUrl, dataDir }: Config, log: Log): Promise<Database> {
  const url = databaseUrl ?? (await findRunningPostgres(dataDir))
  if (url !== null) return { url, isEmbedded: false, close: async () => undefined }
  const postgres = await startEmbeddedPostgres({ dataDir, log })
  return { url: postgres.url, isEmbedded: true, close: () => postgres.close() }
}

async function loadSecrets({ secrets, databaseUrl, dataDir }: Config): Promise<readonly string[]> {
  if (secrets !== null) return secrets
  if (databaseUrl === null) return [await loadOrCreateSecret(dataDir)]
  throw new ConfigError('DATABASE_URL requires COINSLOT_SECRET')
}
