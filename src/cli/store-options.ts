import { InvalidArgumentError, Option, type Command } from 'commander'
import { createChoiceOption, parseChoice, collect, readTextFile } from './options.ts'
import type { EnvironmentVariables } from './with-services.ts'

const environments = ['PRODUCTION', 'SANDBOX'] as const
const marketCodes = ['MKT_ONE', 'MKT_GLB'] as const

function createEnvironmentsOption(): Option {
  const flags = '--environments <environment>'
  const description = 'environments to query, in this order (repeatable)'
  return createChoiceOption(flags, description, environments).argParser(collect(parseChoice(environments)))
}

export function addAppStoreOptions(command: Command): Command {
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

export function addGooglePlayOptions(command: Command): Command {
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

export function addOneStoreOptions(command: Command, environment: EnvironmentVariables): Command {
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

export function addTestStoreOptions(command: Command): Command {
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
