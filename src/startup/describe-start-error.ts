import { ConfigError } from '../config/config-error.ts'
import { DataDirectoryInUseError } from '../db/embedded/embedded-postgres.ts'
import { describeConnectionFailure } from '../db/errors.ts'
import { MigrationError } from '../db/migration-error.ts'
import { UnknownSecretError } from '../domain/secrets/assert-known-secrets.ts'
import { ProcessStartError } from '../processes/fork-child.ts'
import { ModuleLoadError } from '../platform/load-module.ts'

/** Errors that the operator can correct are described in sentences, internal errors with their stack. */
export function describeStartError(error: unknown): string {
  if (error instanceof ConfigError) return `Configuration: ${error.message}`
  if (
    error instanceof ModuleLoadError ||
    error instanceof ProcessStartError ||
    error instanceof MigrationError ||
    error instanceof UnknownSecretError
  ) {
    return error.message
  }
  if (error instanceof DataDirectoryInUseError) return `${error.message} Stop it, or set COINSLOT_DATA_DIR.`
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
    const port = 'port' in error ? ` ${String(error.port)}` : ''
    return `Port${port} is taken. Stop the process that uses it, or set PORT (or METRICS_PORT, EMULATOR_PORT).`
  }
  const connectionFailure = describeConnectionFailure(error)
  if (connectionFailure !== null) return connectionFailure
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
