import { DatabaseError } from 'pg'
import postgres from 'postgres'

/** A concurrent or earlier statement has written the same key; this statement wrote nothing. */
export function isUniqueViolation(error: unknown): boolean {
  return sqlState(error) === '23505'
}

/** Two statements waited for each other and this one was canceled; it wrote nothing. */
export function isDeadlock(error: unknown): boolean {
  return sqlState(error) === '40P01'
}

/** The server is starting, recovering or shutting down. */
export function isStartingUp(error: unknown): boolean {
  return sqlState(error) === '57P03'
}

/** The statement waited for a lock longer than `lock_timeout`. */
export function isLockTimeout(error: unknown): boolean {
  return sqlState(error) === '55P03'
}

/** The statement was canceled because of others: a lock timeout, the statement timeout, or a deadlock. It changed nothing. */
export function isContention(error: unknown): boolean {
  return isLockTimeout(error) || isDeadlock(error) || sqlState(error) === '57014'
}

/** The database or PgBouncer has no connection left; a query that needed a new one was not executed. */
export function isTooManyConnections(error: unknown): boolean {
  const message = error instanceof Error ? error.message : ''
  return sqlState(error) === '53300' || /no more connections allowed/.test(message)
}

/**
 * The database refused the rows of a statement, or gave way to another one: SQLSTATE classes of cardinality, data, constraints,
 * transaction rollbacks, limits of a row and locks. The statement changed nothing, and with fewer rows it may succeed.
 */
export function isRefusedByRows(error: unknown): boolean {
  return /^(?:21|22|23|40|54|55)/.test(sqlState(error) ?? '')
}

/** `select_events` rejected a position whose partition was dropped. */
export function isCursorExpired(error: unknown): boolean {
  return sqlState(error) === 'KE001'
}

/** `select_events` rejected a position that another database has assigned. */
export function isPositionLost(error: unknown): boolean {
  return sqlState(error) === 'KE002'
}

/**
 * The database does not have the event at a position, although a database that it continues had assigned it: it was restored from a
 * backup, or it is a standby that had lagged.
 */
export class CursorLostError extends Error {
  override readonly name = 'CursorLostError'
}

const connectionFailures: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection reset',
  CONNECTION_CLOSED: 'connection closed',
  CONNECT_TIMEOUT: 'connection timed out',
  ETIMEDOUT: 'connection timed out',
  EHOSTUNREACH: 'host unreachable',
  ENETUNREACH: 'network unreachable',
  ENOTFOUND: 'unknown host',
  EAI_AGAIN: 'temporary DNS failure',
  '28P01': 'password authentication failed',
  '28000': 'invalid authorization',
  '3D000': 'database does not exist',
  '57P03': 'server is starting up or shutting down',
  '53300': 'too many connections',
}

/** The reason of a connection failure, for an operator; null for any other error. */
export function describeConnectionFailure(error: unknown): string | null {
  if (!(error instanceof Error)) return null
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  const reason = connectionFailures[code]
  if (reason === undefined) return describeConnectionFailure(error.cause)
  return `The database cannot be reached: ${reason} (${error.message || code}). Check DATABASE_URL and that the database is running.`
}

function sqlState(error: unknown): string | null {
  if (error instanceof postgres.PostgresError || error instanceof DatabaseError) return error.code ?? null
  return error instanceof Error && error.cause !== undefined ? sqlState(error.cause) : null
}
