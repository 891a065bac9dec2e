import { createAccessTokenSource, type IssuedToken } from './access-token.ts'
import { createCircuitBreaker } from './circuit-breaker.ts'
import type { HttpResponse } from './http-client.ts'
import { retry, type Deadline } from './retry.ts'

/** The server rejected the access token (401): one request with a new token is worthwhile. */
export class UnauthorizedError extends Error {
  override readonly name = 'UnauthorizedError'
  /** The error that the caller gets when the new token is rejected as well. */
  readonly persistentError: Error
  constructor(persistentError: Error) {
    super(persistentError.message)
    this.persistentError = persistentError
  }
}

export type AuthorizedHttpClient = {
  /**
   * Sends one request with an access token. `exchange` sends it; `parse` checks the status and reads the body, and throws
   * `UnauthorizedError` when the token was rejected. An error of either counts for the circuit breaker and the retries.
   */
  send: <T>(
    exchange: (accessToken: string, timeoutMs: number) => Promise<HttpResponse>,
    parse: (response: HttpResponse) => T,
    deadline: Deadline,
  ) => Promise<T>
}

export type AuthorizedHttpClientOptions = {
  /** The service whose circuit this is, for metrics. */
  readonly service?: string
  /** Requests a new access token, once. */
  readonly requestToken: () => Promise<IssuedToken>
  /** How long before its expiry an access token is replaced. */
  readonly refreshEarlyMs: number
  /** The limit for one request; the deadline can shorten it. */
  readonly timeoutMs: number
  /** How many consecutive failures open the circuit, for `resetTimeoutMs`. */
  readonly failureThreshold: number
  readonly resetTimeoutMs: number
  readonly maxRetries: number
  /** Whether the error means that the server is unavailable. */
  readonly isFailure: (error: unknown) => boolean
  /** How long the server asked not to be called; null if it did not. */
  readonly readRetryAfterMs: (error: unknown) => number | null
  /** Converts errors of the circuit breaker and the HTTP client to the errors that callers expect. */
  readonly toError: (error: unknown) => unknown
  /** The wait before the next attempt; null when the converted error must not be retried. */
  readonly retryDelayMs: (error: unknown, attempt: number) => number | null
}

/** One server that requires an access token: the token, the circuit breaker and the retries belong together. */
export function createAuthorizedHttpClient(options: AuthorizedHttpClientOptions): AuthorizedHttpClient {
  const breaker = createCircuitBreaker(options)
  const tokens = createAccessTokenSource({
    issue: () => breaker.run(options.requestToken),
    refreshEarlyMs: options.refreshEarlyMs,
  })

  const attempt: AuthorizedHttpClient['send'] = async (exchange, parse, deadline) => {
    const accessToken = await tokens.get()
    const timeoutMs = Math.min(options.timeoutMs, deadline.remainingMs())
    try {
      return await breaker.run(async () => parse(await exchange(accessToken, timeoutMs)))
    } catch (error) {
      if (error instanceof UnauthorizedError) tokens.invalidate(accessToken)
      throw error
    }
  }

  return {
    send: (exchange, parse, deadline) =>
      retry(() => retryWithNewToken(() => attempt(exchange, parse, deadline), options.toError), {
        maxRetries: options.maxRetries,
        deadline,
        delayMs: options.retryDelayMs,
      }),
  }
}

/** A rejected access token is replaced once. When the new one is rejected too, the credentials are wrong. */
async function retryWithNewToken<T>(
  attempt: () => Promise<T>,
  toError: (error: unknown) => unknown,
): Promise<T> {
  try {
    return await attempt()
  } catch (error) {
    if (!(error instanceof UnauthorizedError)) throw toError(error)
  }
  try {
    return await attempt()
  } catch (error) {
    throw error instanceof UnauthorizedError ? error.persistentError : toError(error)
  }
}
