import { GraphQLError, type GraphQLFormattedError } from 'graphql'
import { RequestError } from '../platform/request-error.ts'
import type { Log } from '../platform/log.ts'

const publicErrorCodes = ['UNAUTHENTICATED', 'FORBIDDEN', 'BAD_USER_INPUT', 'RATE_LIMITED', 'TOO_EXPENSIVE']

/** Whether an error is a fault of ours. What graphql-js itself made (or we made as a GraphQLError) speaks of the request. */
export function isInternalError(error: unknown): boolean {
  if (!(error instanceof GraphQLError)) return !(error instanceof RequestError)
  const originalError = error.originalError ?? null
  if (originalError instanceof RequestError) return false
  const isOfRequest = originalError === null || originalError instanceof GraphQLError
  return !isOfRequest || error.extensions['code'] === 'INTERNAL_SERVER_ERROR'
}

/**
 * What leaves the process of an error: our own stops with their code, mistakes in the request as `BAD_USER_INPUT`, and anything
 * else as `INTERNAL`, which is logged and says nothing.
 */
export function formatError(error: unknown, log: Log): GraphQLFormattedError {
  const originalError = error instanceof GraphQLError ? (error.originalError ?? null) : error
  const located = error instanceof GraphQLError ? { path: error.path, locations: error.locations } : {}
  const location = {
    ...(located.path === undefined ? {} : { path: located.path }),
    ...(located.locations === undefined ? {} : { locations: located.locations }),
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
    const code = publicErrorCodes.find((known) => known === error.extensions['code']) ?? 'BAD_USER_INPUT'
    return { message: error.message, ...location, extensions: { code } }
  }
  log.error({ error: originalError ?? error, path: location.path }, 'request failed')
  return { message: 'Internal server error.', ...location, extensions: { code: 'INTERNAL' } }
}
