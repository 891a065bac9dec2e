import postgres from 'postgres'

/** The statement would have written what another one wrote first; nothing of it was kept. */
export function isUniqueViolation(error: unknown): boolean {
  return sqlState(error) === '23505'
}

/** Two statements waited for each other and this one was ended; nothing of it was kept. */
export function isDeadlock(error: unknown): boolean {
  return sqlState(error) === '40P01'
}

/** It waited for a lock for as long as it may. */
export function isLockTimeout(error: unknown): boolean {
  return sqlState(error) === '55P03'
}

/** What `list_events` says of a position before the months that are kept. */
export function isCursorExpired(error: unknown): boolean {
  return sqlState(error) === 'KE001'
}

/** A cursor is ahead of the newest event: the database was restored from a backup, and would assign the positions again. */
export class CursorAheadOfFeedError extends Error {
  override readonly name = 'CursorAheadOfFeedError'
}

const connectionFailures: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'the connection was reset',
  CONNECTION_CLOSED: 'the connection was closed',
  CONNECT_TIMEOUT: 'nothing answered in time',
  ETIMEDOUT: 'nothing answered in time',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
  ENOTFOUND: 'the host is not known',
  EAI_AGAIN: 'the host is not known at the moment',
  '28P01': 'the password is wrong',
  '28000': 'the user may not log in',
  '3D000': 'there is no such database',
  '57P03': 'it is starting or stopping',
  '53300': 'it has no connection left',
}

/** Why there is no connection to the database, for a person who can mend it; null for any other error. */
export function describeConnectionFailure(error: unknown): string | null {
  if (!(error instanceof Error)) return null
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  const reason = connectionFailures[code]
  if (reason === undefined) return describeConnectionFailure(error.cause)
  return `The database cannot be reached: ${reason} (${error.message || code}). Is DATABASE_URL right, and the database running?`
}

function sqlState(error: unknown): string | null {
  if (error instanceof postgres.PostgresError) return error.code
  return error instanceof Error && error.cause !== undefined ? sqlState(error.cause) : null
}
