import type { Command } from 'commander'
import type { StoreConnectionRow } from '../domain/models.ts'
import { connectStore } from '../domain/store-connection/connect-store.ts'
import { listStoreConnections } from '../domain/store-connection/list-store-connections.ts'
import { testStoreConnection } from '../domain/store-connection/test-store-connection.ts'
import { storeNames, type StoreName } from '../stores/contract.ts'
import { addAppCommand, choiceOption, choose, collect, inWords, readTextFile, type OfApp } from './options.ts'
import { CommandRefused, printFields, printRows, refuse, type Fields } from './output.ts'
import { withProject, type Environment } from './session.ts'

/** How each store is connected: its options carry the names of the fields of its input in the API. */
const connectable: readonly {
  readonly store: StoreName
  /** The store's field in `ConnectStoreInput`. */
  readonly field: string
  readonly addOptions: (command: Command) => Command
}[] = [
  { store: 'APP_STORE', field: 'appStore', addOptions: addAppStoreOptions },
  { store: 'TEST_STORE', field: 'testStore', addOptions: addTestStoreOptions },
]

const environments = ['PRODUCTION', 'SANDBOX'] as const

function addAppStoreOptions(command: Command): Command {
  return command
    .requiredOption('--bundle-id <id>', 'of the app, such as com.example.arcade')
    .option('--app-apple-id <number>', 'the Apple ID of the app')
    .option('--issuer-id <id>', 'of the In-App Purchase key')
    .option('--key-id <id>', 'of the In-App Purchase key')
    .option('--private-key-file <file>', 'the .p8 file of that key', readTextFile)
    .addOption(
      choiceOption(
        '--environments <environment>',
        'where ids are looked up (repeatable, in order)',
        environments,
      ).argParser(collect(choose(environments))),
    )
    .option('--max-signed-age-ms <ms>', 'a transaction signed longer ago is read back from Apple', Number)
    .option('--production-url <url>', 'a store emulator in place of Apple; never in production')
    .option('--sandbox-url <url>', 'the same for the sandbox')
    .option(
      '--root-certificates-file <file>',
      "the emulator's roots, one base64 DER a line",
      (file: string) => readTextFile(file).split(/\s+/),
    )
}

function addTestStoreOptions(command: Command): Command {
  return command
    .requiredOption('--app-id <id>', 'how the app is named there')
    .requiredOption('--base-url <url>', 'where the Test store listens')
    .requiredOption('--api-secret-file <file>', 'the secret for calling it', readTextFile)
    .requiredOption(
      '--receipt-public-key-file <file>',
      'what receipts are checked with, as PEM',
      readTextFile,
    )
}

export function addStoreCommands(program: Command, environment: Environment): void {
  const store = program.command('store').description('connections of a project to the stores')
  const connect = store.command('connect').description('connect a store, or change its connection')
  for (const { store: name, field, addOptions } of connectable) {
    addOptions(addAppCommand(connect, inWords(name), `connect ${name}`)).action(
      (options: OfApp & Record<string, unknown>) =>
        withProject(environment, options.app, async (ctx) => {
          const connected = await connectStore(ctx, {
            store: name,
            field,
            connection: readConnection(options),
          })
          if (connected.problem !== null) throw refuse(connected.problem)
          printFields(describeConnection(connected.storeConnection), options.json)
        }),
    )
  }
  addAppCommand(store, 'list', 'what is connected').action((options: OfApp) =>
    withProject(environment, options.app, async (ctx) => {
      const rows = await listStoreConnections(ctx)
      printRows(
        ['store', 'storeAppId', 'hasCredentials', 'connectedAt', 'updatedAt'],
        rows.map(describeConnection),
        options.json,
      )
    }),
  )
  addAppCommand(store, 'test', 'call a store with its connection')
    .argument('<store>', storeNames.map(inWords).join(', '), choose(storeNames))
    .action((name: StoreName, options: OfApp) =>
      withProject(environment, options.app, async (ctx) => {
        const { ok, finding, problem } = await testStoreConnection(ctx, { store: name })
        if (problem !== null) throw refuse(problem)
        if (!ok) throw new CommandRefused(`${name}: ${finding ?? 'the connection does not work'}`)
        printFields({ store: name, ok }, options.json)
      }),
    )
}

/** `--private-key-file` holds the field `privateKey`; what every command has is no field. */
function readConnection({
  app: _app,
  json: _json,
  ...options
}: OfApp & Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(options).map(([name, value]) => [name.replace(/File$/, ''), value]),
  )
}

function describeConnection(row: StoreConnectionRow): Fields {
  return {
    store: row.store,
    storeAppId: row.storeAppId,
    hasCredentials: row.credentials !== null,
    connectedAt: row.connectedAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  }
}
