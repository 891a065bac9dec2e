import { GraphQLError, type GraphQLFormattedError } from 'graphql'
import { RequestError } from '../domain/request-error.ts'
import type { Log } from '../platform/log.ts'

const contractCodes = ['UNAUTHENTICATED', 'FORBIDDEN', 'BAD_USER_INPUT', 'RATE_LIMITED', 'TOO_EXPENSIVE']

/** Whether an error is a fault of ours. What graphql-js itself made (or we made as a GraphQLError) speaks of the request. */
export function isFault(error: unknown): boolean {
  if (!(error instanceof GraphQLError)) return !(error instanceof RequestError)
  const origin = error.originalError ?? null
  if (origin instanceof RequestError) return false
  const isOfRequest = origin === null || origin instanceof GraphQLError
  return !isOfRequest || error.extensions['code'] === 'INTERNAL_SERVER_ERROR'
}

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
  if (error instanceof GraphQLError && !isFault(error)) {
    const code = contractCodes.find((known) => known === error.extensions['code']) ?? 'BAD_USER_INPUT'
    return { message: error.message, ...place, extensions: { code } }
  }
  log.error({ error: origin ?? error, path: place.path }, 'a request failed')
  return { message: 'Something went wrong on our side.', ...place, extensions: { code: 'INTERNAL' } }
}
