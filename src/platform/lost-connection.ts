/** Codes of Node's sockets and name resolution, and those of the driver postgres.js. */
const connectionCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENETDOWN',
  'ENOTFOUND',
  'EAI_AGAIN',
  'CONNECTION_CLOSED',
  'CONNECTION_ENDED',
  'CONNECTION_DESTROYED',
  'CONNECT_TIMEOUT',
])

/**
 * SQLSTATEs with which PostgreSQL ends or refuses a connection: class 08, an administrator's command, a crash, a server that starts or
 * stops, a dropped database, an idle session, and too many connections.
 */
const sqlStatePattern = /^(?:08\w{3}|57P0[1-5]|53300)$/

/** The errors of the drivers `pg` and `ioredis` that have no code, and those of a Redis that starts or has no primary. */
const driverMessages = [
  /^Connection terminated/,
  /^timeout exceeded when trying to connect$/,
  /^Client has encountered a connection error and is not queryable$/,
  /^Client was closed and is not queryable$/,
  /^Cannot use a pool after calling end on the pool$/,
  /^Connection is closed\.$/,
  /^Stream isn't writeable and enableOfflineQueue options is false$/,
  /^Socket closed unexpectedly$/,
  /^Socket timeout\. Expecting data, but didn't receive any in \d+ms\.$/,
  /^None of startup nodes is available$/,
  /^Failed to refresh slots cache\.$/,
  /^Cluster isn't ready and enableOfflineQueue options is false$/,
  /^Cluster is disconnect(?:ed|ing)\.$/,
  /^Node is disconnected$/,
  /^timeout expired$/,
  /^(?:LOADING|MASTERDOWN|CLUSTERDOWN|READONLY) /,
  /^Command timed out$/,
  /^Reached the max retries per request limit/,
]

/** Whether an error says that a connection was lost, refused or ended by the other side, directly or as its cause. */
export function isLostConnection(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  if (connectionCodes.has(code) || sqlStatePattern.test(code)) return true
  if (driverMessages.some((pattern) => pattern.test(error.message))) return true
  if (error instanceof AggregateError && error.errors.length > 0) return error.errors.every(isLostConnection)
  return isLostConnection(error.cause)
}
