export type RequestErrorCode =
  'UNAUTHENTICATED' | 'FORBIDDEN' | 'BAD_USER_INPUT' | 'RATE_LIMITED' | 'TOO_EXPENSIVE'

/** Stops a request as a whole. What a caller may meet in the ordinary course is a `Problem` instead. */
export class RequestError extends Error {
  override readonly name = 'RequestError'
  readonly code: RequestErrorCode
  readonly retryAfterMs: number | null
  constructor(code: RequestErrorCode, message: string, retryAfterMs: number | null = null) {
    super(message)
    this.code = code
    this.retryAfterMs = retryAfterMs
  }
}
