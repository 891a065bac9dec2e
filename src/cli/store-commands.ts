import { InvalidArgumentError, Option, type Command } from 'commander'
import type { StoreConnectionRow } from '../domain/models.ts'
import { connectStore } from '../domain/store-connection/connect-store.ts'
import { listStoreConnections } from '../domain/store-connection/list-store-connections.ts'
import { disconnectStore } from '../domain/store-connection/disconnect-store.ts'
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

type StoreAppOption = AppOption & { readonly storeBundleId?: string }
type ConnectOptions = AppOption & { readonly shared?: boolean } & Record<string, unknown>

/** The commands that connect a store; their options have the names of the fields of the API's input. */
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
const storeTitles: Readonly<Record<StoreName, string>> = {
  APP_STORE: 'the App Store',
  GOOGLE_PLAY: 'Google Play',
  ONE_STORE: 'ONE store',
  TEST_STORE: 'the Test store',
}
const marketCodes = ['MKT_ONE', 'MKT_GLB'] as const

function createEnvironmentsOption(): Option {
  const flags = '--environments <environment>'
  const description = 'environments to query, in this order (repeatable)'
  return createChoiceOption(flags, description, environments).argParser(collect(parseChoice(environments)))
}

function addAppStoreOptions(command: Command): Command {
  return command
    .requiredOption('--bundle-id <id>', 'bundle ID of the app, such as com.example.arcade')
    .option('--app-apple-id <number>', 'Apple ID of the app')
    .option('--issuer-id <id>', 'issuer ID of the In-App Purchase key')
    .option('--key-id <id>', 'key ID of the In-App Purchase key')
    .option('--private-key-file <file>', '.p8 file of the In-App Purchase key', readTextFile)
    .addOption(createEnvironmentsOption())
    .option(
      '--max-signed-age-ms <ms>',
      'age in milliseconds from which a signed transaction is fetched again from Apple',
      Number,
    )
    .option('--no-finish-transactions', 'leave finishing transactions at the App Store to the app')
    .option(
      '--production-url <url>',
      'base URL of a store emulator instead of Apple; not allowed in production',
    )
    .option(
      '--sandbox-url <url>',
      'base URL of a store emulator instead of the Apple sandbox; not allowed in production',
    )
    .option(
      '--root-certificates-file <file>',
      'root certificates of the store emulator, one Base64 DER per line',
      (file: string) => readTextFile(file).split(/\s+/),
    )
}

function addGooglePlayOptions(command: Command): Command {
  return command
    .requiredOption('--package-name <name>', 'package name of the app, such as com.example.arcade')
    .option(
      '--service-account-json-file <file>',
      'JSON key file of the service account; required for a new connection',
      readTextFile,
    )
    .option(
      '--license-key <base64>',
      'license key of the app; verifies signed purchase data before Google is called',
    )
    .option('--push-service-account-email <email>', 'service account that sends Pub/Sub pushes')
    .option('--push-audience <audience>', 'audience of the push subscription; default: its push endpoint')
    .option(
      '--push-subscription <name>',
      'push subscription (projects/…/subscriptions/…); pushes of other subscriptions are rejected',
    )
    .option('--api-url <url>', 'base URL of a store emulator instead of Google; not allowed in production')
    .option('--token-url <url>', 'token endpoint of the store emulator; not allowed in production')
    .option('--push-certs-url <url>', 'public keys of the store emulator; not allowed in production')
}

function addOneStoreOptions(command: Command, environment: EnvironmentVariables): Command {
  const secretVariable = new Option(
    '--client-secret-env <name>',
    'environment variable that contains the client secret',
  )
  return command
    .requiredOption('--client-id <id>', 'client ID of the app; for older apps the package name')
    .option('--client-secret-file <file>', 'file with the client secret of the app', readTextFile)
    .addOption(secretVariable.argParser(createVariableReader(environment)).conflicts('clientSecretFile'))
    .option(
      '--package-name <name>',
      'package name of the app; signed purchase data of other apps is rejected',
    )
    .option(
      '--license-key <base64>',
      'license key of the app; verifies signed purchase data, which binds purchases to users',
    )
    .addOption(
      createChoiceOption('--market-code <market>', 'market of receipts that do not name one', marketCodes),
    )
    .addOption(createEnvironmentsOption())
    .option(
      '--commercial-url <url>',
      'base URL of another host of ONE store, or outside production of a store emulator',
    )
    .option(
      '--sandbox-url <url>',
      'base URL of another sandbox host of ONE store, or outside production of a store emulator',
    )
}

