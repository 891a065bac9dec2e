import { ConfigError } from './config-error.ts'
import type { Mode } from './mode.ts'

/** The variables that require or exclude each other. */
type Variables = {
  readonly NODE_ENV?: string | undefined
  readonly DATABASE_URL?: string | undefined
  readonly DATABASE_DIRECT_URL?: string | undefined
  readonly DATABASE_PREPARED_STATEMENTS: boolean
  readonly REDIS_URL?: string | undefined
  readonly COINSLOT_SECRET?: string | undefined
  readonly COINSLOT_ROLE: 'all' | 'api' | 'worker'
  readonly TRUSTED_PROXIES: readonly string[]
  readonly CLUSTER_PROCESSES: number
  readonly JOB_CONCURRENCY: number
}

/**
 * Checks variables that require each other.
 * @throws ConfigError
 */
export function assertConsistent(data: Variables, mode: Mode): void {
  if (mode.name === 'production') assertProductionVariables(data)
  assertDatabaseVariables(data)
  assertProcessVariables(data)
  assertDevelopmentIntended(data)
}

function assertProductionVariables(data: Variables): void {
  // The start requires the secret; `coinslot migrate` does not.
  if (data.DATABASE_URL === undefined) {
    const missing = findMissing(data, ['DATABASE_URL', 'COINSLOT_SECRET'])
    throw new ConfigError(`NODE_ENV=production requires ${missing.join(' and ')}`)
  }
  const { COINSLOT_ROLE: role, REDIS_URL } = data
  if (role !== 'all' && REDIS_URL === undefined) {
    throw new ConfigError(
      `COINSLOT_ROLE=${role} in production requires REDIS_URL to coordinate several processes`,
    )
  }
}

function assertDatabaseVariables(data: Variables): void {
  if (data.DATABASE_DIRECT_URL !== undefined && data.DATABASE_URL === undefined) {
    throw new ConfigError('DATABASE_DIRECT_URL requires DATABASE_URL')
  }
  if (!data.DATABASE_PREPARED_STATEMENTS && data.DATABASE_DIRECT_URL === undefined) {
    throw new ConfigError(
      'DATABASE_PREPARED_STATEMENTS=false requires DATABASE_DIRECT_URL, because migrations and jobs need a session',
    )
  }
}

/** The development server is a single process, and several processes require shared services. */
function assertProcessVariables(data: Variables): void {
  const { CLUSTER_PROCESSES, COINSLOT_ROLE } = data
  if (COINSLOT_ROLE === 'worker' && data.JOB_CONCURRENCY === 0) {
    throw new ConfigError('COINSLOT_ROLE=worker with JOB_CONCURRENCY=0 serves no requests and runs no jobs')
  }
  if (COINSLOT_ROLE !== 'all' && data.DATABASE_URL === undefined) {
    throw new ConfigError(
      `COINSLOT_ROLE=${COINSLOT_ROLE} requires DATABASE_URL; the development server supports only the role all`,
    )
  }
  if (CLUSTER_PROCESSES === 1) return
  const missing = findMissing(data, ['DATABASE_URL', 'COINSLOT_SECRET', 'REDIS_URL'])
  if (missing.length === 0) return
  throw new ConfigError(
    `CLUSTER_PROCESSES=${CLUSTER_PROCESSES} requires ${missing.join(' and ')}; the development server is a single process`,
  )
}

/** A server that was configured for production, except for its database, must not start with an empty one of its own. */
function assertDevelopmentIntended(data: Variables): void {
  if (data.NODE_ENV !== undefined || data.DATABASE_URL !== undefined) return
  const given = (['COINSLOT_SECRET', 'REDIS_URL'] as const).filter((name) => data[name] !== undefined)
  const names = data.TRUSTED_PROXIES.length > 0 ? [...given, 'TRUSTED_PROXIES'] : given
  if (names.length === 0) return
  throw new ConfigError(
    `${names.join(' and ')} without DATABASE_URL: set DATABASE_URL, or NODE_ENV=development for a development server with an embedded database`,
  )
}

function findMissing<Name extends keyof Variables>(data: Variables, names: readonly Name[]): readonly Name[] {
  return names.filter((name) => data[name] === undefined)
}
