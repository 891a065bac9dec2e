import type { RateLimitClass, RateLimitSubject } from './rate-limit-classes.ts'

export type RequestErrorCode =
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'BAD_USER_INPUT'
  | 'PERSISTED_OPERATION_NOT_FOUND'
  | 'RATE_LIMITED'
  | 'TOO_EXPENSIVE'
  | 'UNAVAILABLE'

/** An error that fails a request as a whole. Errors that callers should expect are a `Problem` instead. */
export class RequestError extends Error {
  override readonly name = 'RequestError'
  readonly code: RequestErrorCode
  readonly retryAfterMs: number | null
  constructor(
    code: RequestErrorCode,
    message: string,
    retryAfterMs: number | null = null,
    options: ErrorOptions = {},
  ) {
    super(message, options)
    this.code = code
    this.retryAfterMs = retryAfterMs
  }
}

/** The database canceled a statement that waited for others for too long, or blocked them. The statement changed nothing. */
export class ContentionError extends RequestError {
  constructor(cause: unknown) {
    super(
      'UNAVAILABLE',
      'Other requests kept the database from answering in time. Repeat the call later.',
      500,
      { cause },
    )
  }
}

type ExceededRateLimit = {
  readonly subject: RateLimitSubject
  readonly limitClass: RateLimitClass
  readonly limit: number
  readonly windowMs: number
  readonly retryAfterMs: number
}

/** A caller exceeded a rate limit. Nothing was executed. */
export class RateLimitedError extends RequestError {
  readonly exceeded: ExceededRateLimit
  constructor(exceeded: ExceededRateLimit) {
    const { subject, limitClass, limit, windowMs, retryAfterMs } = exceeded
    const seconds = windowMs / 1_000
    super(
      'RATE_LIMITED',
      `Over the limit of ${limit} operations of class ${limitClass} in ${seconds} seconds by ${subject}.`,
      retryAfterMs,
    )
    this.exceeded = exceeded
  }
}

/** The caller may use the field, but has to confirm its second factor first. */
export class SecondFactorRequiredError extends RequestError {
  readonly reason = 'SECOND_FACTOR_REQUIRED'
  constructor(message: string) {
    super('FORBIDDEN', message)
  }
}
