import type { Command } from 'commander'
import { createApp } from '../domain/app/create-app.ts'
import { listApps } from '../domain/app/list-apps.ts'
import { updateAppSettings } from '../domain/app/update-app-settings.ts'
import type { AppRow } from '../domain/models.ts'
import { encodeId } from '../platform/ids.ts'
import { addAppCommand, addCommand, type JsonOption, type AppOption } from './options.ts'
import { addSettingsOptions, type AppSettingsOptions } from './app-settings-options.ts'
import { printFields, printRows, toCommandError, type Fields } from './output.ts'
import { commandLineCaller, withApp, withServices, type EnvironmentVariables } from './with-services.ts'

export function addAppCommands(program: Command, environment: EnvironmentVariables): void {
  const app = program.command('app').description('manage apps')
  addSettingsOptions(
    addCommand(app, 'create', 'create an app; its secrets are shown only once').requiredOption(
      '--name <name>',
      'display name',
    ),
  ).action((options: JsonOption & AppSettingsOptions & { name: string }) =>
    runCreateApp(environment, options),
  )
  addCommand(app, 'list', 'list all apps').action((options: JsonOption) =>
    withServices(environment, async (services) => {
      const names = [
        'key',
        'name',
        'consumeModel',
        'requireUserToken',
        'sandboxPolicy',
        'sandboxTesterUserIds',
      ]
      printRows(names, (await listApps(services)).map(toAppFields), options.json)
    }),
  )
  addSettingsOptions(
    addAppCommand(app, 'update', 'change the given settings of an app').option(
      '--name <name>',
      'display name',
    ),
  ).action((options: AppOption & AppSettingsOptions) => updateApp(environment, options))
}

async function runCreateApp(
  environment: EnvironmentVariables,
  options: JsonOption & AppSettingsOptions & { name: string },
): Promise<void> {
  await withServices(environment, async (services) => {
    const {
      acknowledgeOn,
      unconsumedPolicy,
      refundReviewPolicy,
      sendConsumptionInfo,
      accountTokenPolicy,
      familySharingPolicy,
      operationsPolicy,
    } = options
    const allowedOrigins = readOrigins(options)
    const created = await createApp(
      { ...services, caller: commandLineCaller },
      {
        name: options.name,
        consumeModel: options.consumeModel ?? 'SERVER_TO_SERVER',
        requireUserToken: options.userToken ?? null,
        sandboxPolicy: options.sandboxPolicy ?? 'TESTERS_ONLY',
        sandboxTesterUserIds: options.tester ?? [],
        ...omitUndefined({
          acknowledgeOn,
          unconsumedPolicy,
          refundReviewPolicy,
          sendConsumptionInfo,
          accountTokenPolicy,
          familySharingPolicy,
          operationsPolicy,
          allowedOrigins,
        }),
      },
    )
    if (created.problem !== null) throw toCommandError(created.problem)
    const { app, serverKey, userTokenSecret } = created
    printFields({ ...toAppFields(app.row), serverKey, userTokenSecret }, options.json)
  })
}

async function updateApp(
  environment: EnvironmentVariables,
  options: AppOption & AppSettingsOptions,
): Promise<void> {
  await withApp(environment, options.app, async (ctx) => {
    const {
      name,
      consumeModel,
      userToken: requireUserToken,
      sandboxPolicy,
      tester: sandboxTesterUserIds,
    } = options
    const {
      acknowledgeOn,
      unconsumedPolicy,
      refundReviewPolicy,
      sendConsumptionInfo,
      accountTokenPolicy,
      familySharingPolicy,
      operationsPolicy,
    } = options
    const allowedOrigins = readOrigins(options)
    const settings = { name, consumeModel, requireUserToken, sandboxPolicy, sandboxTesterUserIds }
    const optional = {
      acknowledgeOn,
      unconsumedPolicy,
      refundReviewPolicy,
      sendConsumptionInfo,
      accountTokenPolicy,
      familySharingPolicy,
      operationsPolicy,
      allowedOrigins,
    }
    const updated = await updateAppSettings(ctx, omitUndefined({ ...settings, ...optional }))
    if (updated.problem !== null) throw toCommandError(updated.problem)
    printFields(toAppFields(updated.app.row), options.json)
  })
}

/** An empty text stands for no origin, because an option cannot be given without a value. */
function readOrigins({ allowedOrigin }: AppSettingsOptions): string[] | undefined {
  return allowedOrigin?.filter((origin) => origin !== '')
}

function omitUndefined<Options extends object>(options: Options): Defined<Options> {
  return Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== undefined),
  ) as Defined<Options>
}

type Defined<Options> = { [Name in keyof Options]?: Exclude<Options[Name], undefined> }

function toAppFields(row: AppRow): Fields {
  const { name, consumeModel, requireUserToken, sandboxPolicy, sandboxTesterUserIds } = row
  const {
    acknowledgeOn,
    unconsumedPolicy,
    refundReviewPolicy,
    sendConsumptionInfo,
    accountTokenPolicy,
    familySharingPolicy,
    operationsPolicy,
    allowedOrigins,
  } = row
  const optional = {
    acknowledgeOn,
    unconsumedPolicy,
    refundReviewPolicy,
    sendConsumptionInfo,
    accountTokenPolicy,
    familySharingPolicy,
    operationsPolicy,
    allowedOrigins,
  }
  const settings = { name, consumeModel, requireUserToken, sandboxPolicy, sandboxTesterUserIds }
  return { key: encodeId('ak', row.appId), ...settings, ...optional }
}
