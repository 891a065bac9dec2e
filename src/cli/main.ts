import { CommanderError } from 'commander'
import { ConfigError } from '../config/config.ts'
import { describeConnectionFailure } from '../db/errors.ts'
import { DataDirectoryInUseError } from '../db/embedded/embedded-postgres.ts'
import { MigrationError } from '../db/migrate.ts'
import { CommandError } from './output.ts'
import { createProgram } from './program.ts'

const failureExitCode = 1
const usageExitCode = 2

/** What a person can mend gets one line; anything else is a fault of ours and shows where. */
function formatError(error: unknown): string {
  if (error instanceof CommandError) return error.message
  if (error instanceof ConfigError) return `Configuration: ${error.message}`
  if (error instanceof DataDirectoryInUseError || error instanceof MigrationError) return error.message
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
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : usageExitCode
    console.error(formatError(error))
    return failureExitCode
  }
}

process.exit(await main())
