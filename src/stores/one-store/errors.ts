import { CircuitOpenError } from '../../platform/circuit-breaker.ts'
import { HttpError, parseRetryAfter } from '../../platform/http-client.ts'
import type { HttpResponse } from '../../platform/http-client.ts'
import { StoreMisconfiguredError, StoreUnavailableError } from '../contract/store-adapter.ts'
import { errorBodySchema, parseJson } from './api-types.ts'
import type { OneStoreConfig } from './config.ts'

/** ONE store's own word that this host has no such purchase of this app, product and market. */
export class NotFoundError extends Error {
  override readonly name = 'NotFoundError'
}

/** 401: worth one new access token. */
export class UnauthorizedError extends Error {
  override readonly name = 'UnauthorizedError'
}

/** An acknowledge or consume that did not plainly succeed: what that means is told by the purchase itself. */
export class StateConflictError extends Error {
  override readonly name = 'StateConflictError'
}

type Codes = Pick<OneStoreConfig, 'notFoundCodes' | 'stateConflictCodes' | 'rateLimitDelayMs'>

/**
 * The status decides; the code only refines it, because most codes are known by hearsay. Pages in place of
 * ONE store's error object come from the server in front of it, and tell nothing of a purchase.
 * @throws for everything that is not a success
 */
export function assertSuccess(response: HttpResponse, method: 'GET' | 'POST', config: Codes): void {
  const { status } = response
  if (status >= 200 && status < 300) return
  const code = readErrorCode(response.body)
  if (status === 401) throw new UnauthorizedError()
  if (status === 403 && code !== null) {
    throw new StoreMisconfiguredError(`ONE store rejects the app of this client id (${sanitizeCode(code)})`)
  }
  if (status === 404 && code !== null && config.notFoundCodes.includes(code)) throw new NotFoundError()
  if (method === 'POST' && code !== null) {
    if (status === 409 || (status === 400 && config.stateConflictCodes.includes(code)))
      throw new StateConflictError()
  }
  throw toUnavailableError(response, 'ONE store', config)
}

export function toUnavailableError(
  response: HttpResponse,
  source: string,
  config: Codes,
): StoreUnavailableError {
  const headerDelayMs = parseRetryAfter(response.headers.get('retry-after'), Date.now())
  const retryAfterMs = headerDelayMs ?? (response.status === 429 ? config.rateLimitDelayMs : null)
  const code = readErrorCode(response.body)
  return new StoreUnavailableError(
    `${source} returned HTTP ${response.status}${code === null ? '' : ` (${sanitizeCode(code)})`}`,
    retryAfterMs === null ? {} : { retryAfterMs },
  )
}

/** A call that could not be made, in the contract's words. */
export function toStoreError(error: unknown): unknown {
  if (error instanceof CircuitOpenError) {
    const message = 'ONE store is not called for a moment after repeated failures (circuit open)'
    return new StoreUnavailableError(message, { retryAfterMs: error.retryAfterMs })
  }
  if (error instanceof HttpError) {
    return new StoreUnavailableError(`ONE store: ${error.message}`, { cause: error })
  }
  return error
}

function readErrorCode(body: string): string | null {
  const parsed = errorBodySchema.safeParse(parseJson(body))
  return parsed.success ? parsed.data.error.code : null
}

/** What a server sends goes into a message only if it can be nothing but a code. */
function sanitizeCode(code: string): string {
  return /^[A-Z][A-Za-z]{2,49}$/.test(code) ? code : 'unknown code'
}
