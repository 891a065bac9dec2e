import type { Command } from 'commander'
import { addCommand, type JsonOption } from './options.ts'
import { printFields } from './output.ts'
import { migrateDatabase, type EnvironmentVariables } from './with-services.ts'

export function addMigrateCommand(program: Command, environment: EnvironmentVariables): void {
  addCommand(
    program,
    'migrate',
    'apply pending database migrations; the server also does this on startup',
  ).action(async ({ json }: JsonOption) => {
    await migrateDatabase(environment)
    printFields({ migrated: true }, json)
  })
}
