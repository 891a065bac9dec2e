import { GraphQLError, type GraphQLFormattedError } from 'graphql'
import type { Log } from '../platform/log.ts'
import { RequestError } from '../platform/request-error.ts'

const publicErrorCodes = [
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'BAD_USER_INPUT',
  'RATE_LIMITED',
  'TOO_EXPENSIVE',
  'UNAVAILABLE',
]

/** Whether an error is caused by the server. Errors that are created as a GraphQLError, by graphql-js or here, are caused by the request. */
export function isInternalError(error: unknown): boolean {
  if (!(error instanceof GraphQLError)) return !(findRequestError(error) instanceof RequestError)
  const originalError = findRequestError(error.originalError ?? null)
  if (originalError instanceof RequestError) return false
  const isRequestFault = originalError === null || originalError instanceof GraphQLError
  return !isRequestFault || error.extensions['code'] === 'INTERNAL_SERVER_ERROR'
}

/** The `RequestError` that caused the error, or else the error itself: the query builder wraps the errors of queries. */
function findRequestError(error: unknown): unknown {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof RequestError) return cause
  }
  return error
}

/**
 * Formats an error for the response: a `RequestError` with its code, another mistake in the request as `BAD_USER_INPUT`, and
 * everything else as `INTERNAL`, which is logged and reveals no details.
 */
export function formatError(error: unknown, log: Log): GraphQLFormattedError {
  const originalError = findRequestError(
    error instanceof GraphQLError ? (error.originalError ?? null) : error,
  )
  const { path, locations } =
    error instanceof GraphQLError ? error : { path: undefined, locations: undefined }
  const location = {
    ...(path === undefined ? {} : { path }),
    ...(locations === undefined ? {} : { locations }),
  }
  if (originalError instanceof RequestError) {
    const retryAfter = originalError.retryAfterMs === null ? {} : { retryAfterMs: originalError.retryAfterMs }
    return {
      message: originalError.message,
      ...location,
      extensions: { code: originalError.code, ...retryAfter },
    }
  }
  if (error instanceof GraphQLError && !isInternalError(error)) {
    const code = publicErrorCodes.find((each) => each === error.extensions['code']) ?? 'BAD_USER_INPUT'
    return { message: error.message, ...location, extensions: { code } }
  }
  log.error({ error: originalError ?? error, path }, 'request failed')
  return { message: 'Internal server error.', ...location, extensions: { code: 'INTERNAL' } }
}
