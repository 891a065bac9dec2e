import type { Command } from 'commander'
import type { StoreConnectionRow } from '../domain/models.ts'
import { connectStore } from '../domain/store-connection/connect-store.ts'
import { listStoreConnections } from '../domain/store-connection/list-store-connections.ts'
import { disconnectStore } from '../domain/store-connection/disconnect-store.ts'
import { checkStoreConnection } from '../domain/store-connection/check-store-connection.ts'
import { statusOfStep } from '../stores/contract/connection-check.ts'
import { storeNames, type StoreName } from '../stores/contract/store-adapter.ts'
import {
  addAppChangeCommand,
  addAppCommand,
  parseChoice,
  toKebabCase,
  type AppChangeOption,
  type AppOption,
} from './options.ts'
import { CommandError, printFields, printRows, toCommandError, type Fields } from './output.ts'
import {
  addAppStoreOptions,
  addGooglePlayOptions,
  addOneStoreOptions,
  addTestStoreOptions,
} from './store-options.ts'
import { withApp, type EnvironmentVariables } from './with-services.ts'

type StoreBundleOption = { readonly storeBundleId?: string }
type ConnectOptions = AppChangeOption & { readonly shared?: boolean } & Record<string, unknown>

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

const storeTitles: Readonly<Record<StoreName, string>> = {
  APP_STORE: 'the App Store',
  GOOGLE_PLAY: 'Google Play',
  ONE_STORE: 'ONE store',
  TEST_STORE: 'the Test store',
}

export function addStoreCommands(program: Command, environment: EnvironmentVariables): void {
  const store = program.command('store').description('manage store connections')
  addConnectCommands(store, environment)
  addAppCommand(store, 'list', 'list store connections').action((options: AppOption) =>
    withApp(environment, options, 'Query.appKey', async (ctx) => {
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
    const command = addAppChangeCommand(connect, toKebabCase(name), `connect an app of ${storeTitles[name]}`)
      .option('--shared', 'another AppKey of this server may be connected to the same app')
      .option('--no-shared', 'no other AppKey of this server may be connected to the same app')
    addOptions(command, environment).action((options: ConnectOptions) =>
      withApp(environment, options, 'Mutation.connectStore', async (ctx) => {
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
    .action((name: StoreName, options: AppOption & StoreBundleOption) =>
      withApp(environment, options, 'Mutation.checkStoreConnection', async (ctx) => {
        const connection = { store: name, storeBundleId: options.storeBundleId ?? null }
        const { ok, diagnosis, connections = [], problem } = await checkStoreConnection(ctx, connection)
        if (problem !== null) throw toCommandError(problem)
        if (!ok) throw new CommandError(`${name}: ${diagnosis ?? 'the connection does not work'}`)
        printFields({ store: name, ok, warnings: connections.flatMap(listWarnings) }, options.json)
      }),
    )
}

function addDisconnectCommand(store: Command, environment: EnvironmentVariables): void {
  addAppChangeCommand(store, 'disconnect', 'delete a store connection and its credentials')
    .argument('<store>', storeNames.map(toKebabCase).join(', '), parseChoice(storeNames))
    .option(
      '--store-bundle-id <id>',
      'bundle ID or package name of the app; required if several are connected',
    )
    .action((name: StoreName, options: AppChangeOption & StoreBundleOption) =>
      withApp(environment, options, 'Mutation.disconnectStore', async (ctx) => {
        const connection = { store: name, storeBundleId: options.storeBundleId ?? null }
        const disconnected = await disconnectStore(ctx, connection)
        if (disconnected.problem !== null) throw toCommandError(disconnected.problem)
        printFields(toConnectionFields(disconnected.storeConnection), options.json)
      }),
    )
}

/** What the connection works without, and a shop should have. */
function listWarnings({ storeBundleId, checkSteps }: StoreConnectionRow): string[] {
  return (checkSteps ?? [])
    .filter((step) => statusOfStep(step) === 'WARNING')
    .map(({ code, message }) => `${storeBundleId}: ${code}: ${message ?? ''}`)
}

/**
 * Converts options to input fields: `--private-key-file` and `--private-key-env` set the field `privateKey`,
 * `--push-audience` sets the field `audience` of the field `push`.
 */
function toConnectionInput({
  app: _app,
  json: _json,
  reason: _reason,
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
