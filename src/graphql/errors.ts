import { GraphQLError, type GraphQLFormattedError } from 'graphql'
import type { Services } from '../domain/context.ts'
import { currentRequestId } from '../platform/execution-scope.ts'
import { newRequestId } from '../platform/ids.ts'
import { RequestError, SecondFactorRequiredError, type RequestErrorCode } from '../platform/request-error.ts'

const requestErrorCodes: readonly RequestErrorCode[] = [
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'BAD_USER_INPUT',
  'PERSISTED_OPERATION_NOT_FOUND',
  'RATE_LIMITED',
  'TOO_EXPENSIVE',
  'UNAVAILABLE',
]

/** Names in a document can be as long as the document. */
const maxMessageCharacters = 1_000

/** The client is gone or has completed the operation, so the rest of its execution is skipped. */
export class OperationAbortedError extends Error {
  override readonly name = 'OperationAbortedError'
}

/** An error of graphql-js for a request that is refused before its execution. */
export function toGraphQLError(error: unknown): GraphQLError {
  return new GraphQLError(error instanceof Error ? error.message : String(error), {
    originalError: error instanceof Error ? error : null,
  })
}

/** What may be returned about an error. */
type Classified =
  | {
      readonly kind: 'request'
      readonly code: RequestErrorCode
      readonly message: string
      readonly retryAfterMs: number | null
      /** What the caller can do about the error; null where the code says it. */
      readonly reason: string | null
    }
  | { readonly kind: 'aborted' }
  | { readonly kind: 'internal'; readonly cause: unknown }

/** What internal errors are written to, and all errors are counted by. */
export type ErrorReporter = Pick<Services, 'log' | 'count'>

/** Whether an error is caused by the server. */
export function isInternalError(error: unknown): boolean {
  return classify(error).kind === 'internal'
}

/**
 * Formats an error for the response; every response with an error is formatted here. A `RequestError` and an error of graphql-js
 * about the request are returned as they are. Everything else is `INTERNAL`: it is logged, and reveals no details. Each names the
 * request: by default the one that runs.
 */
export function formatError(
  error: unknown,
  { log, count }: ErrorReporter,
  requestId = currentRequestId() ?? newRequestId(),
): GraphQLFormattedError {
  const classified = classify(error)
  const location = locationOf(error)
  if (classified.kind === 'request') {
    const { message, code, retryAfterMs, reason } = classified
    const details = {
      ...(retryAfterMs === null ? {} : { retryAfterMs }),
      ...(reason === null ? {} : { reason }),
    }
    count('graphql_errors', { code })
    return { message, ...location, extensions: { code, ...details, requestId } }
  }
  if (classified.kind === 'internal') {
    count('graphql_errors', { code: 'INTERNAL' })
    log.error({ error: classified.cause, path: location.path, requestId }, 'request failed')
  }
  return { message: 'Internal server error.', ...location, extensions: { code: 'INTERNAL', requestId } }
}

/** Libraries wrap errors, also several times: the innermost error decides. */
function classify(error: unknown): Classified {
  const chain = unwrap(error)
  const cause = findRequestError(chain.at(-1))
  if (cause instanceof OperationAbortedError) return { kind: 'aborted' }
  if (cause instanceof RequestError) {
    const { code, message, retryAfterMs } = cause
    const reason = cause instanceof SecondFactorRequiredError ? cause.reason : null
    return { kind: 'request', code, message, retryAfterMs, reason }
  }
  if (!(cause instanceof GraphQLError) || !isRequestFault(cause, chain)) return { kind: 'internal', cause }
  const code = requestErrorCodes.find((each) => each === codeOf(cause)) ?? 'BAD_USER_INPUT'
  // The outermost error names the variable and its path.
  const { message } = chain[0] instanceof GraphQLError ? chain[0] : cause
  return {
    ...{ kind: 'request', code, message: message.slice(0, maxMessageCharacters) },
    ...{ retryAfterMs: null, reason: null },
  }
}

/** The `RequestError` that caused the error, or else the error itself: the query builder wraps the errors of queries. */
export function findRequestError(error: unknown): unknown {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof RequestError) return cause
  }
  return error
}

function unwrap(error: unknown): unknown[] {
  const chain = [error]
  for (
    let inner = originalErrorOf(error);
    inner !== null && !chain.includes(inner);
    inner = originalErrorOf(inner)
  ) {
    chain.push(inner)
  }
  return chain
}

function originalErrorOf(error: unknown): unknown {
  return error instanceof GraphQLError ? (error.originalError ?? null) : null
}

/**
 * graphql-js and graphql-jit report invalid documents and variables without a path. Of the errors with a path, which arise during
 * the execution, only invalid arguments are caused by the request: the others report results that do not fit the schema.
 */
function isRequestFault(cause: GraphQLError, chain: readonly unknown[]): boolean {
  if (codeOf(cause) === 'INTERNAL_SERVER_ERROR') return false
  const isExecuted = chain.some((error) => error instanceof GraphQLError && error.path !== undefined)
  return !isExecuted || /^(?:Argument|Variable) "/.test(cause.message)
}

/** graphql-jit creates errors without `extensions`, against their type. */
function codeOf({ extensions }: { readonly extensions: GraphQLError['extensions'] | undefined }): unknown {
  return extensions?.['code']
}

function locationOf(error: unknown): Pick<GraphQLFormattedError, 'path' | 'locations'> {
  if (!(error instanceof GraphQLError)) return {}
  const { path, locations } = error
  // Compiled operations have line 0, and the specification begins to count at 1.
  const isKnown = locations !== undefined && locations.every(({ line }) => line > 0)
  return { ...(path === undefined ? {} : { path }), ...(isKnown ? { locations } : {}) }
}
