import { describeConnectionFailure } from './errors.ts'
import { listMigrationFiles } from './migration-files.ts'

/** The database could not be migrated, for a reason that the operator can remove; nothing was changed. */
export class MigrationError extends Error {
  override readonly name: string = 'MigrationError'
}

/** The fields of an error that PostgreSQL reports; both drivers use the same names. */
type DatabaseError = Error & {
  readonly code: string
  readonly detail?: string
  readonly hint?: string
  /** The position of the error in the statement, from 1. */
  readonly position?: string
}

const excerptLength = 80

/** Adds the file, PostgreSQL's own message and the place in the statement; an error that is not PostgreSQL's is returned unchanged. */
export function describeMigrationFailure(error: unknown): unknown {
  if (error instanceof MigrationError || describeConnectionFailure(error) !== null) return error
  const cause = findDatabaseError(error)
  if (cause === null) return error
  const { message, code, detail, hint } = cause
  const sentences = [
    `The migration ${describeSource(error, cause)} failed: ${message} (SQLSTATE ${code})`,
    ...(detail === undefined ? [] : [`Detail: ${detail}`]),
    ...(hint === undefined ? [] : [`Hint: ${hint}`]),
    'Nothing was changed. Remove the cause and start again; the previous version still works with this database',
  ]
  return new MigrationError(sentences.map((text) => `${text.replace(/\.$/, '')}.`).join(' '), {
    cause: error,
  })
}

function findDatabaseError(error: unknown): DatabaseError | null {
  if (!(error instanceof Error)) return null
  const isDatabaseError =
    'code' in error &&
    typeof error.code === 'string' &&
    /^[0-9A-Z]{5}$/.test(error.code) &&
    'severity' in error
  return isDatabaseError ? (error as DatabaseError) : findDatabaseError(error.cause)
}

/** drizzle's error has the failed statement, by which its file is found; a statement of the job queue's migrations is in none. */
function describeSource(error: unknown, { position }: DatabaseError): string {
  const statement =
    error instanceof Error && 'query' in error && typeof error.query === 'string' ? error.query : null
  const file = listMigrationFiles().find(({ statements }) => statements.some((each) => each === statement))
  if (statement === null || file === undefined) return 'of the job queue'
  const start = Math.max(Number(position ?? 1) - 1, 0)
  const number = file.statements.indexOf(statement) + 1
  const rest = statement.slice(start).trim().replaceAll(/\s+/g, ' ')
  const excerpt = rest.length > excerptLength ? `${rest.slice(0, excerptLength)}…` : rest
  return `${file.name} (statement ${number}, at "${excerpt}")`
}
