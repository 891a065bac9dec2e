import { Command } from 'commander'
import { addAppCommands } from './app-commands.ts'
import { addItemCommands } from './item-commands.ts'
import { addMigrateCommand } from './migrate-command.ts'
import { addServerKeyCommands } from './server-key-commands.ts'
import { addReencryptCommand } from './reencrypt-command.ts'
import type { EnvironmentVariables } from './with-services.ts'
import { addStoreCommands } from './store-commands.ts'

const helpText = `
Uses the database at DATABASE_URL and the secret in COINSLOT_SECRET. Without DATABASE_URL, uses the
database of the development server in COINSLOT_DATA_DIR (.coinslot), whether the server runs or not.

Exit code 1: command failed, with "CODE: message (field)" on stderr. Exit code 2: wrong usage.`

/** The administration of a Coinslot server by command line. */
export function createProgram(environment: EnvironmentVariables): Command {
  const program = new Command('coinslot')
    .description('Administers a Coinslot server: apps, server keys, store connections and items.')
    .addHelpText('after', helpText)
    .showHelpAfterError('(coinslot --help, or --help after any command, says more)')
    .exitOverride()
  addAppCommands(program, environment)
  addServerKeyCommands(program, environment)
  addStoreCommands(program, environment)
  addItemCommands(program, environment)
  addMigrateCommand(program, environment)
  addReencryptCommand(program, environment)
  return program
}
