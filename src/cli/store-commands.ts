import { InvalidArgumentError, Option, type Command } from 'commander'
import type { StoreConnectionRow } from '../domain/models.ts'
import { connectStore } from '../domain/store-connection/connect-store.ts'
import { listStoreConnections } from '../domain/store-connection/list-store-connections.ts'
import { checkStoreConnection } from '../domain/store-connection/check-store-connection.ts'
import { storeNames, type StoreName } from '../stores/contract/store-adapter.ts'
import {
  addAppCommand,
  createChoiceOption,
  parseChoice,
  collect,
  toKebabCase,
  readTextFile,
  type AppOption,
} from './options.ts'
import { CommandError, printFields, printRows, toCommandError, type Fields } from './output.ts'
import { withApp, type EnvironmentVariables } from './with-services.ts'

/** How each store is connected: its options carry the names of the fields of its input in the API. */
const connectableStores: readonly {
  readonly store: StoreName
  /** The store's field in `ConnectStoreInput`. */
  readonly field: string
  readonly addOptions: (command: Command, environment: EnvironmentVariables) => Command
}[] = [
  { store: 'APP_STORE', field: 'appStore', addOptions: addAppStoreOptions },
  { store: 'GOOGLE_PLAY', field: 'googlePlay', addOptions: addGooglePlayOptions },
  { store: 'ONE_STORE', field: 'oneStore', addOptions: addOneStoreOptions },
  { store: 'TEST_STORE', field: 'testStore', addOptions: addTestStoreOptions },
]

const environments = ['PRODUCTION', 'SANDBOX'] as const
const marketCodes = ['MKT_ONE', 'MKT_GLB'] as const

function environmentsOption(what: string): Option {
  const flags = '--environments <environment>'
  return createChoiceOption(flags, `${what} (repeatable, in order)`, environments).argParser(
    collect(parseChoice(environments)),
  )
}

function addAppStoreOptions(command: Command): Command {
  return command
    .requiredOption('--bundle-id <id>', 'of the app, such as com.example.arcade')
    .option('--app-apple-id <number>', 'the Apple ID of the app')
    .option('--issuer-id <id>', 'of the In-App Purchase key')
    .option('--key-id <id>', 'of the In-App Purchase key')
    .option('--private-key-file <file>', 'the .p8 file of that key', readTextFile)
    .addOption(environmentsOption('environments to query'))
    .option(
      '--max-signed-age-ms <ms>',
      'maximum age of a signed transaction before it is fetched again from Apple',
      Number,
    )
    .option('--production-url <url>', 'a store emulator in place of Apple; never in production')
    .option('--sandbox-url <url>', 'the same for the sandbox')
    .option(
      '--root-certificates-file <file>',
      "the emulator's roots, one base64 DER a line",
      (file: string) => readTextFile(file).split(/\s+/),
    )
}

function addGooglePlayOptions(command: Command): Command {
  return command
    .requiredOption('--package-name <name>', 'of the app, such as com.example.arcade')
    .requiredOption(
      '--service-account-json-file <file>',
      'the JSON key file of the service account',
      readTextFile,
    )
    .option(
      '--license-key <base64>',
      'license key of the app; signed purchase data is verified before Google is called',
    )
    .option('--push-service-account-email <email>', 'service account that sends Pub/Sub pushes')
    .option('--push-audience <audience>', 'audience of the push subscription; default: its push endpoint')
    .option(
      '--push-subscription <name>',
      'projects/…/subscriptions/…; notifications from other subscriptions are rejected',
    )
    .option('--api-url <url>', 'a store emulator in place of Google; never in production')
    .option('--token-url <url>', "the same for Google's token endpoint")
    .option('--push-certs-url <url>', "the same for Google's public keys")
}

