import { InvalidArgumentError, Option, type Command } from 'commander'
import type { StoreConnectionRow } from '../domain/models.ts'
import { connectStore } from '../domain/store-connection/connect-store.ts'
import { listStoreConnections } from '../domain/store-connection/list-store-connections.ts'
import { checkStoreConnection } from '../domain/store-connection/check-store-connection.ts'
import { storeNames, type StoreName } from '../stores/contract.ts'
import { addAppCommand, choiceOption, choose, collect, inWords, readTextFile, type OfApp } from './options.ts'
import { CommandRefused, printFields, printRows, refuse, type Fields } from './output.ts'
import { withProject, type Environment } from './session.ts'

/** How each store is connected: its options carry the names of the fields of its input in the API. */
const connectable: readonly {
  readonly store: StoreName
  /** The store's field in `ConnectStoreInput`. */
  readonly field: string
  readonly addOptions: (command: Command, environment: Environment) => Command
}[] = [
  { store: 'APP_STORE', field: 'appStore', addOptions: addAppStoreOptions },
  { store: 'GOOGLE_PLAY', field: 'googlePlay', addOptions: addGooglePlayOptions },
  { store: 'ONE_STORE', field: 'oneStore', addOptions: addOneStoreOptions },
  { store: 'TEST_STORE', field: 'testStore', addOptions: addTestStoreOptions },
]

const environments = ['PRODUCTION', 'SANDBOX'] as const
const markets = ['MKT_ONE', 'MKT_GLB'] as const

function environmentsOption(what: string): Option {
  const flags = '--environments <environment>'
  return choiceOption(flags, `${what} (repeatable, in order)`, environments).argParser(
    collect(choose(environments)),
  )
}

function addAppStoreOptions(command: Command): Command {
  return command
    .requiredOption('--bundle-id <id>', 'of the app, such as com.example.arcade')
    .option('--app-apple-id <number>', 'the Apple ID of the app')
    .option('--issuer-id <id>', 'of the In-App Purchase key')
    .option('--key-id <id>', 'of the In-App Purchase key')
    .option('--private-key-file <file>', 'the .p8 file of that key', readTextFile)
    .addOption(environmentsOption('where ids are looked up'))
    .option('--max-signed-age-ms <ms>', 'a transaction signed longer ago is read back from Apple', Number)
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
    .requiredOption('--service-account-file <file>', 'the JSON key file of the service account', readTextFile)
    .option('--license-key <base64>', 'of the app: signed purchase data is checked before Google is asked')
    .option('--push-service-account-email <email>', 'the account that notifications are pushed by')
    .option(
      '--push-audience <audience>',
      'of the push subscription; the address it pushes to, if it has none',
    )
    .option('--push-subscription <name>', 'projects/…/subscriptions/…: notifications of others are not taken')
    .option('--api-url <url>', 'a store emulator in place of Google; never in production')
    .option('--token-url <url>', "the same for Google's token endpoint")
    .option('--push-certs-url <url>', "the same for Google's public keys")
}

function addOneStoreOptions(command: Command, environment: Environment): Command {
  const secretVariable = new Option('--client-secret-env <name>', 'the variable that holds the client secret')
  return command
    .requiredOption('--client-id <id>', 'of the app; for older apps the package name')
    .option('--client-secret-file <file>', 'the client secret of the app', readTextFile)
    .addOption(secretVariable.argParser(readVariableOf(environment)).conflicts('clientSecretFile'))
    .option('--package-name <name>', 'of the app: tells signed purchase data of another app')
    .option('--license-key <base64>', 'of the app: binds purchases to users')
    .addOption(choiceOption('--market-code <market>', 'of receipts that name none', markets))
    .addOption(environmentsOption('which hosts are asked'))
    .option(
      '--commercial-url <url>',
      "another of ONE store's hosts; outside production also a store emulator",
    )
    .option('--sandbox-url <url>', 'the same for the sandbox')
}

/** The command line names the variable, and so does not show the secret. */
function readVariableOf(environment: Environment): (name: string) => string {
  return (name) => {
    const value = environment[name]
    if (value === undefined || value === '') throw new InvalidArgumentError(`${name} is not set.`)
    return value.trim()
  }
}

function addTestStoreOptions(command: Command): Command {
  return command
    .requiredOption('--bundle-id <id>', 'bundle id of the app in the Test store')
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
    addOptions(addAppCommand(connect, inWords(name), `connect ${name}`), environment).action(
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
        ['store', 'storeBundleId', 'hasCredentials', 'connectedAt', 'updatedAt'],
        rows.map(describeConnection),
        options.json,
      )
    }),
  )
  addAppCommand(store, 'test', 'call a store with its connection')
    .argument('<store>', storeNames.map(inWords).join(', '), choose(storeNames))
    .action((name: StoreName, options: OfApp) =>
      withProject(environment, options.app, async (ctx) => {
        const { ok, diagnosis, problem } = await checkStoreConnection(ctx, { store: name })
        if (problem !== null) throw refuse(problem)
        if (!ok) throw new CommandRefused(`${name}: ${diagnosis ?? 'the connection does not work'}`)
        printFields({ store: name, ok }, options.json)
      }),
    )
}

/**
 * `--private-key-file` and `--private-key-env` hold the field `privateKey`, `--push-audience` the field `audience` of
 * the field `push`; what every command has is no field.
 */
function readConnection({
  app: _app,
  json: _json,
  ...options
}: OfApp & Record<string, unknown>): Record<string, unknown> {
  const fields = Object.entries(options).map(
    ([name, value]) => [name.replace(/(File|Env)$/, ''), value] as const,
  )
  const isOfPush = (name: string): boolean => /^push[A-Z]/.test(name)
  const push = fields
    .filter(([name]) => isOfPush(name))
    .map(([name, value]) => [name.charAt(4).toLowerCase() + name.slice(5), value] as const)
  return {
    ...Object.fromEntries(fields.filter(([name]) => !isOfPush(name))),
    ...(push.length === 0 ? {} : { push: Object.fromEntries(push) }),
  }
}

function describeConnection(row: StoreConnectionRow): Fields {
  return {
    store: row.store,
    storeBundleId: row.storeBundleId,
    hasCredentials: row.credentials !== null,
    connectedAt: row.connectedAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  }
}
