import { CircuitOpenError } from '../../platform/circuit-breaker.ts'
import { HttpError, parseRetryAfter, type HttpResponse } from '../../platform/http-client.ts'
import { jitteredDelayMs } from '../../platform/retry.ts'
import { StoreUnavailableError } from '../contract/store-adapter.ts'

/** Whether the error means that the store is down, slow or overloaded. */
export function isStoreFailure(error: unknown): boolean {
  return error instanceof HttpError || error instanceof StoreUnavailableError
}

/** How long the store asked not to be called; null if it did not. */
export function readRetryAfterMs(error: unknown): number | null {
  return error instanceof StoreUnavailableError ? error.retryAfterMs : null
}

/** Converts errors of the circuit breaker and the HTTP client to a StoreUnavailableError; other errors stay as they are. */
export function toStoreError(error: unknown, storeName: string): unknown {
  if (error instanceof CircuitOpenError) {
    const message = `${storeName} is not called for a moment after repeated failures (circuit open)`
    return new StoreUnavailableError(message, { retryAfterMs: error.retryAfterMs })
  }
  if (error instanceof HttpError) {
    return new StoreUnavailableError(`${storeName}: ${error.message}`, { cause: error })
  }
  return error
}

/** @param defaultDelayMs how long to wait when the response has no `Retry-After` header; null where any time will do */
export function toUnavailableError(
  response: HttpResponse,
  message: string,
  options: { readonly defaultDelayMs?: number | null; readonly cause?: unknown } = {},
): StoreUnavailableError {
  const { defaultDelayMs = null, cause } = options
  const retryAfterMs = parseRetryAfter(response.headers.get('retry-after'), Date.now()) ?? defaultDelayMs
  return new StoreUnavailableError(message, { cause, ...(retryAfterMs === null ? {} : { retryAfterMs }) })
}

/** The wait before a failed call is repeated; null when the error is not temporary. */
export function storeRetryDelayMs(error: unknown, attempt: number, initialDelayMs: number): number | null {
  if (!(error instanceof StoreUnavailableError)) return null
  return error.retryAfterMs ?? jitteredDelayMs(attempt, initialDelayMs)
}