function addOneStoreOptions(command: Command, environment: EnvironmentVariables): Command {
  const secretVariable = new Option('--client-secret-env <name>', 'the variable that holds the client secret')
  return command
    .requiredOption('--client-id <id>', 'of the app; for older apps the package name')
    .option('--client-secret-file <file>', 'the client secret of the app', readTextFile)
    .addOption(secretVariable.argParser(createVariableReader(environment)).conflicts('clientSecretFile'))
    .option(
      '--package-name <name>',
      'package name of the app; used to reject signed purchase data of other apps',
    )
    .option('--license-key <base64>', 'license key of the app; binds purchases to users')
    .addOption(createChoiceOption('--market-code <market>', 'of receipts that name none', marketCodes))
    .addOption(environmentsOption('environments to query'))
    .option(
      '--commercial-url <url>',
      "another of ONE store's hosts; outside production also a store emulator",
    )
    .option('--sandbox-url <url>', 'the same for the sandbox')
}

/** The command line names the variable, and so does not show the secret. */
function createVariableReader(environment: EnvironmentVariables): (name: string) => string {
  return (name) => {
    const value = environment[name]
    if (value === undefined || value === '') throw new InvalidArgumentError(`${name} is not set.`)
    return value.trim()
  }
}

function addTestStoreOptions(command: Command): Command {
  return command
    .requiredOption('--bundle-id <id>', 'bundle id of the app in the Test store')
    .requiredOption('--base-url <url>', 'base URL of the Test store')
    .requiredOption('--api-secret-file <file>', 'the secret for calling it', readTextFile)
    .requiredOption(
      '--receipt-public-key-file <file>',
      'public key that verifies receipts, PEM',
      readTextFile,
    )
}

export function addStoreCommands(program: Command, environment: EnvironmentVariables): void {
  const store = program.command('store').description('manage store connections')
  const connect = store.command('connect').description('create or update a store connection')
  for (const { store: name, field, addOptions } of connectableStores) {
    addOptions(addAppCommand(connect, toKebabCase(name), `connect ${name}`), environment).action(
      (options: AppOption & Record<string, unknown>) =>
        withApp(environment, options.app, async (ctx) => {
          const connected = await connectStore(ctx, {
            store: name,
            field,
            connection: toConnectionInput(options),
          })
          if (connected.problem !== null) throw toCommandError(connected.problem)
          printFields(toConnectionFields(connected.storeConnection), options.json)
        }),
    )
  }
  addAppCommand(store, 'list', 'list store connections').action((options: AppOption) =>
    withApp(environment, options.app, async (ctx) => {
      const rows = await listStoreConnections(ctx)
      printRows(
        ['store', 'storeBundleId', 'hasCredentials', 'connectedAt', 'updatedAt'],
        rows.map(toConnectionFields),
        options.json,
      )
    }),
  )
  addAppCommand(store, 'check', 'check a store connection')
    .argument('<store>', storeNames.map(toKebabCase).join(', '), parseChoice(storeNames))
    .action((name: StoreName, options: AppOption) =>
      withApp(environment, options.app, async (ctx) => {
        const { ok, diagnosis, problem } = await checkStoreConnection(ctx, { store: name })
        if (problem !== null) throw toCommandError(problem)
        if (!ok) throw new CommandError(`${name}: ${diagnosis ?? 'the connection does not work'}`)
        printFields({ store: name, ok }, options.json)
      }),
    )
}

/**
 * `--private-key-file` and `--private-key-env` hold the field `privateKey`, `--push-audience` the field `audience` of
 * the field `push`; what every command has is no field.
 */
function toConnectionInput({
  app: _app,
  json: _json,
  ...options
}: AppOption & Record<string, unknown>): Record<string, unknown> {
  const fields = Object.entries(options).map(
    ([name, value]) => [name.replace(/(File|Env)$/, ''), value] as const,
  )
  const isPushField = (name: string): boolean => /^push[A-Z]/.test(name)
  const push = fields
    .filter(([name]) => isPushField(name))
    .map(([name, value]) => [name.charAt(4).toLowerCase() + name.slice(5), value] as const)
  return {
    ...Object.fromEntries(fields.filter(([name]) => !isPushField(name))),
    ...(push.length === 0 ? {} : { push: Object.fromEntries(push) }),
  }
}

function toConnectionFields(row: StoreConnectionRow): Fields {
  return {
    store: row.store,
    storeBundleId: row.storeBundleId,
    hasCredentials: row.encryptedCredentials !== null,
    connectedAt: row.connectedAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  }
}
