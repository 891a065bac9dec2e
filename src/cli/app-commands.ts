import type { Command } from 'commander'
import { createAppKey } from '../domain/app-key/create-app-key.ts'
import { listAppKeys } from '../domain/app-key/list-app-keys.ts'
import { updateAppKey } from '../domain/app-key/update-app-key.ts'
import type { AppRow } from '../domain/models.ts'
import { encodeId } from '../platform/ids.ts'
import { addAppCommand, addCommand, choiceOption, collect, type Json, type OfApp } from './options.ts'
import { printFields, printRows, refuse, type Fields } from './output.ts'
import { withProject, withServices, type Environment } from './session.ts'

const consumeModels = ['SERVER_TO_SERVER', 'BUILT_IN'] as const
const sandboxPolicies = ['DENY', 'TESTERS_ONLY', 'ALLOW'] as const
const acknowledgeOnValues = ['PAID', 'CONSUMED', 'COMPLETED'] as const
const unconsumedPolicies = ['ALLOW_AUTO_REFUND', 'ACKNOWLEDGE'] as const

type Settings = {
  readonly name?: string
  readonly consumeModel?: AppRow['consumeModel']
  readonly userToken?: boolean
  readonly sandboxPolicy?: AppRow['sandboxPolicy']
  readonly tester?: string[]
} & Partial<Pick<AppRow, 'acknowledgeOn' | 'unconsumedPolicy' | 'sendConsumptionInfo'>>

export function addAppCommands(program: Command, environment: Environment): void {
  const app = program.command('app').description('projects, each with its AppKey')
  addSettings(
    addCommand(app, 'create', 'make a project; its secrets are shown this once').requiredOption(
      '--name <name>',
      'for people',
    ),
  ).action((options: Json & Settings & { name: string }) => createApp(environment, options))
  addCommand(app, 'list', 'all projects').action((options: Json) =>
    withServices(environment, async (services) => {
      const names = ['key', 'name', 'consumeModel', 'requireUserToken', 'sandboxPolicy', 'sandboxTesterUserIds']
      printRows(names, (await listAppKeys(services)).map(describeApp), options.json)
    }),
  )
  addSettings(
    addAppCommand(app, 'update', 'change what is given; the rest stays').option(
      '--name <name>',
      'for people',
    ),
  ).action((options: OfApp & Settings) => updateApp(environment, options))
}

function addSettings(command: Command): Command {
  return command
    .addOption(choiceOption('--consume-model <model>', 'who consumes', consumeModels))
    .option('--user-token', 'clients must show a user token that the game server signed')
    .option('--no-user-token', 'clients may name their user without proof')
    .addOption(choiceOption('--sandbox-policy <policy>', 'what becomes of sandbox receipts', sandboxPolicies))
    .option('--tester <userId>', 'a user whose sandbox receipts count (repeatable)', collect(String))
    .addOption(
      choiceOption('--acknowledge-on <state>', 'from where on stores hear that the item was given', acknowledgeOnValues),
    )
    .addOption(
      choiceOption(
        '--unconsumed-policy <policy>',
        'what becomes of what nobody consumes',
        unconsumedPolicies,
      ),
    )
    .option(
      '--send-consumption-info',
      'stores that ask hear if the item was delivered; customers must agree',
    )
    .option('--no-answer-refund-requests', 'they do not')
}

async function createApp(
  environment: Environment,
  options: Json & Settings & { name: string },
): Promise<void> {
  await withServices(environment, async (services) => {
    const { acknowledgeOn, unconsumedPolicy, sendConsumptionInfo } = options
    const created = await createAppKey(services, {
      name: options.name,
      consumeModel: options.consumeModel ?? 'SERVER_TO_SERVER',
      requireUserToken: options.userToken ?? null,
      sandboxPolicy: options.sandboxPolicy ?? 'TESTERS_ONLY',
      sandboxTesterUserIds: options.tester ?? [],
      ...dropUnsaid({ acknowledgeOn, unconsumedPolicy, sendConsumptionInfo }),
    })
    if (created.problem !== null) throw refuse(created.problem)
    const { app, serverKey, userTokenSecret } = created
    printFields({ ...describeApp(app.row), serverKey, userTokenSecret }, options.json)
  })
}

async function updateApp(environment: Environment, options: OfApp & Settings): Promise<void> {
  await withProject(environment, options.app, async (ctx) => {
    const { name, consumeModel, userToken: requireUserToken, sandboxPolicy, tester: sandboxTesterUserIds } = options
    const { acknowledgeOn, unconsumedPolicy, sendConsumptionInfo } = options
    const settings = { name, consumeModel, requireUserToken, sandboxPolicy, sandboxTesterUserIds }
    const acknowledgement = { acknowledgeOn, unconsumedPolicy, sendConsumptionInfo }
    const updated = await updateAppKey(ctx, dropUnsaid({ ...settings, ...acknowledgement }))
    if (updated.problem !== null) throw refuse(updated.problem)
    printFields(describeApp(updated.app.row), options.json)
  })
}

function dropUnsaid<Options extends object>(options: Options): Said<Options> {
  return Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== undefined),
  ) as Said<Options>
}

type Said<Options> = { [Name in keyof Options]?: Exclude<Options[Name], undefined> }

function describeApp(row: AppRow): Fields {
  const { name, consumeModel, requireUserToken, sandboxPolicy, sandboxTesterUserIds } = row
  const { acknowledgeOn, unconsumedPolicy, sendConsumptionInfo } = row
  const settings = { name, consumeModel, requireUserToken, sandboxPolicy, sandboxTesterUserIds }
  return { key: encodeId('ak', row.appId), ...settings, acknowledgeOn, unconsumedPolicy, sendConsumptionInfo }
}
