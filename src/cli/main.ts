import { CommanderError } from 'commander'
import { ConfigError } from '../config/config.ts'
import { describeConnectionFailure } from '../db/errors.ts'
import { DataDirectoryInUse } from '../db/embedded.ts'
import { MigrationBusy } from '../db/migrate.ts'
import { CommandRefused } from './output.ts'
import { createProgram } from './program.ts'

const refused = 1
const wrongUsage = 2

/** What a person can mend gets one line; anything else is a fault of ours and shows where. */
function explain(error: unknown): string {
  if (error instanceof CommandRefused) return error.message
  if (error instanceof ConfigError) return `Configuration: ${error.message}`
  if (error instanceof DataDirectoryInUse || error instanceof MigrationBusy) return error.message
  const unreachable = describeConnectionFailure(error)
  if (unreachable !== null) return unreachable
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

async function main(): Promise<number> {
  try {
    await createProgram(process.env).parseAsync()
    return 0
  } catch (error) {
    // Commander has said by itself what it did not understand, and help is no failure.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : wrongUsage
    console.error(explain(error))
    return refused
  }
}

process.exit(await main())
