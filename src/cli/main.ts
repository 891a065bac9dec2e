import { CommanderError } from 'commander'
import { ConfigError } from '../config/config.ts'
import { describeConnectionFailure } from '../db/errors.ts'
import { DataDirectoryInUseError } from '../db/embedded/embedded-postgres.ts'
import { MigrationError } from '../db/migrate.ts'
import { CommandError } from './output.ts'
import { createProgram } from './program.ts'

const failureExitCode = 1
const usageExitCode = 2

/** One line for errors that the user can correct; internal errors include their stack trace. */
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
    // Commander has already printed the usage error; printing help is not an error.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : usageExitCode
    console.error(formatError(error))
    return failureExitCode
  }
}

process.exit(await main())
