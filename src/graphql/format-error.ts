import { GraphQLError, type GraphQLFormattedError } from 'graphql'
import { RequestError } from '../domain/request-error.ts'
import type { Log } from '../platform/log.ts'

const contractCodes = ['UNAUTHENTICATED', 'FORBIDDEN', 'BAD_USER_INPUT', 'RATE_LIMITED', 'TOO_EXPENSIVE']

/**
 * What leaves the process of an error: our own stops with their code, mistakes in the request as `BAD_USER_INPUT`, and anything
 * else as `INTERNAL`, which is logged and says nothing.
 */
export function formatError(error: unknown, log: Log): GraphQLFormattedError {
  const origin = error instanceof GraphQLError ? (error.originalError ?? null) : error
  const located = error instanceof GraphQLError ? { path: error.path, locations: error.locations } : {}
  const place = {
    ...(located.path === undefined ? {} : { path: located.path }),
    ...(located.locations === undefined ? {} : { locations: located.locations }),
  }
  if (origin instanceof RequestError) {
    const retry = origin.retryAfterMs === null ? {} : { retryAfterMs: origin.retryAfterMs }
    return { message: origin.message, ...place, extensions: { code: origin.code, ...retry } }
  }
  // An error that graphql-js itself made (or we made as a GraphQLError) speaks of the request, not of us.
  if (error instanceof GraphQLError && (origin === null || origin instanceof GraphQLError)) {
    const { code } = error.extensions
    if (code !== 'INTERNAL_SERVER_ERROR') {
      return {
        message: error.message,
        ...place,
        extensions: { code: contractCodes.find((known) => known === code) ?? 'BAD_USER_INPUT' },
      }
    }
  }
  log.error({ error: origin ?? error, path: place.path }, 'a request failed')
  return { message: 'Something went wrong on our side.', ...place, extensions: { code: 'INTERNAL' } }
}
