import { userInfo } from 'node:os'
import { readConfig, type Config } from '../config/config.ts'
import { requireSecrets } from '../config/require-secrets.ts'
import { findRunningPostgres, startEmbeddedPostgres } from '../db/embedded/embedded-postgres.ts'
import { migrate } from '../db/migrate.ts'
import { selectSchemaState } from '../db/queries/select-schema-state.ts'
import { createDeps } from '../deps.ts'
import { loadOrCreateSecret } from '../development/data-dir.ts'
import { assertAllowed } from '../domain/access/assert-allowed.ts'
import type { AuthenticatedContext, Context, InstallationContext, Services } from '../domain/context.ts'
import { createCommandLineCaller } from '../domain/operator/command-line-caller.ts'
import { assertKnownSecrets } from '../domain/secrets/assert-known-secrets.ts'
import { authenticateToken } from '../graphql/authenticate-operator.ts'
import { readAccessRules } from '../graphql/schema/read-access-rules.ts'
import { decodeId } from '../platform/ids.ts'
import { RequestError } from '../platform/request-error.ts'
import { createLog, type Log } from '../platform/log.ts'
import type { AppChangeOption, AppOption, ChangeOption, JsonOption } from './options.ts'
import { CommandError, toCommandError } from './output.ts'

/** The caller of a command that no operator runs. */
export const commandLineCaller = createCommandLineCaller(readAccountName())

export type EnvironmentVariables = Readonly<Record<string, string | undefined>>

/** The standard output contains only the result of the command, so the log is written to the standard error. */
export const stderrFd = 2

type Database = { readonly url: string; readonly isEmbedded: boolean; readonly close: () => Promise<void> }

/** Runs `work` with the same services as in the server, unless the database belongs to another version or secret. */
export async function withServices<Result>(
  environment: EnvironmentVariables,
  work: (services: Services, config: Config) => Promise<Result>,
  { checkDatabase = true }: { readonly checkDatabase?: boolean } = {},
): Promise<Result> {
  const config = readConfig(environment)
  const log = createLog(config.logLevel, stderrFd)
  return withDatabase(config, log, async (database) => {
    if (database.isEmbedded) await migrate(database.url, config)
    const deps = await createDeps({
      config,
      log,
      databaseUrl: database.url,
      secrets: await loadSecrets(config),
    })
    try {
      if (checkDatabase) await assertUsableDatabase(config, deps.services)
      await deps.services.databaseClock.start()
      return await work(deps.services, config)
    } finally {
      await deps.close()
    }
  })
}

/** A command must not read or write what this version or this secret does not fit. */
async function assertUsableDatabase(config: Config, services: Services): Promise<void> {
  const schema = await selectSchemaState(services.db)
  if (schema === 'outdated') {
    throw new CommandError(
      'The database schema is not up to date. Run "coinslot migrate" or start the server once.',
    )
  }
  if (schema === 'foreign' || (schema === 'newer' && !config.allowNewerSchema)) {
    throw new CommandError('The database schema belongs to another version of Coinslot. Use that version.')
  }
  if (!config.allowUnknownSecrets) await assertKnownSecrets(services)
}

/** A field whose commands need no reason, because they write no audit entry. */
type ReadingField = `Query.${string}` | 'Mutation.checkStoreConnection'

/**
 * Runs `work` on an app, by the rule of a field of the API: as the operator of `COINSLOT_TOKEN`, or as the command line of the
 * machine. A command that changes something has the option `--reason`.
 */
export function withApp<Result>(
  environment: EnvironmentVariables,
  options: AppOption,
  field: ReadingField,
  work: (ctx: Context) => Promise<Result>,
): Promise<Result>
export function withApp<Result>(
  environment: EnvironmentVariables,
  options: AppChangeOption,
  field: `Mutation.${string}`,
  work: (ctx: Context) => Promise<Result>,
): Promise<Result>
export function withApp<Result>(
  environment: EnvironmentVariables,
  { app, reason }: AppOption & { readonly reason?: string | undefined },
  field: string,
  work: (ctx: Context) => Promise<Result>,
): Promise<Result> {
  return withServices(environment, async (services, { operatorToken }) => {
    const ctx = await identify(services, operatorToken, app)
    if (ctx.app === null) throw new Error('a command on an app has an app')
    checkRule(ctx, field)
    return work({ ...ctx, reason: reason ?? null })
  })
}

/** The same for a command that works on no app. */
export function withInstallation<Result>(
  environment: EnvironmentVariables,
  options: JsonOption,
  field: ReadingField,
  work: (ctx: InstallationContext) => Promise<Result>,
): Promise<Result>
export function withInstallation<Result>(
  environment: EnvironmentVariables,
  options: ChangeOption,
  field: `Mutation.${string}`,
  work: (ctx: InstallationContext) => Promise<Result>,
): Promise<Result>
export function withInstallation<Result>(
  environment: EnvironmentVariables,
  { reason }: JsonOption & { readonly reason?: string | undefined },
  field: string,
  work: (ctx: InstallationContext) => Promise<Result>,
): Promise<Result> {
  return withServices(environment, async (services, { operatorToken }) => {
    const { caller } = await identify(services, operatorToken, null)
    if (caller.kind !== 'OPERATOR') throw new Error('a command is run by an operator')
    const ctx = { ...services, app: null, caller, reason: reason ?? null }
    checkRule(ctx, field)
    return work(ctx)
  })
}

async function identify(
  services: Services,
  token: string | null,
  appKey: string | null,
): Promise<AuthenticatedContext> {
  if (token !== null) {
    return asCommandErrors(() => authenticateToken(services, token, { appKey, address: null }))
  }
  if (appKey === null) return { ...services, app: null, caller: commandLineCaller }
  const appId = decodeId('ak', appKey)
  const app = appId === null ? null : await services.apps.find(appId)
  if (app === null)
    throw toCommandError({ code: 'INVALID_INPUT', message: 'AppKey not found.', field: ['app'] })
  return { ...services, app, caller: commandLineCaller }
}

function checkRule(ctx: AuthenticatedContext, field: string): void {
  const rule = readAccessRules().rootFields.get(field)
  if (rule === undefined) throw new Error(`there is no field ${field}`)
  try {
    assertAllowed(ctx, rule)
  } catch (error) {
    throw toCommandErrorOf(error)
  }
}

async function asCommandErrors<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    throw toCommandErrorOf(error)
  }
}

function toCommandErrorOf(error: unknown): unknown {
  return error instanceof RequestError ? new CommandError(`${error.code}: ${error.message}`) : error
}

/** Applies the pending migrations; does not require the secret. */
export async function migrateDatabase(environment: EnvironmentVariables): Promise<void> {
  const config = readConfig(environment)
  await withDatabase(config, createLog(config.logLevel, stderrFd), ({ url }) =>
    migrate(config.databaseDirectUrl ?? url, config),
  )
}

/** Runs `work` on the configured database, or on that of the development server. */
export async function withDatabase<Result>(
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

/** A container may run as a user that has no account. */
function readAccountName(): string {
  try {
    return userInfo().username
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`
  }
}

async function loadSecrets(config: Config): Promise<readonly string[]> {
  if (config.secrets !== null || config.databaseUrl !== null) return requireSecrets(config)
  return [await loadOrCreateSecret(config.dataDir)]
}
