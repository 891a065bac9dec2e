import type { Command } from 'commander'
import { addCommand, type Json } from './options.ts'
import { printFields } from './output.ts'
import { migrateDatabase, type Environment } from './session.ts'

export function addMigrateCommand(program: Command, environment: Environment): void {
  addCommand(program, 'migrate', 'bring the database up to date; starting the server does it too').action(
    async ({ json }: Json) => {
      await migrateDatabase(environment)
      printFields({ migrated: true }, json)
    },
  )
}
