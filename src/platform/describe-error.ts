import { encodeUuids } from './ids.ts'

/** What may be known about an error outside of the process that met it: no SQL, no parameters, no values of rows and no keys. */
export type ErrorDescription = {
  readonly type: string
  readonly message: string
  readonly code?: string | number
  readonly constraint?: string
  readonly table?: string
  readonly stack?: string
  readonly cause?: ErrorDescription
  readonly errors?: readonly ErrorDescription[]
}

const maxMessageLength = 500
const maxNameLength = 100
const maxStackFrames = 12
const maxCauses = 4
const maxAggregated = 5

/**
 * Describes an error by an allowlist of its properties. Errors of the database drivers carry the statement, its parameters, the
 * values of a violated key and, for lost connections, the client with its password and cancel key.
 */
export function describeError(error: unknown): ErrorDescription {
  return describe(error, maxCauses)
}

function describe(error: unknown, remainingCauses: number): ErrorDescription {
  if (!(error instanceof Error)) return { type: typeof error, message: clip(String(error)) }
  const reason = findReason(error)
  const { cause } = reason
  const aggregated = reason instanceof AggregateError ? reason.errors.slice(0, maxAggregated) : []
  const canDescend = remainingCauses > 0
  return {
    type: shorten(reason.name),
    message: describeMessage(reason),
    ...readNames(reason),
    ...describeStack(error),
    ...(canDescend && cause instanceof Error ? { cause: describe(cause, remainingCauses - 1) } : {}),
    ...(canDescend && aggregated.length > 0
      ? { errors: aggregated.map((each) => describe(each, remainingCauses - 1)) }
      : {}),
  }
}

/** A query builder repeats the statement and its parameters in its own error; the cause is the error of the database. */
function findReason(error: Error): Error {
  const isQueryError = 'query' in error && 'params' in error
  return isQueryError && error.cause instanceof Error ? findReason(error.cause) : error
}

/** Data exceptions (SQLSTATE 22…) quote the rejected value, and a JSON syntax error quotes the text. */
function describeMessage(error: Error): string {
  const { message } = error
  const code = readProperty(error, 'code')
  if (typeof code === 'string' && /^22[0-9A-Z]{3}$/.test(code))
    return clip(message.replaceAll(/"[^]*"/g, '"…"'))
  if (error instanceof SyntaxError) return clip(message.replaceAll(/"[^]*"/g, '"…"'))
  return clip(message)
}

function clip(text: string): string {
  return encodeUuids(removeStatement(text).slice(0, maxMessageLength))
}

/** Some libraries add the message of a query error to their own messages. */
export function removeStatement(text: string): string {
  return text.replace(/Failed query:[^]*/, 'Failed query')
}

function readNames(error: Error): Pick<ErrorDescription, 'code' | 'constraint' | 'table'> {
  const code = readProperty(error, 'code')
  const constraint = readProperty(error, 'constraint_name') ?? readProperty(error, 'constraint')
  const table = readProperty(error, 'table_name') ?? readProperty(error, 'table')
  return {
    ...(typeof code === 'string' ? { code: shorten(code) } : {}),
    ...(typeof code === 'number' ? { code } : {}),
    ...(typeof constraint === 'string' ? { constraint: shorten(constraint) } : {}),
    ...(typeof table === 'string' ? { table: shorten(table) } : {}),
  }
}

function readProperty(error: Error, name: string): unknown {
  return name in error ? (error as unknown as Readonly<Record<string, unknown>>)[name] : undefined
}

/** The frames without the message, which the stack repeats. */
function describeStack({ stack = '' }: Error): { readonly stack?: string } {
  const frames = stack.split('\n').filter((line) => /^ {4}at /.test(line))
  return frames.length === 0 ? {} : { stack: frames.slice(0, maxStackFrames).map(clip).join('\n') }
}

function shorten(name: string): string {
  return name.slice(0, maxNameLength)
}
