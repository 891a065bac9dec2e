import postgres from 'postgres'

/** The statement would have written what another one wrote first; nothing of it was kept. */
export function isUniqueViolation(error: unknown): boolean {
  return sqlState(error) === '23505'
}

/** Two statements waited for each other and this one was ended; nothing of it was kept. */
export function isDeadlock(error: unknown): boolean {
  return sqlState(error) === '40P01'
}

function sqlState(error: unknown): string | null {
  if (error instanceof postgres.PostgresError) return error.code
  return error instanceof Error && error.cause !== undefined ? sqlState(error.cause) : null
}
