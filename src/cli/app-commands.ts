import type { Command } from 'commander'
import { createApp } from '../domain/app/create-app.ts'
import { listApps } from '../domain/app/list-apps.ts'
import { updateAppSettings } from '../domain/app/update-app-settings.ts'
import type { AppRow } from '../domain/models.ts'
import { encodeId } from '../platform/ids.ts'
import {
  addAppChangeCommand,
  addChangeCommand,
  addCommand,
  type AppChangeOption,
  type ChangeOption,
  type JsonOption,
} from './options.ts'
import { addSettingsOptions, policyNames, type AppSettingsOptions } from './app-settings-options.ts'
import { printFields, printRows, toCommandError, type Fields } from './output.ts'
import { withApp, withInstallation, type EnvironmentVariables } from './with-services.ts'

export function addAppCommands(program: Command, environment: EnvironmentVariables): void {
  const app = program.command('app').description('manage apps')
  addSettingsOptions(
    addChangeCommand(app, 'create', 'create an app; its secrets are shown only once').requiredOption(
      '--name <name>',
      'display name',
    ),
  ).action((options: ChangeOption & AppSettingsOptions & { name: string }) =>
    runCreateApp(environment, options),
  )
  addCommand(app, 'list', 'list all apps').action((options: JsonOption) =>
    // All AppKeys with their settings are for the owners of the installation, as the list of operators is.
    withInstallation(environment, options, 'Query.operators', async (services) => {
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
    addAppChangeCommand(app, 'update', 'change the given settings of an app').option(
      '--name <name>',
      'display name',
    ),
  ).action((options: AppChangeOption & AppSettingsOptions) => updateApp(environment, options))
}

async function runCreateApp(
  environment: EnvironmentVariables,
  options: ChangeOption & AppSettingsOptions & { name: string },
): Promise<void> {
  await withInstallation(environment, options, 'Mutation.createAppKey', async (ctx) => {
    const created = await createApp(ctx, {
      name: options.name,
      consumeModel: options.consumeModel ?? 'SERVER_TO_SERVER',
      requireUserToken: options.userToken ?? null,
      sandboxPolicy: options.sandboxPolicy ?? 'TESTERS_ONLY',
      sandboxTesterUserIds: options.tester ?? [],
      ...omitUndefined({ ...pickPolicies(options), ...readLists(options) }),
    })
    if (created.problem !== null) throw toCommandError(created.problem)
    const { app, serverKey, userTokenSecret } = created
    printFields({ ...toAppFields(app.row), serverKey, userTokenSecret }, options.json)
  })
}

async function updateApp(
  environment: EnvironmentVariables,
  options: AppChangeOption & AppSettingsOptions,
): Promise<void> {
  await withApp(environment, options, 'Mutation.updateAppKey', async (ctx) => {
    const { name, consumeModel, sandboxPolicy } = options
    const { userToken: requireUserToken, tester: sandboxTesterUserIds } = options
    const settings = { name, consumeModel, requireUserToken, sandboxPolicy, sandboxTesterUserIds }
    const policies = { ...pickPolicies(options), ...readLists(options) }
    const updated = await updateAppSettings(ctx, omitUndefined({ ...settings, ...policies }))
    if (updated.problem !== null) throw toCommandError(updated.problem)
    printFields(toAppFields(updated.app.row), options.json)
  })
}

function pickPolicies<Source extends Partial<Pick<AppRow, (typeof policyNames)[number]>>>(
  source: Source,
): Pick<Source, (typeof policyNames)[number]> {
  return Object.fromEntries(policyNames.map((name) => [name, source[name]]))
}

/** An empty text stands for an empty list, because an option cannot be given without a value. */
function readLists({ allowedOrigin, refundApprovalLimit }: AppSettingsOptions) {
  return {
    allowedOrigins: allowedOrigin?.filter((origin) => origin !== ''),
    refundApprovalLimits: refundApprovalLimit?.filter((limit) => limit !== null),
  }
}

function omitUndefined<Options extends object>(options: Options): Defined<Options> {
  return Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== undefined),
  ) as Defined<Options>
}

type Defined<Options> = { [Name in keyof Options]?: Exclude<Options[Name], undefined> }

function toAppFields(row: AppRow): Fields {
  const { name, consumeModel, requireUserToken, sandboxPolicy, sandboxTesterUserIds, allowedOrigins } = row
  const settings = { name, consumeModel, requireUserToken, sandboxPolicy, sandboxTesterUserIds }
  const refundApprovalLimits = row.refundApprovalLimits.map(
    ({ amount, currencyCode }) => `${amount} ${currencyCode}`,
  )
  return {
    key: encodeId('ak', row.appId),
    ...settings,
    ...pickPolicies(row),
    allowedOrigins,
    refundApprovalLimits,
  }
}
