import type { Command } from 'commander'
import { createApp } from '../domain/app/create-app.ts'
import { listApps } from '../domain/app/list-apps.ts'
import { updateAppSettings } from '../domain/app/update-app-settings.ts'
import type { AppRow } from '../domain/models.ts'
import { encodeId } from '../platform/ids.ts'
import {
  addAppCommand,
  addCommand,
  createChoiceOption,
  collect,
  type JsonOption,
  type AppOption,
} from './options.ts'
import { printFields, printRows, toCommandError, type Fields } from './output.ts'
import { withApp, withInstallation, type EnvironmentVariables } from './with-services.ts'

const consumeModels = ['SERVER_TO_SERVER', 'BUILT_IN'] as const
const sandboxPolicies = ['DENY', 'TESTERS_ONLY', 'ALLOW'] as const
const acknowledgeOnValues = ['PAID', 'CONSUMED', 'COMPLETED'] as const
const accountTokenPolicies = ['STRICT', 'ALLOW_UNKNOWN'] as const
const familySharingPolicies = ['REFUSE', 'ALLOW'] as const
const unconsumedPolicies = ['ALLOW_AUTO_REFUND', 'ACKNOWLEDGE'] as const
const refundReviewPolicies = ['MANUAL', 'REPORT_RECORD', 'ANSWER_FROM_RECORD'] as const

type AppSettingsOptions = {
  readonly name?: string
  readonly consumeModel?: AppRow['consumeModel']
  readonly userToken?: boolean
  readonly sandboxPolicy?: AppRow['sandboxPolicy']
  readonly tester?: string[]
} & Partial<
  Pick<
    AppRow,
    | 'acknowledgeOn'
    | 'unconsumedPolicy'
    | 'refundReviewPolicy'
    | 'sendConsumptionInfo'
    | 'accountTokenPolicy'
    | 'familySharingPolicy'
  >
>

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
    // All AppKeys with their settings are for the owners of the installation, as the list of operators is.
    withInstallation(environment, 'Query.operators', async (services) => {
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

function addSettingsOptions(command: Command): Command {
  const withAccessOptions = command
    .addOption(createChoiceOption('--consume-model <model>', 'how payments are consumed', consumeModels))
    .option('--user-token', 'require user tokens signed by the game server')
    .option('--no-user-token', 'allow clients to set the user without a user token')
    .addOption(
      createChoiceOption(
        '--sandbox-policy <policy>',
        'whether sandbox receipts are accepted',
        sandboxPolicies,
      ),
    )
    .option('--tester <userId>', 'user ID whose sandbox receipts are accepted (repeatable)', collect(String))
  return addPolicyOptions(withAccessOptions)
}

function addPolicyOptions(command: Command): Command {
  return command
    .addOption(
      createChoiceOption(
        '--acknowledge-on <state>',
        'payment status at which payments are acknowledged at the store',
        acknowledgeOnValues,
      ),
    )
    .addOption(
      createChoiceOption(
        '--unconsumed-policy <policy>',
        'what happens to payments that are not consumed in time',
        unconsumedPolicies,
      ),
    )
    .addOption(
      createChoiceOption(
        '--refund-review-policy <policy>',
        'how stores that request evidence before a refund are answered',
        refundReviewPolicies,
      ),
    )
    .option(
      '--send-consumption-info',
      'the customers consent to consumption information being sent to their store',
    )
    .option('--no-send-consumption-info', 'the customers do not consent')
    .addOption(
      createChoiceOption(
        '--account-token-policy <policy>',
        'whether a receipt with an unknown account token may be claimed',
        accountTokenPolicies,
      ),
    )
    .addOption(
      createChoiceOption(
        '--family-sharing-policy <policy>',
        'whether a family member may claim a shared non-consumable',
        familySharingPolicies,
      ),
    )
}

async function runCreateApp(
  environment: EnvironmentVariables,
  options: JsonOption & AppSettingsOptions & { name: string },
): Promise<void> {
  await withInstallation(environment, 'Mutation.createAppKey', async (ctx) => {
    const {
      acknowledgeOn,
      unconsumedPolicy,
      refundReviewPolicy,
      sendConsumptionInfo,
      accountTokenPolicy,
      familySharingPolicy,
    } = options
    const created = await createApp(ctx, {
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
      }),
    })
    if (created.problem !== null) throw toCommandError(created.problem)
    const { app, serverKey, userTokenSecret } = created
    printFields({ ...toAppFields(app.row), serverKey, userTokenSecret }, options.json)
  })
}

async function updateApp(
  environment: EnvironmentVariables,
  options: AppOption & AppSettingsOptions,
): Promise<void> {
  await withApp(environment, options.app, 'Mutation.updateAppKey', async (ctx) => {
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
    } = options
    const settings = { name, consumeModel, requireUserToken, sandboxPolicy, sandboxTesterUserIds }
    const optional = {
      acknowledgeOn,
      unconsumedPolicy,
      refundReviewPolicy,
      sendConsumptionInfo,
      accountTokenPolicy,
      familySharingPolicy,
    }
    const updated = await updateAppSettings(ctx, omitUndefined({ ...settings, ...optional }))
    if (updated.problem !== null) throw toCommandError(updated.problem)
    printFields(toAppFields(updated.app.row), options.json)
  })
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
  } = row
  const optional = {
    acknowledgeOn,
    unconsumedPolicy,
    refundReviewPolicy,
    sendConsumptionInfo,
    accountTokenPolicy,
    familySharingPolicy,
  }
  const settings = { name, consumeModel, requireUserToken, sandboxPolicy, sandboxTesterUserIds }
  return { key: encodeId('ak', row.appId), ...settings, ...optional }
}