/** The command line contains only the name of the variable, so that it does not reveal the secret. */
function createVariableReader(environment: EnvironmentVariables): (name: string) => string {
  return (name) => {
    const value = environment[name]
    if (value === undefined || value === '') throw new InvalidArgumentError(`${name} is not set.`)
    return value.trim()
  }
}

function addTestStoreOptions(command: Command): Command {
  return command
    .requiredOption('--bundle-id <id>', 'bundle ID of the app in the Test store')
    .option('--base-url <url>', 'base URL of the Test store')
    .option('--api-secret-file <file>', 'file with the API secret of the Test store', readTextFile)
    .option(
      '--receipt-public-key-file <file>',
      'PEM file with the public key that verifies receipts',
      readTextFile,
    )
}

export function addStoreCommands(program: Command, environment: EnvironmentVariables): void {
  const store = program.command('store').description('manage store connections')
  addConnectCommands(store, environment)
  addAppCommand(store, 'list', 'list store connections').action((options: AppOption) =>
    withApp(environment, options.app, 'Query.appKey', async (ctx) => {
      const rows = await listStoreConnections(ctx)
      printRows(
        ['store', 'storeBundleId', 'hasCredentials', 'shared', 'connectedAt', 'updatedAt'],
        rows.map(toConnectionFields),
        options.json,
      )
    }),
  )
  addCheckCommand(store, environment)
  addDisconnectCommand(store, environment)
}

function addConnectCommands(store: Command, environment: EnvironmentVariables): void {
  const connect = store.command('connect').description('create or update a store connection')
  for (const { store: name, field, addOptions } of connectableStores) {
    const command = addAppCommand(connect, toKebabCase(name), `connect an app of ${storeTitles[name]}`)
      .option('--shared', 'another AppKey of this server may be connected to the same app')
      .option('--no-shared', 'no other AppKey of this server may be connected to the same app')
    addOptions(command, environment).action((options: ConnectOptions) =>
      withApp(environment, options.app, 'Mutation.connectStore', async (ctx) => {
        const connected = await connectStore(ctx, {
          store: name,
          field,
          connection: toConnectionInput(options),
          shared: options.shared ?? null,
        })
        if (connected.problem !== null) throw toCommandError(connected.problem)
        printFields(toConnectionFields(connected.storeConnection), options.json)
      }),
    )
  }
}

function addCheckCommand(store: Command, environment: EnvironmentVariables): void {
  addAppCommand(store, 'check', 'check a store connection with a request to the store')
    .argument('<store>', storeNames.map(toKebabCase).join(', '), parseChoice(storeNames))
    .option('--store-bundle-id <id>', 'bundle ID or package name of the app; default: all apps of the store')
    .action((name: StoreName, options: StoreAppOption) =>
      withApp(environment, options.app, 'Mutation.checkStoreConnection', async (ctx) => {
        const connection = { store: name, storeBundleId: options.storeBundleId ?? null }
        const { ok, diagnosis, problem } = await checkStoreConnection(ctx, connection)
        if (problem !== null) throw toCommandError(problem)
        if (!ok) throw new CommandError(`${name}: ${diagnosis ?? 'the connection does not work'}`)
        printFields({ store: name, ok }, options.json)
      }),
    )
}

function addDisconnectCommand(store: Command, environment: EnvironmentVariables): void {
  addAppCommand(store, 'disconnect', 'delete a store connection and its credentials')
    .argument('<store>', storeNames.map(toKebabCase).join(', '), parseChoice(storeNames))
    .option(
      '--store-bundle-id <id>',
      'bundle ID or package name of the app; required if several are connected',
    )
    .action((name: StoreName, options: StoreAppOption) =>
      withApp(environment, options.app, 'Mutation.disconnectStore', async (ctx) => {
        const connection = { store: name, storeBundleId: options.storeBundleId ?? null }
        const disconnected = await disconnectStore(ctx, connection)
        if (disconnected.problem !== null) throw toCommandError(disconnected.problem)
        printFields(toConnectionFields(disconnected.storeConnection), options.json)
      }),
    )
}

/**
 * Converts options to input fields: `--private-key-file` and `--private-key-env` set the field `privateKey`,
 * `--push-audience` sets the field `audience` of the field `push`.
 */
function toConnectionInput({
  app: _app,
  json: _json,
  shared: _shared,
  ...options
}: ConnectOptions): Record<string, unknown> {
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
    shared: row.shared,
    connectedAt: row.connectedAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  }
}
