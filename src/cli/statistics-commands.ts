import type { Command } from 'commander'
import { eachApp } from '../domain/app/each-app.ts'
import type { AppContext, Services } from '../domain/context.ts'
import { rebuildStatistics } from '../domain/statistics/rebuild-statistics.ts'
import { verifyStatistics } from '../domain/statistics/verify-statistics.ts'
import { decodeId, encodeId } from '../platform/ids.ts'
import { addAppChangeCommand, addCommand, type AppChangeOption, type JsonOption } from './options.ts'
import { CommandError, printFields, printRows, toCommandError, type Fields } from './output.ts'
import { commandLineCaller, withServices, type EnvironmentVariables } from './with-services.ts'

type VerifyOptions = JsonOption & { readonly app?: string }

/** A command is not stopped: it may be killed. */
const neverStopped = new AbortController().signal

export function addStatisticsCommands(program: Command, environment: EnvironmentVariables): void {
  const statistics = program
    .command('statistics')
    .description('verify and rebuild the statistics of payments')
  addCommand(
    statistics,
    'verify',
    'count all payments anew and compare the result with the statistics; exit code 1 if they differ',
  )
    .option('--app <AppKey>', 'only the statistics of this app')
    .action((options: VerifyOptions) => runVerify(environment, options))
  addAppChangeCommand(
    statistics,
    'rebuild',
    'delete the statistics of an app and count all of its payments anew; meanwhile they are incomplete',
  ).action((options: AppChangeOption) => runRebuild(environment, options))
}

async function runVerify(environment: EnvironmentVariables, { app, json }: VerifyOptions): Promise<void> {
  await withServices(environment, async (services) => {
    const rows: Fields[] = []
    for await (const appId of selectAppIds(services, app)) {
      const { isCurrent, differences } = await verifyStatistics(
        await contextOf(services, appId),
        neverStopped,
      )
      const common = { app: encodeId('ak', appId), isCurrent }
      rows.push(...differences.map((difference) => ({ ...common, result: 'DIFFERENT', ...difference })))
      if (differences.length === 0) rows.push({ ...common, result: 'EQUAL' })
    }
    printRows(
      ['app', 'result', 'isCurrent', 'kind', 'environment', 'day', 'group', 'stored', 'counted'],
      rows,
      json,
    )
    const different = rows.filter(({ result }) => result !== 'EQUAL').length
    if (different > 0) {
      throw new CommandError(
        'The statistics differ from the payments. "coinslot statistics rebuild" counts them anew.',
      )
    }
  })
}

async function runRebuild(
  environment: EnvironmentVariables,
  { app, json, reason }: AppChangeOption,
): Promise<void> {
  await withServices(environment, async (services) => {
    const ctx = await contextOf(services, decodeApp(app))
    await rebuildStatistics({ ...ctx, caller: commandLineCaller, reason: reason ?? null }, neverStopped)
    printFields({ rebuilt: true }, json)
  })
}

async function* selectAppIds(services: Services, app: string | undefined): AsyncGenerator<string> {
  if (app !== undefined) yield decodeApp(app)
  else for await (const { appId } of eachApp(services)) yield appId
}

async function contextOf(services: Services, appId: string): Promise<AppContext> {
  const app = await services.apps.find(appId)
  if (app === null) throw appNotFound()
  return { ...services, app }
}

function decodeApp(app: string): string {
  const appId = decodeId('ak', app)
  if (appId === null) throw appNotFound()
  return appId
}

const appNotFound = () =>
  toCommandError({ code: 'INVALID_INPUT', message: 'AppKey not found.', field: ['app'] })
