import { CommanderError } from 'commander'
import { describeStartError } from '../startup/describe-start-error.ts'
import { CommandError } from './output.ts'
import { createProgram } from './program.ts'

const failureExitCode = 1
const usageExitCode = 2

/** The message of a command's own error; others prevented the command from starting. */
function formatError(error: unknown): string {
  return error instanceof CommandError ? error.message : describeStartError(error)
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
