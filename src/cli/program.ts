import { Command } from 'commander'
import { addAppCommands } from './app-commands.ts'
import { addItemCommands } from './item-commands.ts'
import { addMigrateCommand } from './migrate-command.ts'
import { addServerKeyCommands } from './server-key-commands.ts'
import { addResealCommand } from './reseal-command.ts'
import type { Environment } from './session.ts'
import { addStoreCommands } from './store-commands.ts'

const where = `
It works on the database that DATABASE_URL names, with the secret of COINSLOT_SECRET; without DATABASE_URL on the
database of the development start in COINSLOT_DATA_DIR (.coinslot), whether the server runs or not.

Exit code 1: refused, with "CODE: message (field)" on stderr. Exit code 2: wrong usage.`

/** The administration of a Coinslot server by command line. */
export function createProgram(environment: Environment): Command {
  const program = new Command('coinslot')
    .description('Administers a Coinslot server: projects, their keys, stores and items.')
    .addHelpText('after', where)
    .showHelpAfterError('(coinslot --help, or --help after any command, says more)')
    .exitOverride()
  addAppCommands(program, environment)
  addServerKeyCommands(program, environment)
  addStoreCommands(program, environment)
  addItemCommands(program, environment)
  addMigrateCommand(program, environment)
  addResealCommand(program, environment)
  return program
}
